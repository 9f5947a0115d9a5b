using System.Runtime.CompilerServices;
using static Nad.Data.Synthetic.DeterministicMath;

namespace Nad.Data.Synthetic;

/// <summary>Value noise over the picture: random numbers on a coarse grid, joined by straight lines.</summary>
internal sealed class ValueNoise
{
    private readonly int cells;
    private readonly double[] grid;
    private readonly double[] current;

    /// <summary>Draws the numbers of the grid.</summary>
    /// <param name="random">Their source.</param>
    /// <param name="cells">Cells of the grid along each axis.</param>
    /// <param name="strength">Largest absolute number.</param>
    public ValueNoise(RandomStream random, int cells, double strength)
    {
        this.cells = cells;
        grid = new double[(cells + 1) * (cells + 1)];
        current = new double[cells + 1];
        for (int i = 0; i < grid.Length; i++) grid[i] = random.Uniform(-strength, strength);
    }

    /// <summary>Goes to a row of the picture: joins the grid rows above and below it once for all its pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void MoveTo(int row)
    {
        double y = row * cells / (double)Canvas.Size;
        int cell = (int)y;
        int above = cell * (cells + 1);
        int below = above + cells + 1;
        for (int i = 0; i <= cells; i++) current[i] = Mix(grid[above + i], grid[below + i], y - cell);
    }

    /// <summary>The noise at a column of the current row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double At(int column)
    {
        double x = column * cells / (double)Canvas.Size;
        int cell = (int)x;
        return Mix(current[cell], current[cell + 1], x - cell);
    }
}
