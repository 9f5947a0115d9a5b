namespace Nad.Audit;

/// <summary>The largest singular value of a small matrix, by power iteration on its smaller Gram matrix.</summary>
internal static class LargestSingularValue
{
    private const int MostRounds = 1000;
    private const double Enough = 1e-12;

    /// <param name="matrix">Rows × columns, row-major.</param>
    /// <param name="rows">≥ 1.</param>
    /// <param name="columns">≥ 1.</param>
    public static double Of(ReadOnlySpan<float> matrix, int rows, int columns)
    {
        int n = Math.Min(rows, columns);
        double[] gram = Gram(matrix, rows, columns), v = new double[n], next = new double[n];
        for (int i = 0; i < n; i++) v[i] = 1 + (0.01 * i);                 // not orthogonal to anything that is likely
        double value = 0;
        for (int round = 0; round < MostRounds; round++)
        {
            for (int i = 0; i < n; i++)
            {
                next[i] = 0;
                for (int j = 0; j < n; j++) next[i] += gram[(i * n) + j] * v[j];
            }

            double norm = Math.Sqrt(next.Sum(x => x * x)), length = Math.Sqrt(v.Sum(x => x * x));
            if (norm == 0) return 0;
            double found = norm / length;
            for (int i = 0; i < n; i++) v[i] = next[i] / norm;
            if (Math.Abs(found - value) <= Enough * found) return Math.Sqrt(found);
            value = found;
        }

        return Math.Sqrt(value);
    }

    private static double[] Gram(ReadOnlySpan<float> matrix, int rows, int columns)
    {
        bool byColumns = columns <= rows;
        int n = byColumns ? columns : rows, m = byColumns ? rows : columns;
        double[] gram = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                for (int k = 0; k < m; k++) gram[(i * n) + j] += (double)At(matrix, k, i) * At(matrix, k, j);
            }
        }

        return gram;

        float At(ReadOnlySpan<float> of, int k, int i) => byColumns ? of[(k * columns) + i] : of[(i * columns) + k];
    }
}
