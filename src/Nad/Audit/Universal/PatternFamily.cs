using Nad.Data;
using Nad.Torch;

namespace Nad.Audit;

/// <summary>A kind of universal change: how it is put on images, and how large it is.</summary>
public abstract class PatternFamily
{
    /// <summary>Name in options, results and random streams.</summary>
    public abstract string Name { get; }

    /// <summary>What the size counts, such as <c>pixels</c>.</summary>
    public abstract string Unit { get; }

    /// <summary>Weight of the size at the start of a search; it rises and falls from there.</summary>
    internal abstract double FirstWeight { get; }

    /// <summary>Free numbers of one search, the same for every class, so that the order of the classes is of no account.</summary>
    internal abstract Tensor[] Start(int height, int width, RandomStream random);

    /// <summary>The change, with gradient history to the free numbers.</summary>
    /// <param name="images">N×3×H×W, pixels in 0–1 before any scaling of the network's input.</param>
    /// <param name="free">Of <see cref="Start"/>.</param>
    internal abstract Tensor Apply(Tensor images, Tensor[] free);

    /// <summary>The size as a part of 1, with gradient history: a scalar.</summary>
    internal abstract Tensor Share(Tensor[] free);

    /// <summary>The size in <see cref="Unit"/>.</summary>
    internal abstract double Size(double share, int height, int width);

    /// <summary>The change as plain numbers.</summary>
    internal abstract RecoveredPattern Export(Tensor[] free, int height, int width);
}
