using Nad.Files.Imaging;

namespace Nad.Reporting;

/// <summary>Small pictures as PNG inside the page itself, so that the report stays one file.</summary>
internal static class PngDataUri
{
    /// <summary>A picture of true colours.</summary>
    /// <param name="pixels">H·W·3 bytes.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    public static string FromRgb(ReadOnlySpan<byte> pixels, int height, int width) => Embed(PngEncoder.Encode(pixels, width, height));

    /// <summary>A picture of at most 256 colours.</summary>
    /// <param name="pixels">H·W indices into the palette.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="palette">Three bytes per colour.</param>
    public static string FromPalette(ReadOnlySpan<byte> pixels, int height, int width, ReadOnlySpan<byte> palette) =>
        Embed(PngEncoder.EncodePalette(pixels, width, height, palette));

    private static string Embed(byte[] png) => "data:image/png;base64," + Convert.ToBase64String(png);
}
