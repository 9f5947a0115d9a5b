using System.Buffers.Binary;

namespace Nad.Files.Imaging;

/// <summary>PPM and PGM: P6 and P5 (binary), P3 and P2 (text), with comments and any maximum from 1 to 65535.</summary>
internal static class PnmDecoder
{
    internal static (int Width, int Height) ReadSize(ReadOnlySpan<byte> file, string name)
    {
        (int width, int height, _) = ReadHeader(ref file, name);
        return (width, height);
    }

    internal static RgbImage Decode(ReadOnlySpan<byte> file, string name)
    {
        bool text = file[1] is (byte)'2' or (byte)'3';
        int channels = file[1] is (byte)'3' or (byte)'6' ? 3 : 1;
        (int width, int height, int maximum) = ReadHeader(ref file, name);

        long samples = (long)width * height * channels;
        int sampleBytes = maximum > 255 ? 2 : 1;
        long needed = text ? (2 * samples) - 1 : samples * sampleBytes;      // text: a digit and a gap for every sample
        if (file.Length < needed)
            throw new DamagedFileException(
                $"{name}: {width}x{height} pixels need at least {needed} bytes after the header, but {file.Length} follow.");

        byte[] pixels = new byte[(long)width * height * 3];
        int step = 3 / channels;
        for (int to = 0; to < pixels.Length; to += step)
        {
            int sample = text ? ReadNumber(ref file, name)
                : sampleBytes == 1 ? file[to / step]
                : BinaryPrimitives.ReadUInt16BigEndian(file[(to / step * 2)..]);
            if (sample > maximum) throw new DamagedFileException($"{name}: a sample of {sample} is above the stated maximum of {maximum}.");
            pixels.AsSpan(to, step).Fill((byte)(((sample * 255) + (maximum / 2)) / maximum));
        }

        return new RgbImage(width, height, pixels);
    }

    internal static bool IsGap(byte b) => b is (byte)' ' or (byte)'#' or >= 9 and <= 13;

    // P6 · gap · width · gap · height · gap · maximum · one white-space character
    private static (int Width, int Height, int Maximum) ReadHeader(ref ReadOnlySpan<byte> file, string name)
    {
        int fileBytes = file.Length;
        file = file[2..];
        int width = ReadNumber(ref file, name), height = ReadNumber(ref file, name), maximum = ReadNumber(ref file, name);
        ImageLimits.Check(width, height, fileBytes, name);
        if (maximum is < 1 or > 65535) throw new DamagedFileException($"{name}: the maximum of a sample is {maximum}, not 1 to 65535.");
        if (!file.IsEmpty) file = file[1..];
        return (width, height, maximum);
    }

    private static int ReadNumber(ref ReadOnlySpan<byte> file, string name)
    {
        while (!file.IsEmpty && IsGap(file[0]))
        {
            int line = file[0] == '#' ? file.IndexOfAny((byte)'\n', (byte)'\r') : 0;
            file = line < 0 ? [] : file[(line + 1)..];
        }

        int number = 0, digits = 0;
        for (; digits < file.Length && char.IsAsciiDigit((char)file[digits]); digits++)
        {
            number = (number * 10) + file[digits] - '0';
            if (number > 100_000_000) throw new DamagedFileException($"{name}: a number in the file is absurdly large.");
        }

        if (digits == 0)
            throw new DamagedFileException($"{name}: a number was expected in the file, but it is cut off or holds something else.");
        file = file[digits..];
        return number;
    }
}
