using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Nad.Files.Checkpoints;

/// <summary>
/// Pickles an OrderedDict of tensors, protocol 2, with the few globals and opcodes that <c>weights_only</c> unpicklers accept.
/// </summary>
internal sealed class StateDictPickle(MemoryStream output)
{
    private readonly Dictionary<(string, string), byte> memo = [];

    /// <summary>The pickle; tensor number i refers to storage "i".</summary>
    public static byte[] Of(IReadOnlyList<NamedTensor> tensors)
    {
        using MemoryStream output = new();
        new StateDictPickle(output).Write(tensors);
        return output.ToArray();
    }

    private void Write(IReadOnlyList<NamedTensor> tensors)
    {
        output.Write([0x80, 2]);
        EmptyOrderedDict();
        Op('(');
        for (int i = 0; i < tensors.Count; i++)
        {
            Text(tensors[i].Name);
            Tensor(tensors[i].Data, i);
        }

        Op('u');
        Op('.');
    }

    // _rebuild_tensor_v2(storage, offset, size, stride, requires_grad, backward_hooks)
    private void Tensor(TensorData tensor, int key)
    {
        Global("torch._utils", "_rebuild_tensor_v2");
        Op('(');
        Op('(');
        Text("storage");
        Global("torch", StorageName(tensor.Type));
        Text(key.ToString(CultureInfo.InvariantCulture));
        Text("cpu");
        Integer(tensor.Bytes.Length / tensor.Type.SizeInBytes());
        Op('t');
        Op('Q');
        Integer(0);
        Tuple(tensor.Shape);
        Tuple(Strides(tensor.Shape));
        output.WriteByte(0x89);
        EmptyOrderedDict();
        Op('t');
        Op('R');
    }

    private void EmptyOrderedDict()
    {
        Global("collections", "OrderedDict");
        Op(')');
        Op('R');
    }

    private static long[] Strides(long[] shape)
    {
        long[] strides = new long[shape.Length];
        long stride = 1;
        for (int d = shape.Length - 1; d >= 0; d--)
        {
            strides[d] = stride;
            stride *= Math.Max(shape[d], 1);
        }

        return strides;
    }

    private static string StorageName(DType type) => type switch
    {
        DType.UInt8 => "ByteStorage",
        DType.Int8 => "CharStorage",
        DType.Int16 => "ShortStorage",
        DType.Int32 => "IntStorage",
        DType.Int64 => "LongStorage",
        DType.Float16 => "HalfStorage",
        DType.Float32 => "FloatStorage",
        DType.Float64 => "DoubleStorage",
        DType.Bool => "BoolStorage",
        DType.BFloat16 => "BFloat16Storage",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Unknown element type."),
    };

    private void Global(string module, string name)
    {
        // At most twelve different ones, so one byte is enough for the memo.
        if (memo.TryGetValue((module, name), out byte at))
        {
            output.Write([(byte)'h', at]);
            return;
        }

        output.Write(Encoding.ASCII.GetBytes($"c{module}\n{name}\n"));
        output.Write([(byte)'q', (byte)memo.Count]);
        memo.Add((module, name), (byte)memo.Count);
    }

    private void Tuple(long[] values)
    {
        Op('(');
        foreach (long value in values) Integer(value);
        Op('t');
    }

    private void Text(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        Op('X');
        Little(4, utf8.Length);
        output.Write(utf8);
    }

    private void Integer(long value)
    {
        switch (value)
        {
            case >= 0 and <= byte.MaxValue: Op('K'); Little(1, value); break;
            case >= 0 and <= ushort.MaxValue: Op('M'); Little(2, value); break;
            case >= int.MinValue and <= int.MaxValue: Op('J'); Little(4, value); break;
            default: output.Write([0x8a, 8]); Little(8, value); break;
        }
    }

    private void Little(int bytes, long value)
    {
        Span<byte> all = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(all, value);
        output.Write(all[..bytes]);
    }

    private void Op(char opcode) => output.WriteByte((byte)opcode);
}
