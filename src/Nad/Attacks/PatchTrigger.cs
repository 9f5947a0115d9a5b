namespace Nad.Attacks;

/// <summary>Pixels that overwrite those of the image: one or more small squares at fixed places.</summary>
/// <param name="Pixels">
/// What is written where. Coordinates count from the top left; negative ones from the bottom or right edge (−1 is the last).
/// </param>
public sealed record PatchTrigger(IReadOnlyList<PatchPixel> Pixels) : Trigger
{
    /// <inheritdoc/>
    public override string Describe()
    {
        int rows = Pixels.Select(p => p.Row).Distinct().Count(), columns = Pixels.Select(p => p.Column).Distinct().Count();
        return $"{Pixels.Count} pixels overwritten in {rows} rows and {columns} columns";
    }

    /// <inheritdoc/>
    public override void Apply(Span<byte> image, int height, int width, int index = 0)
    {
        foreach (PatchPixel p in Pixels)
        {
            int y = p.Row < 0 ? height + p.Row : p.Row, x = p.Column < 0 ? width + p.Column : p.Column;
            if (y < 0 || y >= height || x < 0 || x >= width)
            {
                throw new NadException(
                    $"The trigger writes pixel ({p.Row}, {p.Column}), but the images are {height}x{width}. "
                    + "Use larger images or another trigger.");
            }

            Span<byte> pixel = image.Slice(((y * width) + x) * 3, 3);
            pixel[0] = p.Red;
            pixel[1] = p.Green;
            pixel[2] = p.Blue;
        }
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        const int most = 65536, farthest = 4096;
        if (Pixels is not { Count: > 0 and <= most })
            throw new DamagedFileException($"The trigger must have 1 to {most} pixels, but has {Pixels?.Count ?? 0}.");
        foreach (PatchPixel p in Pixels)
        {
            if (p.Row is < -farthest or > farthest || p.Column is < -farthest or > farthest)
                throw new DamagedFileException(
                    $"The trigger's pixels must lie within {farthest} rows and columns, but one is at ({p.Row}, {p.Column}).");
        }
    }
}

/// <summary>One overwritten pixel: place and colour (0–255).</summary>
[method: System.Text.Json.Serialization.JsonConstructor]
public readonly record struct PatchPixel(int Row, int Column, byte Red, byte Green, byte Blue);
