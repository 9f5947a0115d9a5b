using Nad.Torch.Interop;

namespace Nad.Torch.Tests.Hostile;

/// <summary>Calls of the bridge with arguments of every kind, right and wrong: each returns, or throws what C# code can catch.</summary>
internal static unsafe class BridgeCalls
{
    private static readonly DType[] Types =
    [
        DType.Float32, DType.Float64, DType.Int64, DType.UInt8, DType.Bool, DType.Float16, DType.BFloat16, DType.Int32
    ];

    public static void One(ShapeRandom random)
    {
        using TensorScope scope = TensorScope.Begin();
        switch (random.Below(10))
        {
            case 0: Create(random); break;
            case 1: Schema(random); break;
            case 2: Raw(random); break;
            case 3: Read(random); break;
            case 4: Gradients(random); break;
            default: Operate(random); break;
        }
    }

    // Any type number, any shape, more or fewer bytes than it needs.
    private static void Create(ShapeRandom random)
    {
        long[] shape = random.Shape();
        int dims = random.OneIn(20) ? random.Small() : shape.Length;
        if (dims > shape.Length) dims = -dims;
        byte[] data = new byte[random.Below(600)];
        int type = random.OneIn(5) ? random.Small() * 7 : (int)random.Pick<DType>(Types);
        fixed (long* sizes = shape)
        fixed (byte* bytes = data)
        {
            NadBridge.Check(
                NadBridge.nad_tensor_create(type, sizes, dims, random.OneIn(3) ? null : bytes, data.Length, out nint result),
                "creating a tensor");
            Tensor tensor = Tensor.Own(result);
            _ = tensor.Describe();
        }
    }

    private static void Schema(ShapeRandom random)
    {
        Operator op = Operators.All[random.Below(Operators.All.Count)];
        byte[] text = new byte[1 + random.Below(300)];
        fixed (byte* buffer = text)
        {
            int capacity = random.OneIn(4) ? -random.Below(1000) : text.Length;
            NadBridge.Check(NadBridge.nad_operator_schema(op.Native, buffer, capacity), "a schema");
            Assert.Contains((byte)0, text);
        }
    }

    // Arguments of the wrong number, kind and length, and too little room for what comes back.
    private static void Raw(ShapeRandom random)
    {
        Operator op = Operators.All[random.Below(Operators.All.Count)];
        Tensor a = Make(random), b = Make(random);
        long[] numbers = random.Shape();
        const int most = 12;
        NativeValue* arguments = stackalloc NativeValue[most];
        NativeValue* results = stackalloc NativeValue[4];
        fixed (long* list = numbers)
        {
            for (int i = 0; i < most; i++) arguments[i] = Argument(random, a, b, list, numbers.Length);
            int room = random.OneIn(5) ? -1 - random.Below(5) : random.Below(4),
                count = random.OneIn(10) ? -1 - random.Below(5) : random.Below(most + 1);
            NadBridge.Check(NadBridge.nad_call(op.Native, arguments, count, results, room, out int written), op.ToString());
            for (int i = 0; i < written; i++)
            {
                if (results[i].Tag == (int)ValueTag.Tensor) Tensor.Own(results[i].Bits);
            }
        }

        GC.KeepAlive(a);
        GC.KeepAlive(b);
    }

    private static NativeValue Argument(ShapeRandom random, Tensor a, Tensor b, long* list, int length)
    {
        NativeValue value = default;
        value.Tag = random.OneIn(30)
            ? random.Small() + 11
            : random.Pick(
                (int)ValueTag.None, (int)ValueTag.Tensor, (int)ValueTag.Tensor, (int)ValueTag.Int, (int)ValueTag.Double, (int)ValueTag.Bool,
                (int)ValueTag.IntList);
        switch ((ValueTag)value.Tag)
        {
            case ValueTag.Tensor: value.Bits = random.OneIn(10) ? 0 : (random.OneIn(2) ? a : b).Handle.DangerousGetHandle(); break;
            case ValueTag.IntList: (value.Bits, value.Count) = ((long)list, random.OneIn(10) ? -1 - random.Below(9) : length); break;
            case ValueTag.Double: value.Bits = BitConverter.DoubleToInt64Bits(random.Number()); break;
            case ValueTag.None or ValueTag.Int or ValueTag.Bool: value.Bits = random.Few(); break;

            // Lists of tensors and texts by an address of nothing: empty ones, or of a length that cannot be.
            default: value.Count = random.OneIn(2) ? 0 : -1 - random.Below(9); break;
        }

        return value;
    }

    private static void Read(ShapeRandom random)
    {
        Tensor tensor = random.OneIn(2) ? Make(random).Permute(Order(random)) : Make(random);
        byte[] bytes = new byte[random.Below(400)];
        fixed (byte* to = bytes)
            NadBridge.Check(NadBridge.nad_tensor_read(tensor.Handle, to, random.OneIn(8) ? -1 : bytes.Length), "reading");
        NadBridge.Check(NadBridge.nad_tensor_data(tensor.Handle, out _, out _), "reaching");
    }

    private static void Gradients(ShapeRandom random)
    {
        Tensor x = Make(random), y = Make(random);
        x.RequireGrad(!random.OneIn(4));
        using TensorScope inner = TensorScope.Begin();
        Tensor loss = random.OneIn(3) ? x * y : (x * y).Sum();
        nint* outputs = stackalloc nint[1] { loss.Handle.DangerousGetHandle() };
        nint* inputs = stackalloc nint[2] { x.Handle.DangerousGetHandle(), y.Handle.DangerousGetHandle() };
        nint* results = stackalloc nint[2];
        int status = NadBridge.nad_gradients(outputs, 1, inputs, random.Below(3), random.Below(2), results);
        NadBridge.Check(status, "gradients");
        for (int i = 0; i < 2; i++)
        {
            if (results[i] != 0) Tensor.Own(results[i]);
        }
    }

    private static void Operate(ShapeRandom random)
    {
        Tensor a = Make(random), b = Make(random), c = Make(random);
        Tensor result = random.Below(24) switch
        {
            0 => a + b,
            1 => a - b,
            2 => a * b,
            3 => a / b,
            4 => a.Slice(random.Small(), random.Size(), random.Size()),
            5 => a.Select(random.Small(), b),
            6 => a.View(random.Shape()),
            7 => a.Permute(random.Shape()),
            8 => a.Flatten(random.Small()),
            9 => a.Sum(random.Shape(), random.OneIn(2)),
            10 => a.Mean(random.Shape()),
            11 => a.Max(random.Shape()),
            12 => a.ArgMax(random.Small()),
            13 => a.Softmax(random.Small()),
            14 => Functional.Conv2d(a, b, random.OneIn(2) ? c : null, random.Few(), random.Few()),
            15 => Functional.Linear(a, b, random.OneIn(2) ? c : null),
            16 => Functional.CrossEntropy(a, b),
            17 => Functional.BatchNorm(a, b, c, b, c, random.OneIn(2), random.Number(), random.Number()),
            18 => a.Contiguous(MemoryLayout.ChannelsLast),
            19 => a.AddInPlace(b, random.Number()),
            20 => a.CopyInPlace(b),
            21 => a.Pow(random.Number()),
            22 => a.IsEqualTo(b),
            _ => a.To(Device.Cpu, random.Pick<DType>(Types)),
        };
        _ = result.ToData().Bytes.Length;
    }

    private static Tensor Make(ShapeRandom random)
    {
        long[] shape = new long[random.Below(5)];
        for (int d = 0; d < shape.Length; d++) shape[d] = random.Below(7);
        return Tensor.Zeros(random.OneIn(3) ? random.Pick<DType>(Types) : DType.Float32, shape);
    }

    private static long[] Order(ShapeRandom random) =>
        random.OneIn(4) ? random.Shape() : [.. Enumerable.Range(0, random.Below(5)).Select(d => (long)d).Reverse()];
}
