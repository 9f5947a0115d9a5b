using System.Runtime.CompilerServices;

namespace Nad.Torch.Interop;

/// <summary>The one funnel through which every operator is called and every native error becomes a <see cref="TorchException"/>.</summary>
internal static unsafe class Dispatcher
{
    private const int StackSlots = 256;
    private static readonly bool Trace = Environment.GetEnvironmentVariable("NAD_TRACE_OPS") == "1";

    /// <summary>Calls an operator whose first result is a tensor, and returns that.</summary>
    public static Tensor Call(Operator op, params ReadOnlySpan<Value> arguments)
    {
        NativeValue result;
        Invoke(op, arguments, &result, 1);
        return Tensor.Own(result.Bits);
    }

    /// <summary>Calls an operator whose first result is a number; integers and truth values are given as doubles too.</summary>
    public static double CallNumber(Operator op, params ReadOnlySpan<Value> arguments)
    {
        NativeValue result;
        Invoke(op, arguments, &result, 1);
        return (ValueTag)result.Tag == ValueTag.Double ? BitConverter.Int64BitsToDouble(result.Bits) : result.Bits;
    }

    /// <summary>Calls an operator for its effect; results, if any, are dropped.</summary>
    public static void CallVoid(Operator op, params ReadOnlySpan<Value> arguments) => Invoke(op, arguments, null, 0);

    private static int Invoke(Operator op, ReadOnlySpan<Value> arguments, NativeValue* results, int capacity)
    {
        if (Trace) Console.Error.WriteLine($"{op}({Describe(arguments)})");

        int slots = 0;
        foreach (ref readonly Value argument in arguments) slots += argument.ListSlots;
        Span<long> arena = slots <= StackSlots ? stackalloc long[StackSlots] : new long[slots];

        NativeValue* native = stackalloc NativeValue[Math.Max(arguments.Length, 1)];
        HeldTensors held = new(arguments);
        try
        {
            fixed (long* lists = arena)
            {
                long* free = lists;
                for (int i = 0; i < arguments.Length; i++) free += Pack(arguments[i], ref native[i], free, ref held);
                int status = NadBridge.nad_call(op.Native, native, arguments.Length, results, capacity, out int count);
                if (status != 0) throw new TorchException($"{op}({Describe(arguments)}) failed: {NadBridge.LastError()}");
                return count;
            }
        }
        finally
        {
            held.Release();
        }
    }

    private static int Pack(in Value value, ref NativeValue native, long* free, ref HeldTensors held)
    {
        native.Tag = (int)value.Tag;
        native.Bits = value.Bits;
        native.Count = 0;
        switch (value.Tag)
        {
            case ValueTag.Tensor:
                native.Bits = held.Hold(Unsafe.As<Tensor>(value.Reference!));
                return 0;
            case ValueTag.IntList or ValueTag.BoolList:
                long[] numbers = Unsafe.As<long[]>(value.Reference!);
                numbers.CopyTo(new Span<long>(free, numbers.Length));
                return List(ref native, free, numbers.Length, numbers.Length);
            case ValueTag.TensorList:
                Tensor[] tensors = Unsafe.As<Tensor[]>(value.Reference!);
                for (int i = 0; i < tensors.Length; i++) free[i] = held.Hold(tensors[i]);
                return List(ref native, free, tensors.Length, tensors.Length);
            case ValueTag.Device or ValueTag.String:
                byte[] text = Unsafe.As<byte[]>(value.Reference!);
                text.CopyTo(new Span<byte>(free, text.Length));
                return List(ref native, free, text.Length, value.ListSlots);
            default:
                return 0;
        }
    }

    private static int List(ref NativeValue native, long* items, int count, int slots)
    {
        native.Bits = (long)items;
        native.Count = count;
        return slots;
    }

    private static string Describe(ReadOnlySpan<Value> arguments)
    {
        string[] texts = new string[arguments.Length];
        for (int i = 0; i < texts.Length; i++) texts[i] = arguments[i].ToString();
        return string.Join(", ", texts);
    }

    /// <summary>
    /// Operands travel in a raw array, where the marshaller cannot see their handles: each is kept from being freed during the call.
    /// </summary>
    private ref struct HeldTensors(ReadOnlySpan<Value> arguments)
    {
        private readonly ReadOnlySpan<Value> arguments = arguments;
        private int count;

        public long Hold(Tensor tensor)
        {
            bool taken = false;
            tensor.Handle.DangerousAddRef(ref taken);
            count++;
            return tensor.Handle.DangerousGetHandle();
        }

        /// <summary>Gives back as many as were taken, in the same order.</summary>
        public void Release()
        {
            foreach (ref readonly Value argument in arguments)
            {
                if (argument.Tag == ValueTag.Tensor)
                {
                    if (count-- <= 0) return;
                    Unsafe.As<Tensor>(argument.Reference!).Handle.DangerousRelease();
                }
                else if (argument.Tag == ValueTag.TensorList)
                {
                    foreach (Tensor tensor in Unsafe.As<Tensor[]>(argument.Reference!))
                    {
                        if (count-- <= 0) return;
                        tensor.Handle.DangerousRelease();
                    }
                }
            }
        }
    }
}
