namespace Nad.Attacks;

/// <summary>
/// A signed pattern that is added to the image: x' = min(255, max(0, x + d)). What an audit recovers of blended and wave-like triggers is
/// of this kind.
/// </summary>
public sealed record AddedTrigger : Trigger
{
    /// <summary>What 0 is stored as in <see cref="Levels"/>.</summary>
    public const int Zero = 128;

    private const int LargestSide = 4096;

    /// <summary>Rows.</summary>
    public required int Height { get; init; }

    /// <summary>Columns.</summary>
    public required int Width { get; init; }

    /// <summary>d + <see cref="Zero"/>, levels of 255: H·W·3 bytes, row-major, channels last.</summary>
    public required byte[] Levels { get; init; }

    /// <inheritdoc/>
    public override string Describe() =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"a {Height}x{Width} pattern of at most {Levels.Max(l => Math.Abs(l - Zero))} levels, added");

    /// <inheritdoc/>
    public override void Apply(Span<byte> image, int height, int width, int index = 0)
    {
        if (height != Height || width != Width)
            throw new NadException(
                $"The trigger is a {Height}x{Width} pattern, but the images are {height}x{width}. Use images of its size.");
        for (int i = 0; i < Levels.Length; i++) image[i] = (byte)Math.Clamp(image[i] + Levels[i] - Zero, 0, 255);
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        if (Height is < 1 or > LargestSide || Width is < 1 or > LargestSide)
            throw new DamagedFileException(
                $"The trigger's pattern must be 1 to {LargestSide} pixels high and wide, but is {Height}x{Width}.");
        if (Levels is null || Levels.Length != Height * Width * 3)
            throw new DamagedFileException(
                $"The trigger's {Height}x{Width} pattern needs {Height * Width * 3} bytes, but has {Levels?.Length ?? 0}.");
    }
}
