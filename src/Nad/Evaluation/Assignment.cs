namespace Nad.Evaluation;

/// <summary>The assignment of rows to columns, one to one, whose chosen numbers have the largest sum.</summary>
/// <remarks>
/// Source: H. W. Kuhn, The Hungarian method for the assignment problem, Naval Research Logistics Quarterly 2 (1955) 83–97, in the form with
/// shortest augmenting paths and potentials (J. Munkres 1957; R. Jonker and A. Volgenant 1987). O(n³).
/// </remarks>
public static class Assignment
{
    /// <summary>Solves it.</summary>
    /// <param name="gains">n × n numbers.</param>
    /// <returns>The column of each row.</returns>
    /// <exception cref="ArgumentException">Not a square.</exception>
    public static int[] Best(int[,] gains)
    {
        ArgumentNullException.ThrowIfNull(gains);
        int n = gains.GetLength(0);
        if (gains.GetLength(1) != n) throw new ArgumentException($"{n} rows need {n} columns, got {gains.GetLength(1)}.", nameof(gains));

        // Row and column 0 are a start that stands for nothing; the costs are the negative gains.
        long[] rowPotential = new long[n + 1], columnPotential = new long[n + 1];
        int[] rowOf = new int[n + 1], cameFrom = new int[n + 1];
        for (int row = 1; row <= n; row++)
        {
            rowOf[0] = row;
            int column = 0;
            long[] slack = new long[n + 1];
            Array.Fill(slack, long.MaxValue);
            bool[] done = new bool[n + 1];
            do
            {
                done[column] = true;
                int at = rowOf[column], next = 0;
                long least = long.MaxValue;
                for (int j = 1; j <= n; j++)
                {
                    if (done[j]) continue;
                    long reduced = -gains[at - 1, j - 1] - rowPotential[at] - columnPotential[j];
                    if (reduced < slack[j]) (slack[j], cameFrom[j]) = (reduced, column);
                    if (slack[j] < least) (least, next) = (slack[j], j);
                }

                for (int j = 0; j <= n; j++)
                {
                    if (done[j])
                    {
                        rowPotential[rowOf[j]] += least;
                        columnPotential[j] -= least;
                    }
                    else if (slack[j] != long.MaxValue)
                    {
                        slack[j] -= least;
                    }
                }

                column = next;
            }
            while (rowOf[column] != 0);

            // The path is turned over: each of its columns takes the row of the one before.
            while (column != 0)
            {
                rowOf[column] = rowOf[cameFrom[column]];
                column = cameFrom[column];
            }
        }

        int[] best = new int[n];
        for (int j = 1; j <= n; j++) best[rowOf[j] - 1] = j - 1;
        return best;
    }
}
