using System.Collections.Immutable;

namespace Nad.Files.Graphs;

/// <content>Operators of several values, and those that only move elements. Dimensions that are negative count from the end.</content>
public abstract partial record Op
{
    /// <summary>a + b, broadcast.</summary>
    public sealed record Add : Binary;

    /// <summary>a − b, broadcast.</summary>
    public sealed record Subtract : Binary;

    /// <summary>a · b, broadcast.</summary>
    public sealed record Multiply : Binary;

    /// <summary>a / b, broadcast.</summary>
    public sealed record Divide : Binary;

    /// <summary>max(a, b), broadcast.</summary>
    public sealed record Maximum : Binary;

    /// <summary>min(a, b), broadcast.</summary>
    public sealed record Minimum : Binary;

    /// <summary>a^b, broadcast.</summary>
    public sealed record Raise : Binary;

    /// <summary>Two inputs of shapes that broadcast.</summary>
    public abstract record Binary : Op
    {
        private protected Binary()
        {
        }

        internal override (int Least, int Most) Arity => (2, 2);
    }

    /// <summary>Joins values along a dimension.</summary>
    /// <param name="Dimension">Along which they differ.</param>
    public sealed record Concat(int Dimension) : Op
    {
        internal override (int Least, int Most) Arity => (1, int.MaxValue);
    }

    /// <summary>
    /// Elements from <paramref name="From"/> to before <paramref name="To"/>; negative ones count from the end, too large ones stop there.
    /// </summary>
    /// <param name="Dimension">Along which.</param>
    /// <param name="From">First.</param>
    /// <param name="To">Behind the last; <see cref="long.MaxValue"/> for the end.</param>
    /// <param name="Step">At least 1.</param>
    public sealed record Slice(int Dimension, long From, long To = long.MaxValue, long Step = 1) : Op;

    /// <summary>One element of a dimension, which goes away.</summary>
    /// <param name="Dimension">Along which.</param>
    /// <param name="Index">Negative ones count from the end.</param>
    public sealed record Select(int Dimension, long Index) : Op;

    /// <summary>x, indices (Int64 constant of one dimension): those elements of a dimension, in that order.</summary>
    /// <param name="Dimension">Along which.</param>
    public sealed record Gather(int Dimension) : Op
    {
        internal override (int Least, int Most) Arity => (2, 2);
    }

    /// <summary>Elements around the last two dimensions of N×C×H×W.</summary>
    /// <param name="Around">How many on each side.</param>
    /// <param name="Form">What they are.</param>
    /// <param name="Value">For <see cref="PaddingForm.Constant"/>.</param>
    public sealed record Pad(Border Around, PaddingForm Form = PaddingForm.Constant, double Value = 0) : Op;

    /// <summary>Elements of one value before and behind any one dimension.</summary>
    /// <param name="Dimension">Along which.</param>
    /// <param name="Before">How many before.</param>
    /// <param name="Behind">How many behind.</param>
    /// <param name="Value">Of each.</param>
    public sealed record PadDimension(int Dimension, int Before, int Behind, double Value = 0) : Op;

    /// <summary>Other sizes for as many elements, row-major. 0 keeps the size at that place, −1, at most once, is what is left.</summary>
    /// <param name="Shape">Sizes. The first is 0 or −1 for the batch.</param>
    public sealed record Reshape(ImmutableArray<long> Shape) : Op;

    /// <summary>Joins dimensions.</summary>
    /// <param name="From">First that is joined.</param>
    /// <param name="To">Last that is joined.</param>
    public sealed record Flatten(int From = 1, int To = -1) : Op;

    /// <summary>The dimensions in another order.</summary>
    /// <param name="Order">Place of each in the input.</param>
    public sealed record Permute(ImmutableArray<long> Order) : Op;

    /// <summary>Repeats dimensions of size 1, and puts new ones in front; −1 keeps a size.</summary>
    /// <param name="Shape">Sizes.</param>
    public sealed record Expand(ImmutableArray<long> Shape) : Op;

    /// <summary>x of first size 1, y: repeats x as often as the first dimension of y is long, as a class token is for each image.</summary>
    public sealed record ExpandBatch : Binary;

    /// <summary>Shifts elements along dimensions; what leaves at the end comes in at the beginning.</summary>
    /// <param name="Shifts">Of each dimension.</param>
    /// <param name="Dimensions">Along which.</param>
    public sealed record Roll(ImmutableArray<long> Shifts, ImmutableArray<long> Dimensions) : Op;

    /// <summary>Mean over dimensions.</summary>
    /// <param name="Dimensions">Over which.</param>
    /// <param name="Keep">Keeps them, of size 1.</param>
    public sealed record Mean(ImmutableArray<long> Dimensions, bool Keep = false) : Op;

    /// <summary>Sum over dimensions.</summary>
    /// <param name="Dimensions">Over which.</param>
    /// <param name="Keep">Keeps them, of size 1.</param>
    public sealed record Sum(ImmutableArray<long> Dimensions, bool Keep = false) : Op;

    /// <summary>Largest over dimensions.</summary>
    /// <param name="Dimensions">Over which.</param>
    /// <param name="Keep">Keeps them, of size 1.</param>
    public sealed record Largest(ImmutableArray<long> Dimensions, bool Keep = false) : Op;
}
