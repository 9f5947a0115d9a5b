using System.Globalization;
using System.Numerics;

namespace Nad.Files.Checkpoints;

/// <summary>
/// Interprets a pickle as data. It can build numbers, texts, lists, dicts and descriptions of tensors; it cannot import, call or execute
/// anything. A global outside <see cref="PickleAllowlist"/> ends the run. In listing mode (for <c>nad inspect</c>) such a global becomes an
/// opaque value instead, so that everything the stream names is seen.
/// </summary>
/// <remarks>
/// Opcodes: Python's <c>pickletools</c>, protocols 0 to 5. Every opcode takes at least one byte and a bounded number of steps, plus one for
/// each value that it takes from the stack, so the file's size bounds the work.
/// </remarks>
internal sealed class PickleMachine(PickleReader input, PickleGlobalLog globals, bool listing)
{
    // 2,400 bits; CPython's object ids and torch's magic number need 80 at most.
    private const int LongestInteger = 300;

    private readonly PickleStack stack = new();
    private readonly PickleCalls calls = new(input, listing);

    /// <summary>Tensor storages that the stream referred to, by key.</summary>
    public IReadOnlyDictionary<string, PickleStorage> Storages => calls.Storages;

    /// <summary>Runs from the cursor to the next STOP and leaves the cursor behind it.</summary>
    public object? Run()
    {
        while (true)
        {
            int at = input.Position;
            byte opcode = input.Byte();
            if (opcode == '.') return stack.Pop();
            if (!Scalar(opcode) && !Collection(opcode) && !Text(opcode) && !Machine(opcode, at) && !Call(opcode, at))
            {
                throw new RefusedFileException(
                    $"Refused: 0x{opcode:x2} at pickle offset {at} is no opcode that checkpoints use. "
                    + "The file is damaged, or not what its name says.");
            }
        }
    }

    private bool Scalar(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'N': stack.Push(null); return true;
            case 0x88: stack.Push(true); return true;
            case 0x89: stack.Push(false); return true;
            case (byte)'K': stack.Push((long)input.Byte()); return true;
            case (byte)'M': stack.Push((long)input.UInt16()); return true;
            case (byte)'J': stack.Push((long)input.Int32()); return true;
            case 0x8a: PushInteger(Integer(input.Byte())); return true;
            case 0x8b: PushInteger(Integer(input.Int32())); return true;
            case (byte)'G': stack.Push(input.Double()); return true;
            case (byte)'X': stack.PushNew(input.Text(input.UInt32())); return true;
            case 0x8c: stack.PushNew(input.Text(input.Byte())); return true;
            case 0x8d: stack.PushNew(input.Text(input.Int64())); return true;
            // Python 2 texts: bytes by type, but always names in the files of torch.
            case (byte)'T': stack.PushNew(Latin1(input.Take(input.Int32()))); return true;
            case (byte)'U': stack.PushNew(Latin1(input.Take(input.Byte()))); return true;
            case (byte)'B': stack.PushNew(input.Take(input.UInt32()).ToArray()); return true;
            case (byte)'C': stack.PushNew(input.Take(input.Byte()).ToArray()); return true;
            case 0x8e or 0x96: stack.PushNew(input.Take(input.Int64()).ToArray()); return true;
            default: return false;
        }
    }

    private bool Collection(byte opcode)
    {
        switch (opcode)
        {
            case (byte)')': stack.Push(PickleTuple.Empty); return true;
            case (byte)'t': stack.PushNew(new PickleTuple(stack.PopToMark())); return true;
            case 0x85 or 0x86 or 0x87: stack.PushNew(new PickleTuple(stack.PopMany(opcode - 0x84))); return true;
            case (byte)']' or 0x8f: stack.PushNew(new PickleList()); return true;
            case (byte)'l' or 0x91: stack.PushNew(ListOf(stack.PopToMark())); return true;
            case (byte)'}': stack.PushNew(new PickleDict()); return true;
            case (byte)'d': stack.PushNew(SetItems(new PickleDict(), stack.PopToMark())); return true;
            case (byte)'a': Extend(stack.PopMany(1)); return true;
            case (byte)'e' or 0x90: Extend(stack.PopToMark()); return true;
            case (byte)'s': SetItems(stack.PopMany(2)); return true;
            case (byte)'u': SetItems(stack.PopToMark()); return true;
            default: return false;
        }
    }

    // Protocol 0. No checkpoint of ours uses it, but a hostile file may, and then it must be named.
    private bool Text(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'I':
                string line = input.Line();
                if (line is "00" or "01") stack.Push(line == "01");
                else PushInteger(Integer(line));
                return true;
            case (byte)'L': PushInteger(Integer(input.Line().TrimEnd('L'))); return true;
            case (byte)'F':
                stack.Push(double.TryParse(input.Line(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                    ? number : throw new DamagedFileException("Damaged: the pickle holds a number that is none."));
                return true;
            case (byte)'S': stack.PushNew(input.Line().Trim('\'', '"')); return true;
            case (byte)'V': stack.PushNew(input.Line()); return true;
            case (byte)'p': stack.Remember(Index(), input.Position); return true;
            case (byte)'g': stack.Push(stack.Recall(Index())); return true;
            default: return false;
        }
    }

    private bool Machine(byte opcode, int at)
    {
        switch (opcode)
        {
            case 0x80:
                int protocol = input.Byte();
                if (protocol > 5) throw new RefusedFileException($"Refused: pickle protocol {protocol} at offset {at}; 0 to 5 are known.");
                return true;
            // A frame is only a hint for buffering.
            case 0x95: input.Int64(); return true;
            case (byte)'(': stack.Mark(); return true;
            case (byte)'0': stack.Discard(); return true;
            case (byte)'1': stack.PopToMark(); return true;
            case (byte)'2': stack.Push(stack.Peek()); return true;
            case (byte)'q': stack.Remember(input.Byte(), input.Position); return true;
            case (byte)'r': stack.Remember(input.UInt32(), input.Position); return true;
            case 0x94: stack.Remember(stack.MemoCount, input.Position); return true;
            case (byte)'h': stack.Push(stack.Recall(input.Byte())); return true;
            case (byte)'j': stack.Push(stack.Recall(input.UInt32())); return true;
            default: return false;
        }
    }

    private bool Call(byte opcode, int at)
    {
        switch (opcode)
        {
            case (byte)'c': stack.PushNew(globals.Find(input.Line(), input.Line(), listing)); return true;
            case 0x93:
                object? name = stack.Pop(), module = stack.Pop();
                stack.PushNew(globals.Find(Name(module, at), Name(name, at), listing));
                return true;
            case (byte)'i':
                PickleReference instance = globals.Find(input.Line(), input.Line(), listing);
                stack.PushNew(calls.Instance(instance, new PickleTuple(stack.PopToMark())));
                return true;
            case (byte)'o':
                object?[] parts = stack.PopToMark();
                stack.PushNew(parts.Length > 0 ? calls.Instance(parts[0], new PickleTuple(parts[1..])) : calls.Instance(null, null));
                return true;
            case 0x81 or 0x92:
                object?[] made = stack.PopMany(opcode == 0x81 ? 1 : 2);
                stack.PushNew(calls.Instance(stack.Pop(), made[0]));
                return true;
            case (byte)'R':
                object? arguments = stack.Pop(), callable = stack.Pop();
                object? result = calls.Reduce(callable, arguments, stack);
                if (result is null) stack.Push(null);
                else stack.PushNew(result);
                return true;
            case (byte)'b':
                object? state = stack.Pop();
                calls.Build(stack.Peek(), state);
                return true;
            case (byte)'Q': stack.PushNew(calls.Persistent(stack.Pop())); return true;
            case (byte)'P': stack.PushNew(calls.Persistent(input.Line())); return true;
            default: return false;
        }
    }

    private string Name(object? value, int at)
    {
        if (value is not string name)
            throw new RefusedFileException($"Refused: STACK_GLOBAL at pickle offset {at} names a global by something that is not text.");
        input.Again(name.Length);
        return name;
    }

    private void Extend(object?[] values)
    {
        stack.Charge(values.Length);
        object? target = stack.Peek();
        if (target is PickleList list) list.Add(values);
        else if (target is not PickleOpaque) throw new DamagedFileException("Damaged: the pickle appends to something that is not a list.");
    }

    private void SetItems(object?[] pairs)
    {
        object? target = stack.Peek();
        if (target is PickleDict dict) SetItems(dict, pairs);
        else if (target is not PickleOpaque)
            throw new DamagedFileException("Damaged: the pickle sets an item of something that is not a dict.");
    }

    private PickleDict SetItems(PickleDict dict, object?[] pairs)
    {
        if (pairs.Length % 2 != 0) throw new DamagedFileException("Damaged: the pickle sets a key without a value.");
        stack.Charge(pairs.Length / 2);
        for (int i = 0; i < pairs.Length; i += 2) dict.Set(pairs[i], pairs[i + 1]);
        return dict;
    }

    private static PickleList ListOf(object?[] values)
    {
        PickleList list = new();
        list.Add(values);
        return list;
    }

    private BigInteger Integer(int bytes)
    {
        if (bytes > LongestInteger)
            throw new DamagedFileException($"Damaged: an integer of {bytes} bytes; {LongestInteger} is the most that is read.");
        return new BigInteger(input.Take(bytes));
    }

    private static BigInteger Integer(string digits) =>
        digits.Length <= LongestInteger
            && BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger value)
            ? value
            : throw new DamagedFileException("Damaged: the pickle holds an integer that is none.");

    // Everything that fits is a long, so that the rest of the code sees one type of integer.
    private void PushInteger(BigInteger value)
    {
        if (value >= long.MinValue && value <= long.MaxValue) stack.Push((long)value);
        else stack.Push(value);
    }

    private uint Index() => uint.TryParse(input.Line(), NumberStyles.None, CultureInfo.InvariantCulture, out uint index)
        ? index : throw new DamagedFileException("Damaged: the pickle holds a memo number that is none.");

    private static string Latin1(ReadOnlySpan<byte> bytes) => System.Text.Encoding.Latin1.GetString(bytes);
}
