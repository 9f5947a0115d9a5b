namespace Nad.Files.Checkpoints;

/// <summary>Stack, marks and memo of the pickle machine, each with a bound that no honest checkpoint comes near.</summary>
internal sealed class PickleStack
{
    // torch and numpy push at most a few thousand values before they are gathered (SETITEMS come in batches of 1,000).
    private const int DeepestStack = 1 << 20;

    // A record of 60,000 poisoned images needs about a million; each costs some 100 bytes of memory here against 1 in the file.
    private const int MostObjects = 5_000_000;

    private readonly List<object?> items = [];
    private readonly List<int> marks = [];

    private readonly PickleMemo memo = new();
    private long objects;

    /// <summary>How many numbers of the memo are taken.</summary>
    public uint MemoCount => (uint)memo.Count;

    private int Floor => marks.Count > 0 ? marks[^1] : 0;

    public void Push(object? value)
    {
        if (items.Count >= DeepestStack)
            throw new DamagedFileException($"Damaged: the pickle stack grows beyond {DeepestStack} values, which no checkpoint needs.");
        items.Add(value);
    }

    /// <summary>Pushes something that takes memory of its own.</summary>
    public void PushNew(object value)
    {
        Charge(1);
        Push(value);
    }

    public void Charge(long count)
    {
        objects += count;
        if (objects > MostObjects)
            throw new DamagedFileException($"Damaged: the pickle makes more than {MostObjects} objects, which no checkpoint needs.");
    }

    public object? Pop()
    {
        if (items.Count <= Floor) throw new DamagedFileException("Damaged: the pickle takes a value from an empty stack.");
        object? value = items[^1];
        items.RemoveAt(items.Count - 1);
        return value;
    }

    public object? Peek()
    {
        if (items.Count <= Floor) throw new DamagedFileException("Damaged: the pickle looks at an empty stack.");
        return items[^1];
    }

    /// <summary>The opcode POP takes a mark where nothing lies above it.</summary>
    public void Discard()
    {
        if (marks.Count > 0 && items.Count == marks[^1]) marks.RemoveAt(marks.Count - 1);
        else Pop();
    }

    public void Mark()
    {
        if (marks.Count >= DeepestStack)
            throw new DamagedFileException($"Damaged: the pickle sets more than {DeepestStack} marks, which no checkpoint needs.");
        marks.Add(items.Count);
    }

    /// <summary>Everything above the last mark, which goes away with them.</summary>
    public object?[] PopToMark()
    {
        if (marks.Count == 0) throw new DamagedFileException("Damaged: the pickle goes back to a mark that was never set.");
        int start = marks[^1];
        marks.RemoveAt(marks.Count - 1);
        object?[] top = items.GetRange(start, items.Count - start).ToArray();
        items.RemoveRange(start, top.Length);
        return top;
    }

    public object?[] PopMany(int count)
    {
        object?[] top = new object?[count];
        for (int i = count - 1; i >= 0; i--) top[i] = Pop();
        return top;
    }

    /// <summary>Gives the top of the stack a number.</summary>
    /// <param name="at">The number.</param>
    /// <param name="read">How many bytes of the stream were read, which bounds the number.</param>
    public void Remember(uint at, int read)
    {
        object? value = Peek();
        Charge(memo.Set(at, value, read));
    }

    /// <summary>What was given this number.</summary>
    public object? Recall(uint at) => memo.Get(at);
}
