using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Nad.Files;

/// <summary>
/// Reads a NumPy array file (.npy) as numbers: unsigned bytes, or 32- and 64-bit floating point, little-endian, in C order.
/// </summary>
/// <remarks>
/// Source: the format description of NumPy, versions 1.0 to 3.0. Files that hold Python objects are refused: they are pickles.
/// </remarks>
public sealed partial record NumpyArray(int[] Shape, double[] Values)
{
    private const int Start = 10, MaxDims = 4;
    private const long LargestCount = 1 << 24;

    // NumPy's own limit; a longer one would also keep the pattern below busy for hours.
    private const int LongestHeader = 10_000;

    /// <exception cref="NadException">Damaged, or of a kind that is not read.</exception>
    public static NumpyArray Parse(ReadOnlySpan<byte> file, string name)
    {
        if (file.Length < 12 || file[0] != 0x93 || !file[1..6].SequenceEqual("NUMPY"u8))
            throw new DamagedFileException($"{name} is no NumPy array file.");
        bool wide = file[6] >= 2;
        long headerLength = wide ? BinaryPrimitives.ReadUInt32LittleEndian(file[8..]) : BinaryPrimitives.ReadUInt16LittleEndian(file[8..]);
        int headerAt = wide ? Start + 2 : Start;
        if (file[6] is < 1 or > 3 || headerLength > file.Length - headerAt)
            throw new DamagedFileException($"{name}: the header of the NumPy array is cut off.");
        if (headerLength > LongestHeader)
            throw new DamagedFileException(
                $"{name}: the header of the NumPy array claims {headerLength} bytes; at most {LongestHeader} are read.");
        string header = Encoding.Latin1.GetString(file.Slice(headerAt, (int)headerLength));
        Match match = Header().Match(header);
        if (!match.Success || header.Contains("'fortran_order': True", StringComparison.Ordinal))
        {
            throw new UnsupportedInputException(
                $"{name}: a NumPy array in C order of uint8, float32 or float64 is needed, but its header is "
                + $"'{Printable.Of(header.Trim())}'. Save it with numpy.save and one of these types.");
        }

        int[] shape = Shapes(match.Groups[2].Value, name);
        long count = shape.Aggregate(1L, (product, side) => product * side);
        (int size, string type) = (match.Groups[1].Value[2..] switch { "1" => 1, "4" => 4, _ => 8 }, match.Groups[1].Value[1..]);
        ReadOnlySpan<byte> data = file[(headerAt + (int)headerLength)..];
        if (data.Length != count * size)
            throw new DamagedFileException(
                $"{name}: {count} values of {size} bytes need {count * size} bytes, but there are {data.Length}.");
        double[] values = new double[count];
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> at = data[(i * size)..];
            values[i] = type switch
            {
                "u1" => at[0],
                "f4" => BinaryPrimitives.ReadSingleLittleEndian(at),
                _ => BinaryPrimitives.ReadDoubleLittleEndian(at)
            };
            if (!double.IsFinite(values[i])) throw new DamagedFileException($"{name}: value {i} is not a finite number.");
        }

        return new NumpyArray(shape, values);
    }

    private static int[] Shapes(string text, string name)
    {
        string[] parts = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        int[] shape = new int[parts.Length];
        long count = 1;
        for (int d = 0; d < parts.Length; d++)
        {
            if (!int.TryParse(parts[d], NumberStyles.None, CultureInfo.InvariantCulture, out shape[d]) || shape[d] < 1
                || (count *= shape[d]) > LargestCount || d >= MaxDims)
            {
                throw new UnsupportedInputException(
                    $"{name}: arrays of 1 to {MaxDims} dimensions and at most {LargestCount} values are read, but the shape is "
                    + $"({Printable.Of(text)}).");
            }
        }

        return shape;
    }

    [GeneratedRegex(@"'descr': '([|<](?:u1|f4|f8))'.*'shape': \(([0-9, ]*)\)")]
    private static partial Regex Header();
}
