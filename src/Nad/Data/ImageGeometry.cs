using System.Globalization;
using Nad.Files.Imaging;

namespace Nad.Data;

/// <summary>
/// How an image is brought to the size that a network takes: resized to it as a whole, or with its shorter side brought to a length and the
/// centre cut out, as networks for ImageNet want it.
/// </summary>
/// <param name="Height">Rows that the network takes.</param>
/// <param name="Width">Columns that it takes.</param>
/// <remarks>
/// Resizing is Pillow's antialiased bilinear (<see cref="ImageResizer"/>); lengths and the place of the centre are rounded as torchvision's
/// Resize and CenterCrop do.
/// </remarks>
public sealed record ImageGeometry(int Height, int Width)
{
    /// <summary>Largest side, as of any image of a data set.</summary>
    public const int LargestSide = 1024;

    /// <summary>Length that the shorter side is brought to before the centre is cut out; null for none.</summary>
    public int? Resize { get; init; }

    /// <summary>Whether the centre is cut out; else the whole image is brought to the size, whatever its own shape.</summary>
    public bool Cut { get; init; }

    /// <summary>Whether every length is in its range and long enough.</summary>
    public bool Fits =>
        Height is >= 1 and <= LargestSide && Width is >= 1 and <= LargestSide && (Resize is null or (>= 1 and <= LargestSide))
        && !(Resize < Math.Max(Height, Width));

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="NadException">A length is outside its range, or the shorter side is shorter than what is cut out.</exception>
    public void Validate()
    {
        if (Height is < 1 or > LargestSide || Width is < 1 or > LargestSide)
            throw new NadException($"Images must be 1 to {LargestSide} pixels high and wide, but {Width}x{Height} was asked for.");
        if (Resize is < 1 or > LargestSide)
            throw new NadException($"The shorter side must be 1 to {LargestSide} pixels, but is to be {Resize}.");
        if (Resize < Math.Max(Height, Width))
            throw new NadException(
                $"The shorter side of {Resize} pixels is too short to cut {Width}x{Height} out. "
                + "Give a larger --resize, or a smaller --crop.");
    }

    /// <summary>In words, such as "resized to 64x64".</summary>
    public string Describe() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(Resize is { } side ? $"resized to a shorter side of {side} and " : "")}"
                + $"{(Cut ? "cut to the middle " : "resized to ")}{Width}x{Height}");

    /// <summary>Brings an image to the size.</summary>
    /// <param name="image">Not modified.</param>
    /// <param name="destination">Receives Height·Width·3 bytes.</param>
    /// <param name="name">The image, for messages; fit to print.</param>
    /// <exception cref="NadException">It is smaller than what is cut out of it.</exception>
    public void Apply(RgbImage image, Span<byte> destination, string name)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (!Cut)
        {
            ImageResizer.Resize(image, Width, Height, destination);
            return;
        }

        if (Resize is { } side)
        {
            int shorter = Math.Min(image.Width, image.Height), longer = Math.Max(image.Width, image.Height);
            // torchvision: int(size · long / short).
            int other = (int)((long)side * longer / shorter);
            image = image.Width <= image.Height ? ImageResizer.Resize(image, side, other) : ImageResizer.Resize(image, other, side);
        }

        if (image.Width < Width || image.Height < Height)
            throw new NadException(
                $"{name} is {image.Width}x{image.Height}, so {Width}x{Height} cannot be cut out of it. "
                + $"Add --resize {Math.Max(Width, Height)} or more, or name the size with --size instead.");
        int top = Middle(image.Height - Height), left = Middle(image.Width - Width);
        for (int y = 0; y < Height; y++)
            image.Pixels.AsSpan((((top + y) * image.Width) + left) * 3, Width * 3).CopyTo(destination[(y * Width * 3)..]);
    }

    // Python's round, which goes to the even number from the middle.
    private static int Middle(int left) => (int)Math.Round(left / 2.0, MidpointRounding.ToEven);
}
