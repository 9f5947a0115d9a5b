namespace Nad.Attacks;

/// <summary>
/// A picture laid over the image, or a part of it, pixel by pixel: x' = ⌊(1 − α)·x + α·K⌋, x' = min(255, ⌊x + α·K⌋) or x' = ⌊x + α·K⌋ mod
/// 256, where α is the blend times the opacity of the pixel. Truncated as the reference code's conversion to uint8 does.
/// </summary>
public sealed record PictureTrigger : Trigger
{
    private const int LargestSide = 4096;

    /// <summary>Rows of the picture.</summary>
    public required int Height { get; init; }

    /// <summary>Columns of the picture.</summary>
    public required int Width { get; init; }

    /// <summary>The picture K: H·W·3 bytes, row-major, channels last.</summary>
    public required byte[] Pixels { get; init; }

    /// <summary>Opacity of each pixel, H·W bytes, 255 = opaque; null where all are opaque.</summary>
    public byte[]? Opacity { get; init; }

    /// <summary>Row of its top left pixel; negative ones count from the bottom edge (−1 is the last).</summary>
    public int Row { get; init; }

    /// <summary>Column of its top left pixel; negative ones count from the right edge.</summary>
    public int Column { get; init; }

    /// <summary>Weight α of the picture, above 0 to 1.</summary>
    public double Blend { get; init; } = 1;

    /// <summary>How picture and image are combined.</summary>
    public PictureMode Mode { get; init; }

    /// <inheritdoc/>
    public override string Describe() => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"a {Height}x{Width} picture at row {Row}, column {Column}, {(Mode, Blend) switch
        {
            (PictureMode.Blend, 1) => "overwriting",
            (PictureMode.Blend, _) => $"blended with weight {Blend}",
            (PictureMode.Add, _) => $"added with weight {Blend}",
            _ => $"added with weight {Blend}, wrapping modulo 256",
        }}");

    /// <inheritdoc/>
    public override void Apply(Span<byte> image, int height, int width, int index = 0)
    {
        int top = Row < 0 ? height + Row : Row, left = Column < 0 ? width + Column : Column;
        if (top < 0 || left < 0 || top + Height > height || left + Width > width)
        {
            throw new NadException(
                $"The trigger is a {Height}x{Width} picture at row {Row}, column {Column}, but the images are {height}x{width}. "
                + "Use larger images or another place.");
        }

        for (int y = 0; y < Height; y++)
        {
            Span<byte> row = image.Slice((((top + y) * width) + left) * 3, Width * 3);
            for (int i = 0; i < row.Length; i++)
            {
                int at = (y * Width * 3) + i;
                double alpha = Blend * (Opacity is null ? 1 : Opacity[at / 3] / 255.0);
                row[i] = Mode switch
                {
                    PictureMode.Blend => (byte)(((1 - alpha) * row[i]) + (alpha * Pixels[at])),
                    PictureMode.Add => (byte)Math.Min(255, row[i] + (int)(alpha * Pixels[at])),
                    _ => (byte)((row[i] + (int)(alpha * Pixels[at])) & 255),
                };
            }
        }
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        if (Height is < 1 or > LargestSide || Width is < 1 or > LargestSide)
            throw new DamagedFileException(
                $"The trigger's picture must be 1 to {LargestSide} pixels high and wide, but is {Height}x{Width}.");
        if (Pixels is null || Pixels.Length != Height * Width * 3)
            throw new DamagedFileException(
                $"The trigger's {Height}x{Width} picture needs {Height * Width * 3} bytes, but has {Pixels?.Length ?? 0}.");
        if (Opacity is not null && Opacity.Length != Height * Width)
            throw new DamagedFileException(
                $"The trigger's {Height}x{Width} opacity needs {Height * Width} bytes, but has {Opacity.Length}.");
        if (Row is < -LargestSide or > LargestSide || Column is < -LargestSide or > LargestSide)
            throw new DamagedFileException($"The trigger's place must be within {LargestSide} pixels, but is row {Row}, column {Column}.");
        if (!(Blend is > 0 and <= 1))
            throw new NadException(
                "The trigger's blend must be above 0 and at most 1, but is "
                + $"{Blend.ToString(System.Globalization.CultureInfo.InvariantCulture)}.");
        if (!Enum.IsDefined(Mode)) throw new DamagedFileException($"The trigger's mode {(int)Mode} is not known.");
    }
}

/// <summary>How a picture and an image are combined.</summary>
[System.Text.Json.Serialization.JsonConverter(typeof(System.Text.Json.Serialization.JsonStringEnumConverter<PictureMode>))]
public enum PictureMode
{
    /// <summary>(1 − α)·x + α·K; overwrites where α is 1.</summary>
    Blend,

    /// <summary>x + α·K, at most 255.</summary>
    Add,

    /// <summary>
    /// x + α·K modulo 256: what the authors' code does with its Trojan trigger, whose sum it converts to uint8 before clipping.
    /// </summary>
    AddWrap,
}
