namespace Nad.Torch.Modules;

/// <summary>
/// A place in a model's tree of names, on a device: <c>at / "block1" / "conv1"</c>. The key of a checkpoint is readable where the layer is
/// made.
/// </summary>
/// <param name="Store">Where the tensors go.</param>
/// <param name="Prefix">Names so far, joined by dots; empty at the root.</param>
/// <param name="Device">Where new tensors live; null means the processor.</param>
public sealed record ParameterPath(ParameterStore Store, string Prefix, Device? Device = null)
{
    /// <summary>The place <paramref name="name"/> below this one.</summary>
    public static ParameterPath operator /(ParameterPath at, string name) => at with { Prefix = at.Key(name) };

    /// <summary>The place of a numbered child.</summary>
    public static ParameterPath operator /(ParameterPath at, int index) =>
        at / index.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A trained Float32 tensor, filled with one value.</summary>
    public Tensor Parameter(string name, double fill, params ReadOnlySpan<long> shape) =>
        Store.Add(Key(name), Make(DType.Float32, fill, shape), trained: true);

    /// <summary>A tensor that is not trained, filled with one value.</summary>
    public Tensor Buffer(string name, DType type, double fill, params ReadOnlySpan<long> shape) =>
        Store.Add(Key(name), Make(type, fill, shape), trained: false);

    private string Key(string name) => Prefix.Length == 0 ? name : $"{Prefix}.{name}";

    private Tensor Make(DType type, double fill, ReadOnlySpan<long> shape)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor tensor = Tensor.Zeros(type, shape).FillInPlace(fill);
        if (Device is { IsCpu: false }) tensor = tensor.To(Device, type);
        return scope.Keep(shape.Length == 4 ? tensor.Contiguous(MemoryLayout.ChannelsLast) : tensor).Unscoped();
    }
}
