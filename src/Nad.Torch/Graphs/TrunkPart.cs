using System.Collections.Concurrent;
using Nad.Torch.Modules;
using Nad.Torch.Trunks;

namespace Nad.Torch.Graphs;

/// <summary>Calls of a graph that read one value and each other, and that a <see cref="Trunk"/> runs as one.</summary>
/// <param name="Input">Name of the value that they read.</param>
/// <param name="Calls">What the trunk is told, in order.</param>
/// <param name="Outputs">Names of the values that others read.</param>
internal sealed record TrunkPart(string Input, TrunkPart.Call[] Calls, string[] Outputs)
{
    private readonly ConcurrentDictionary<(long C, long H, long W), (Trunk? Trunk, int[] Outputs)> made = new();

    /// <summary>One operation: a convolution, or a normalisation.</summary>
    /// <param name="Reads">Name of what it reads.</param>
    /// <param name="Plus">Name of what is added; null for nothing.</param>
    /// <param name="Makes">Name of its result.</param>
    /// <param name="Kernels">Weight of a convolution; null for a normalisation.</param>
    /// <param name="Stride">Of a convolution.</param>
    /// <param name="Norm">The normalisation.</param>
    /// <param name="Rectifies">Whether a normalisation is rectified.</param>
    internal sealed record Call(string Reads, string? Plus, string Makes, Tensor? Kernels, int Stride, TrunkNorm? Norm, bool Rectifies);

    /// <summary>Runs the part.</summary>
    /// <param name="input">N×C×H×W.</param>
    /// <param name="mode">Batch or running statistics.</param>
    /// <returns>The outputs, owned by the current scope; null where the trunk does not serve these images.</returns>
    public Tensor[]? Run(Tensor input, Mode mode)
    {
        if (input.Dimensions != 4) return null;
        long[] sizes = input.Sizes;
        (Trunk? trunk, int[] outputs) = made.GetOrAdd((sizes[1], sizes[2], sizes[3]), Make);
        return trunk?.Serves(input, mode) == true
            ? trunk.Run(input, mode, Precision.Float32, [.. outputs.Select(v => (v, TrunkForm.Features))])
            : null;
    }

    // Without a trunk where values of these sizes do not fit together: libtorch says what is wrong, or adds them as it sees fit.
    private (Trunk? Trunk, int[] Outputs) Make((long C, long H, long W) size)
    {
        Trunk trunk = new(checked((int)size.C), checked((int)size.H), checked((int)size.W));
        Dictionary<string, int> values = new(StringComparer.Ordinal) { [Input] = 0 };
        foreach (Call call in Calls)
        {
            int a = values[call.Reads], plus = call.Plus is null ? -1 : values[call.Plus];
            try
            {
                values[call.Makes] =
                    call.Norm is { } norm ? trunk.Norm(a, norm, call.Rectifies, plus) : trunk.Conv(a, call.Kernels!, call.Stride, plus);
            }
            catch (ArgumentException)
            {
                return (null, []);
            }
        }

        return (trunk, [.. Outputs.Select(o => values[o])]);
    }
}
