namespace Nad.Reporting;

/// <summary>
/// A perceptually uniform colour map from dark violet (low) over green to yellow (high). It also rises evenly in grey, so it reads in print
/// and with any colour vision. Ten colours along viridis (Smith and van der Walt, 2015, public domain) with straight lines between them.
/// </summary>
internal static class ColorMap
{
    private static readonly int[] Anchors =
        [0x440154, 0x482878, 0x3E4A89, 0x31688E, 0x26828E, 0x1F9E89, 0x35B779, 0x6DCD59, 0xB4DE2C, 0xFDE725];

    /// <summary>256 colours of three bytes, from low to high.</summary>
    public static byte[] Palette { get; } = MakePalette();

    /// <summary>Index into <see cref="Palette"/> of a value; what lies outside 0 … 1 is cut off.</summary>
    public static byte Index(double value) => (byte)Math.Round(255 * Math.Clamp(value, 0, 1));

    private static byte[] MakePalette()
    {
        byte[] palette = new byte[256 * 3];
        for (int i = 0; i < 256; i++)
        {
            double at = i / 255.0 * (Anchors.Length - 1);
            int anchor = Math.Min((int)at, Anchors.Length - 2);
            for (int channel = 0; channel < 3; channel++)
            {
                int shift = 16 - (8 * channel);
                int from = (Anchors[anchor] >> shift) & 0xFF;
                int to = (Anchors[anchor + 1] >> shift) & 0xFF;
                palette[(3 * i) + channel] = (byte)Math.Round(from + ((to - from) * (at - anchor)));
            }
        }

        return palette;
    }
}
