namespace Nad.Files.Imaging;

/// <summary>
/// The weights that one axis of a resize needs: a triangle as wide as one source pixel when growing, as one target pixel when shrinking,
/// in fixed point with the same rounding as Pillow's BILINEAR.
/// </summary>
internal sealed class ResampleWeights
{
    // 32 bits, less 8 of the sample and 2 to spare.
    internal const int Precision = 22;

    internal ResampleWeights(int from, int to)
    {
        double scale = (double)from / to, support = Math.Max(1, scale);
        First = new int[to];
        Count = new int[to];
        Stride = (int)Math.Ceiling(support) * 2 + 1;
        Weights = new int[to * Stride];
        double[] exact = new double[Stride];
        for (int target = 0; target < to; target++)
        {
            double centre = (target + 0.5) * scale;
            int first = Math.Max(0, (int)(centre - support + 0.5));
            int count = Math.Min(from, (int)(centre + support + 0.5)) - first;
            double sum = 0;
            for (int i = 0; i < count; i++)
            {
                exact[i] = Math.Max(0, 1 - Math.Abs((first + i - centre + 0.5) * (1 / support)));
                sum += exact[i];
            }

            for (int i = 0; i < count; i++) Weights[(target * Stride) + i] = (int)(0.5 + (exact[i] / sum * (1 << Precision)));
            First[target] = first;
            Count[target] = count;
        }
    }

    /// <summary>For each target pixel, the first source pixel it needs.</summary>
    internal int[] First { get; }

    /// <summary>For each target pixel, how many source pixels it needs.</summary>
    internal int[] Count { get; }

    /// <summary>Distance in <see cref="Weights"/> from one target pixel to the next.</summary>
    internal int Stride { get; }

    internal int[] Weights { get; }

    internal ReadOnlySpan<int> Of(int target) => Weights.AsSpan(target * Stride, Count[target]);
}
