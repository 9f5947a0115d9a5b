using System.Runtime.InteropServices;
using Nad.Files.Checkpoints;

namespace Nad.Files.Graphs;

/// <summary>Where in a table of biases the one of two tokens of a window stands, by how far they are apart.</summary>
public static class RelativePlaces
{
    /// <summary>Largest side of a window: its places are as many as its side to the fourth.</summary>
    public const int LargestSide = 16;

    /// <summary>Int64 of h·w·h·w elements: for each token those of all others.</summary>
    /// <param name="window">Sides of the window, at most <see cref="LargestSide"/>.</param>
    /// <remarks>Source: Liu et al., "Swin Transformer", ICCV 2021, equation 4 and what follows it.</remarks>
    public static TensorData Of(Op.Extent window)
    {
        (int h, int w) = (window.Height, window.Width);
        int tokens = h * w;
        long[] places = new long[tokens * tokens];
        for (int i = 0; i < tokens; i++)
        {
            for (int j = 0; j < tokens; j++)
                places[(i * tokens) + j] = (((i / w) - (j / w) + h - 1) * ((2 * w) - 1)) + (i % w) - (j % w) + w - 1;
        }

        return new TensorData(DType.Int64, [places.Length], MemoryMarshal.AsBytes<long>(places).ToArray());
    }
}
