using System.Runtime.CompilerServices;

namespace Nad.Torch.Interop;

/// <summary>One argument of an operator: what C++ calls an IValue, before it crosses the boundary.</summary>
internal readonly struct Value
{
    private Value(ValueTag tag, long bits = 0, object? reference = null)
    {
        Tag = tag;
        Bits = bits;
        Reference = reference;
    }

    public ValueTag Tag { get; }

    public long Bits { get; }

    public object? Reference { get; }

    public static Value None => default;

    public static implicit operator Value(Tensor? tensor) => tensor is null ? default : new(ValueTag.Tensor, 0, tensor);

    public static implicit operator Value(long value) => new(ValueTag.Int, value);

    public static implicit operator Value(int value) => new(ValueTag.Int, value);

    public static implicit operator Value(DType value) => new(ValueTag.Int, (int)value);

    public static implicit operator Value(double value) => new(ValueTag.Double, BitConverter.DoubleToInt64Bits(value));

    public static implicit operator Value(bool value) => new(ValueTag.Bool, value ? 1 : 0);

    public static implicit operator Value(long[] list) => new(ValueTag.IntList, 0, list);

    public static implicit operator Value(bool[] list) => new(ValueTag.BoolList, 0, Array.ConvertAll(list, b => b ? 1L : 0L));

    public static implicit operator Value(Tensor[] list) => new(ValueTag.TensorList, 0, list);

    /// <summary>A word that an operator takes, such as <c>tanh</c>.</summary>
    public static Value Word(string text) => new(ValueTag.String, 0, System.Text.Encoding.UTF8.GetBytes(text));

    public static implicit operator Value(Device device) => new(ValueTag.Device, 0, device.Utf8);

    /// <summary>Slots of 8 bytes that the list of this value needs beside the argument array.</summary>
    public int ListSlots => Tag switch
    {
        ValueTag.IntList or ValueTag.BoolList => Unsafe.As<long[]>(Reference!).Length,
        ValueTag.TensorList => Unsafe.As<Tensor[]>(Reference!).Length,
        ValueTag.Device or ValueTag.String => (Unsafe.As<byte[]>(Reference!).Length + 7) / 8,
        _ => 0,
    };

    /// <summary>What an error message says of this operand.</summary>
    public override string ToString() => Tag switch
    {
        ValueTag.None => "none",
        ValueTag.Tensor => ((Tensor)Reference!).Describe(),
        ValueTag.Int => Bits.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ValueTag.Double => BitConverter.Int64BitsToDouble(Bits).ToString(System.Globalization.CultureInfo.InvariantCulture),
        ValueTag.Bool => Bits != 0 ? "true" : "false",
        ValueTag.IntList or ValueTag.BoolList => $"[{string.Join(", ", (long[])Reference!)}]",
        ValueTag.TensorList => $"{((Tensor[])Reference!).Length} tensors",
        _ => System.Text.Encoding.UTF8.GetString((byte[])Reference!),
    };
}

/// <summary><c>nad_tag</c> of the C header.</summary>
internal enum ValueTag
{
    None = 0,
    Tensor = 1,
    Int = 2,
    Double = 3,
    Bool = 4,
    IntList = 5,
    BoolList = 7,
    TensorList = 8,
    String = 10,
    Device = 11,
}
