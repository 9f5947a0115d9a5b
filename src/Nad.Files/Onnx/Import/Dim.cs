namespace Nad.Files.Onnx.Import;

/// <summary>A size of a value: a number, or a multiple of the batch, which is open until the network runs.</summary>
/// <param name="Size">The number, or the multiple.</param>
/// <param name="Batch">Whether the batch is a factor.</param>
/// <param name="Outer">
/// If it is: the part of the multiple that runs slower than the batch, as in 17·N tokens of 17 places and N images.
/// </param>
internal readonly record struct Dim(long Size, bool Batch = false, long Outer = 1)
{
    /// <summary>The batch itself.</summary>
    public static Dim N => new(1, true);

    /// <summary>The part of a multiple of the batch that runs faster than the batch.</summary>
    public long Inner => Size / Outer;

    /// <summary>Whether it is the number 1.</summary>
    public bool IsOne => Size == 1 && !Batch;

    public static implicit operator Dim(long size) => new(size);

    /// <exception cref="UnsupportedInputException">The result is no size of this form.</exception>
    public static Dim operator *(Dim a, Dim b) => a.Batch && b.Batch ? throw No("the square of the batch")
        : new(checked(a.Size * b.Size), a.Batch || b.Batch, a.Batch ? a.Outer : b.Batch ? checked(a.Size * b.Outer) : 1);

    /// <exception cref="UnsupportedInputException">The result is no size of this form.</exception>
    public static Dim operator +(Dim a, Dim b) => a.Batch == b.Batch || a.Size == 0 || b.Size == 0
        ? new(checked(a.Size + b.Size), a.Size == 0 ? b.Batch : a.Batch)
        : throw No("the batch plus a number");

    /// <exception cref="UnsupportedInputException">The result is no size of this form.</exception>
    public static Dim operator -(Dim a, Dim b) => a + new Dim(-b.Size, b.Batch);

    /// <exception cref="UnsupportedInputException">The result is no size of this form.</exception>
    public static Dim operator /(Dim a, Dim b) => b.Size == 0 ? throw No("a division by zero")
        : b.Batch && !a.Batch ? throw No("a number divided by the batch")
        : b is { Size: 1, Batch: false } ? a
        : a.Batch && !b.Batch && a.Size % b.Size != 0 ? throw No("a part of the batch")
        : b.Batch || !a.Batch ? new(a.Size / b.Size)
        : new(a.Size / b.Size, true, a.Size / a.Outer % b.Size == 0 ? a.Outer : Math.Max(1, a.Outer / b.Size));

    /// <inheritdoc/>
    public override string ToString() => Batch ? Size == 1 ? "N" : $"{Size}N" : $"{Size}";

    private static UnsupportedInputException No(string what) => new(
        $"The ONNX network computes a size from {what}, which is not followed. Export it with a fixed image size and only the batch open.");
}
