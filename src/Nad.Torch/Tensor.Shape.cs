using Nad.Torch.Interop;

namespace Nad.Torch;

/// <content>Views, copies, conversions.</content>
public sealed partial class Tensor
{
    /// <summary>
    /// Joins the dimensions from <paramref name="start"/> on into one; a view where the memory allows it. <c>aten::flatten</c>
    /// </summary>
    public Tensor Flatten(int start) => Dispatcher.Call(Operators.Flatten, this, start, -1);

    /// <summary>A view of elements <paramref name="from"/> … <paramref name="to"/> − 1 along a dimension. <c>aten::slice</c></summary>
    public Tensor Slice(int dim, long from, long to) => Dispatcher.Call(Operators.Slice, this, dim, from, to, 1);

    /// <summary>
    /// A copy of the entries at the given places (Int64) along a dimension, in that order, row-major. <c>aten::index_select</c>
    /// </summary>
    public Tensor Select(int dim, Tensor places) => Dispatcher.Call(Operators.IndexSelect, this, dim, places);

    /// <summary>A view with other sizes, of as many elements; the memory must allow it. <c>aten::view</c></summary>
    public Tensor View(params long[] shape) => Dispatcher.Call(Operators.View, this, shape);

    /// <summary>A view with the dimensions in another order. <c>aten::permute</c></summary>
    public Tensor Permute(params long[] dimensions) => Dispatcher.Call(Operators.Permute, this, dimensions);

    /// <summary>The same elements without gradient history; shares memory. <c>aten::detach</c></summary>
    public Tensor Detach() => Dispatcher.Call(Operators.Detach, this);

    /// <summary>A copy with the same layout. <c>aten::clone</c></summary>
    public Tensor Clone() => Dispatcher.Call(Operators.Clone, this, Value.None);

    /// <summary>The same elements in the given layout; itself where it has it already. <c>aten::contiguous</c></summary>
    public Tensor Contiguous(MemoryLayout layout = MemoryLayout.RowMajor) => Dispatcher.Call(Operators.Contiguous, this, (int)layout);

    /// <summary>The same elements on a device and of a type; itself where nothing changes. <c>aten::to</c></summary>
    public Tensor To(Device device, DType type)
    {
        ArgumentNullException.ThrowIfNull(device);
        return Dispatcher.Call(Operators.To, this, device, type, false, false, Value.None);
    }

    /// <summary>The same elements on the device of another tensor.</summary>
    public Tensor Like(Tensor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        NativeTensorInfo there = other.Info();
        return there.DeviceType == 0 ? this : To(Device.Parse($"cuda:{there.DeviceIndex}"), Type);
    }

    /// <summary>Memory of the same shape, type and layout, its elements undefined. <c>aten::empty_like</c></summary>
    public Tensor EmptyLike() => Dispatcher.Call(Operators.EmptyLike, this);

    /// <summary>Overwrites the elements, converting type, layout and device. <c>aten::copy_</c></summary>
    /// <returns>This tensor.</returns>
    public Tensor CopyInPlace(Tensor source)
    {
        Dispatcher.CallVoid(Operators.CopyInPlace, this, source, false);
        return this;
    }
}

/// <summary>Order in memory; the numbers are those of <c>c10::MemoryFormat</c>.</summary>
public enum MemoryLayout
{
    /// <summary>The last dimension varies fastest: N×C×H×W as it is written.</summary>
    RowMajor = 0,

    /// <summary>Channels vary fastest (N×H×W×C in memory): what the fast convolutions want.</summary>
    ChannelsLast = 2,
}
