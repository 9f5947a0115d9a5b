namespace Nad.Files.Imaging;

/// <summary>The five row filters of PNG. a = the byte to the left, b = the byte above, c = the byte above left.</summary>
internal static class PngFilter
{
    internal const int Count = 5;

    /// <summary>Undoes a filter in place; false where there is no such filter.</summary>
    internal static bool Undo(int filter, Span<byte> row, ReadOnlySpan<byte> above, int step)
    {
        int start = Math.Min(step, row.Length);
        switch (filter)
        {
            case 0:
                return true;
            case 1:
                for (int i = start; i < row.Length; i++) row[i] += row[i - step];
                return true;
            case 2:
                for (int i = 0; i < row.Length; i++) row[i] += above[i];
                return true;
            case 3:
                for (int i = 0; i < start; i++) row[i] += (byte)(above[i] >> 1);
                for (int i = start; i < row.Length; i++) row[i] += (byte)((row[i - step] + above[i]) >> 1);
                return true;
            case 4:
                for (int i = 0; i < start; i++) row[i] += above[i];
                for (int i = start; i < row.Length; i++) row[i] += Paeth(row[i - step], above[i], above[i - step]);
                return true;
            default:
                return false;
        }
    }

    /// <summary>
    /// Writes the filtered row and returns the sum of its bytes' magnitudes, read as signed: the usual guess at how well it packs.
    /// </summary>
    internal static long Apply(int filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int step, Span<byte> filtered)
    {
        long sum = 0;
        for (int i = 0; i < row.Length; i++)
        {
            int a = i >= step ? row[i - step] : 0;
            int c = i >= step ? above[i - step] : 0;
            int guess = filter switch
            {
                1 => a,
                2 => above[i],
                3 => (a + above[i]) >> 1,
                4 => Paeth(a, above[i], c),
                _ => 0,
            };
            filtered[i] = (byte)(row[i] - guess);
            sum += Math.Abs((int)(sbyte)filtered[i]);
        }

        return sum;
    }

    // Whichever of a, b, c lies nearest to a + b − c; ties in this order.
    private static byte Paeth(int a, int b, int c)
    {
        int toA = Math.Abs(b - c), toB = Math.Abs(a - c), toC = Math.Abs(a + b - c - c);
        return (byte)(toA <= toB && toA <= toC ? a : toB <= toC ? b : c);
    }
}
