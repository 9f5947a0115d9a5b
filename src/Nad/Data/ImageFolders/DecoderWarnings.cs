using System.Globalization;

namespace Nad.Data;

/// <summary>Says how many images were decoded although their decoder found fault with them.</summary>
internal static class DecoderWarnings
{
    /// <summary>One sentence, or none.</summary>
    /// <param name="warned">Name and warning of each such image.</param>
    internal static IEnumerable<string> Remarks(IReadOnlyCollection<string> warned) => warned.Count switch
    {
        0 => [],
        1 => [$"1 JPEG was decoded although libjpeg warns of it: {warned.First()}."],
        _ =>
        [
            string.Create(
                CultureInfo.InvariantCulture,
                $"{warned.Count:#,##0} JPEGs were decoded although libjpeg warns of them, such as {warned.First()}.")
        ],
    };
}
