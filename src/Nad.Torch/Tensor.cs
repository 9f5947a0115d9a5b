using Nad.Torch.Interop;

namespace Nad.Torch;

/// <summary>
/// An n-dimensional array of libtorch. Operators return new tensors, owned by the innermost <see cref="TensorScope"/> of the thread
/// (or by the caller, where there is none); methods whose name ends in <c>InPlace</c> change this one.
/// </summary>
public sealed partial class Tensor : IDisposable
{
    private long[]? shape;

    private Tensor(nint native) => Handle = new TensorHandle(native);

    internal TensorHandle Handle { get; }

    internal TensorScope? Scope { get; set; }

    /// <summary>Sizes, outermost first; empty for a scalar.</summary>
    public IReadOnlyList<long> Shape => Sizes;

    internal long[] Sizes => shape ??= ReadShape();

    /// <summary>Number of dimensions.</summary>
    public int Dimensions => Sizes.Length;

    /// <summary>Number of elements.</summary>
    public long Count
    {
        get
        {
            long count = 1;
            foreach (long size in Sizes) count *= size;
            return count;
        }
    }

    /// <summary>Element type.</summary>
    public DType Type => (DType)Info().DType;

    /// <summary>True where gradients are recorded through this tensor.</summary>
    public bool RequiresGrad => Info().RequiresGrad != 0;

    /// <summary>The shape as messages print it: <c>64x3x32x32</c>, or <c>scalar</c>.</summary>
    public string ShapeText => Sizes.Length == 0 ? "scalar" : string.Join('x', Sizes);

    /// <summary>Takes over a native reference; the tensor joins the current scope.</summary>
    internal static Tensor Own(long native)
    {
        Tensor tensor = new((nint)native);
        TensorScope.Register(tensor);
        return tensor;
    }

    /// <summary>Takes this tensor out of every scope: whoever holds it must dispose it. Modules do so with their parameters.</summary>
    /// <returns>This tensor.</returns>
    public Tensor Unscoped()
    {
        Scope?.Forget(this);
        Scope = null;
        return this;
    }

    /// <summary>Starts or stops recording gradients for this (leaf) tensor.</summary>
    /// <returns>This tensor.</returns>
    public Tensor RequireGrad(bool value = true)
    {
        NadBridge.Check(NadBridge.nad_tensor_set_requires_grad(Handle, value ? 1 : 0), "requires_grad");
        return this;
    }

    /// <summary>Frees the native reference; using the tensor afterwards throws <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        if (Scope is not null) Unscoped();
        Handle.Dispose();
    }

    /// <summary>Type and shape, for messages: <c>Float32[64x3x32x32]</c>.</summary>
    public string Describe() => Handle.IsClosed ? "a disposed tensor" : $"{Type}[{ShapeText}]";

    /// <inheritdoc/>
    public override string ToString() => Describe();

    internal NativeTensorInfo Info()
    {
        NadBridge.Check(NadBridge.nad_tensor_describe(Handle, out NativeTensorInfo info), "describing a tensor");
        return info;
    }

    private unsafe long[] ReadShape()
    {
        NativeTensorInfo info = Info();
        return new Span<long>(info.Shape, info.Dims).ToArray();
    }
}
