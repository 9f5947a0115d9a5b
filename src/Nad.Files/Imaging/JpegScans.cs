using System.Buffers.Binary;

namespace Nad.Files.Imaging;

/// <summary>
/// Bounds the work of a JPEG before it is decoded. A progressive file goes over all its blocks once for each scan, and a scan that changes
/// nothing takes a few bytes; the decoder obeys. Here the markers are walked as the decoder walks them, and the blocks of all scans are
/// counted.
/// </summary>
/// <remarks>ITU-T T.81, annexes B and G.</remarks>
internal static class JpegScans
{
    /// <summary>
    /// Blocks that a file may go over, in all its scans, for each of its bytes: the first scan of a component takes a bit for a block at
    /// least.
    /// </summary>
    internal const int BlocksPerByte = 64;

    /// <summary>Blocks that take no bytes to match: those of a blank picture of some megapixels, in ten scans.</summary>
    internal const long FreeBlocks = 1 << 20;

    /// <summary>Refuses a file whose scans are out of proportion. Anything else that is wrong with it is left to the decoder.</summary>
    /// <exception cref="RefusedFileException">A scan comes twice, or the scans go over far more blocks than the file has bytes.</exception>
    internal static void Check(ReadOnlySpan<byte> file, string name)
    {
        Frame? frame = null;
        HashSet<(byte Component, byte First, byte Last, byte Bits)> seen = [];
        long blocks = 0, most = FreeBlocks + ((long)BlocksPerByte * file.Length);
        for (int at = 2; NextMarker(file, ref at) is { } marker && marker != EndOfImage;)
        {
            if (!HasLength(marker)) continue;
            if (file.Length - at < 2) return;
            int length = BinaryPrimitives.ReadUInt16BigEndian(file[at..]);
            if (length < 2 || length > file.Length - at) return;
            ReadOnlySpan<byte> segment = file.Slice(at + 2, length - 2);
            at += length;
            if (IsFrame(marker)) frame ??= Frame.Read(segment);
            if (marker != StartOfScan || frame is null || segment.Length < 1 || segment.Length < 4 + (2 * segment[0])) continue;

            ReadOnlySpan<byte> tail = segment[(1 + (2 * segment[0]))..];
            for (int c = 0; c < segment[0]; c++)
            {
                byte component = segment[1 + (2 * c)];
                if (!seen.Add((component, tail[0], tail[1], tail[2])))
                    throw new RefusedFileException($"{name}: the JPEG gives the same scan twice. Save it again, as a plain JPEG or PNG.");
                blocks += frame.BlocksOf(component);
            }

            if (blocks > most)
            {
                throw new RefusedFileException(
                    $"{name}: the scans of a JPEG of {file.Length} bytes go over more than {most} blocks of pixels, which no encoder asks "
                    + "for. Save it again, as a plain JPEG or PNG.");
            }
        }
    }

    private const byte StartOfScan = 0xDA, EndOfImage = 0xD9;

    // As libjpeg does: whatever is no marker is passed over, be it the data of a scan or rubbish between segments.
    private static byte? NextMarker(ReadOnlySpan<byte> file, ref int at)
    {
        while (at < file.Length)
        {
            int found = file[at..].IndexOf((byte)0xFF);
            if (found < 0) return null;
            at += found;
            while (at < file.Length && file[at] == 0xFF) at++;
            if (at == file.Length) return null;
            byte marker = file[at++];
            if (marker != 0) return marker;
        }

        return null;
    }

    // Restarts, and codes below the first of a frame, which the decoder leaves behind as rubbish.
    private static bool HasLength(byte marker) => marker is >= 0xC0 and not (>= 0xD0 and <= 0xD8);

    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private sealed record Frame(int Width, int Height, byte[] Components, int WidestSampling, int TallestSampling)
    {
        // precision (1) · height (2) · width (2) · count (1) · for each: name (1), samplings (1), table (1)
        public static Frame? Read(ReadOnlySpan<byte> segment)
        {
            if (segment.Length < 6 || segment.Length < 6 + (3 * segment[5])) return null;
            byte[] components = segment.Slice(6, 3 * segment[5]).ToArray();
            int widest = 1, tallest = 1;
            for (int c = 0; c < components.Length; c += 3)
            {
                widest = Math.Max(widest, components[c + 1] >> 4);
                tallest = Math.Max(tallest, components[c + 1] & 15);
            }

            return new Frame(
                BinaryPrimitives.ReadUInt16BigEndian(segment[3..]),
                BinaryPrimitives.ReadUInt16BigEndian(segment[1..]),
                components,
                widest,
                tallest);
        }

        /// <summary>8x8 blocks of a component, filled up to whole units of interleaving.</summary>
        public long BlocksOf(byte component)
        {
            for (int c = 0; c < Components.Length; c += 3)
            {
                if (Components[c] != component) continue;
                int sampling = Components[c + 1];
                return Units(Width, WidestSampling) * (sampling >> 4) * Units(Height, TallestSampling) * (sampling & 15);
            }

            return 0;
        }

        private static long Units(int side, int sampling) => (side + (8L * sampling) - 1) / (8 * sampling);
    }
}
