using System.Runtime.InteropServices;
using Nad.Files.Checkpoints;
using Nad.Torch.Interop;

namespace Nad.Torch;

/// <content>Between host memory and tensors.</content>
public sealed unsafe partial class Tensor
{
    /// <summary>A CPU tensor with a copy of the elements, row-major.</summary>
    /// <exception cref="TorchException">The number of elements is not the product of the sizes.</exception>
    public static Tensor From(ReadOnlySpan<float> elements, params ReadOnlySpan<long> shape) =>
        Create(DType.Float32, MemoryMarshal.AsBytes(elements), shape);

    /// <summary>A CPU tensor of 64-bit integers with a copy of the elements, row-major.</summary>
    /// <exception cref="TorchException">The number of elements is not the product of the sizes.</exception>
    public static Tensor From(ReadOnlySpan<long> elements, params ReadOnlySpan<long> shape) =>
        Create(DType.Int64, MemoryMarshal.AsBytes(elements), shape);

    /// <summary>A CPU tensor of bytes with a copy of the elements, row-major.</summary>
    /// <exception cref="TorchException">The number of elements is not the product of the sizes.</exception>
    public static Tensor From(ReadOnlySpan<byte> elements, params ReadOnlySpan<long> shape) => Create(DType.UInt8, elements, shape);

    /// <summary>A CPU tensor with a copy of a stored tensor.</summary>
    public static Tensor From(TensorData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Create(data.Type, data.Bytes, data.Shape);
    }

    /// <summary>A CPU tensor of zeros.</summary>
    public static Tensor Zeros(DType type, params ReadOnlySpan<long> shape)
    {
        fixed (long* sizes = shape)
        {
            NadBridge.Check(NadBridge.nad_tensor_create((int)type, sizes, shape.Length, null, 0, out nint result), "creating a tensor");
            return Own(result);
        }
    }

    /// <summary>A Float32 CPU tensor of shape N×C×H×W, undefined elements, that lies in memory as N×H×W×C.</summary>
    public static Tensor ChannelsLast(long n, long c, long h, long w) =>
        Dispatcher.Call(
            Operators.EmptyMemoryFormat, new[] { n, c, h, w }, DType.Float32, Value.None, Value.None, Value.None,
            (int)MemoryLayout.ChannelsLast);

    /// <summary>A Float32 CPU tensor, row-major, of undefined elements.</summary>
    public static Tensor Empty(params long[] shape) => Dispatcher.Call(Operators.EmptyMemoryFormat, shape, DType.Float32);

    /// <summary>The elements as stored data: contiguous, row-major, on the host. Waits for the device.</summary>
    public TensorData ToData()
    {
        DType type = Type;
        byte[] bytes = new byte[Count * type.SizeInBytes()];
        Read(bytes);
        return new TensorData(type, [.. Sizes], bytes);
    }

    /// <summary>The elements of a Float32 tensor, row-major. Waits for the device.</summary>
    /// <exception cref="InvalidOperationException">Another element type.</exception>
    public float[] ToFloats() => ToArray<float>(DType.Float32);

    /// <summary>The elements of an Int64 tensor, row-major. Waits for the device.</summary>
    /// <exception cref="InvalidOperationException">Another element type.</exception>
    public long[] ToLongs() => ToArray<long>(DType.Int64);

    /// <summary>The one element of a tensor, as a number. Waits for the device.</summary>
    public double Item() => Dispatcher.CallNumber(Operators.Item, this);

    /// <summary>
    /// The memory of a dense Float32 CPU tensor, in the order in which it lies (channels last for such tensors); valid while the tensor
    /// lives.
    /// </summary>
    /// <exception cref="TorchException">Not a dense CPU tensor.</exception>
    public Span<float> FloatMemory()
    {
        if (Type != DType.Float32) throw new InvalidOperationException($"Float32 memory was asked of {Describe()}.");
        NadBridge.Check(NadBridge.nad_tensor_data(Handle, out void* data, out long bytes), "reaching a tensor's memory");
        return new Span<float>(data, checked((int)(bytes / sizeof(float))));
    }

    /// <summary>Where the elements of a dense CPU tensor lie; valid while the tensor lives.</summary>
    internal void* Address()
    {
        NadBridge.Check(NadBridge.nad_tensor_data(Handle, out void* data, out _), "reaching a tensor's memory");
        return data;
    }

    private static Tensor Create(DType type, ReadOnlySpan<byte> bytes, ReadOnlySpan<long> shape)
    {
        byte nothing = 0;
        fixed (byte* data = bytes)
        fixed (long* sizes = shape)
        {
            NadBridge.Check(
                NadBridge.nad_tensor_create((int)type, sizes, shape.Length, data == null ? &nothing : data, bytes.Length, out nint result),
                "creating a tensor");
            return Own(result);
        }
    }

    private T[] ToArray<T>(DType type)
        where T : unmanaged
    {
        if (Type != type) throw new InvalidOperationException($"{type} elements were asked of {Describe()}.");
        T[] elements = new T[Count];
        Read(MemoryMarshal.AsBytes(elements.AsSpan()));
        return elements;
    }

    private void Read(Span<byte> destination)
    {
        fixed (byte* p = destination) NadBridge.Check(NadBridge.nad_tensor_read(Handle, p, destination.Length), "reading a tensor");
    }
}
