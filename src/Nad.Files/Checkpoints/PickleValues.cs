namespace Nad.Files.Checkpoints;

// What a pickle can hold here: null, bool, long, BigInteger, double, string, byte[] and the types below. None of them can do anything.

/// <summary>A fixed sequence.</summary>
internal sealed record PickleTuple(object?[] Items)
{
    public static PickleTuple Empty { get; } = new([]);
}

/// <summary>A list, or a set (order kept, doubles kept: nobody asks).</summary>
internal sealed class PickleList
{
    // An empty list is one byte in the file; it must not be a hundred here.
    private List<object?>? items;

    public IReadOnlyList<object?> Items => items ?? (IReadOnlyList<object?>)[];

    public void Add(object?[] values) => (items ??= new List<object?>(values.Length)).AddRange(values);
}

/// <summary>
/// dict, OrderedDict or Counter: insertion order; a string key that comes again replaces the value in place, as in Python.
/// </summary>
internal sealed class PickleDict
{
    private Dictionary<string, int>? index;
    private List<KeyValuePair<object?, object?>>? entries;

    public IReadOnlyList<KeyValuePair<object?, object?>> Entries => entries ?? (IReadOnlyList<KeyValuePair<object?, object?>>)[];

    public void Set(object? key, object? value)
    {
        entries ??= [];

        // Only string keys are looked up, and string hashes are seeded: a file cannot choose keys that collide.
        if (key is string text)
        {
            index ??= [];
            if (index.TryGetValue(text, out int at))
            {
                entries[at] = new(key, value);
                return;
            }

            index.Add(text, entries.Count);
        }

        entries.Add(new(key, value));
    }

    public bool TryGet(string key, out object? value)
    {
        if (index is not null && index.TryGetValue(key, out int at))
        {
            value = entries![at].Value;
            return true;
        }

        value = null;
        return false;
    }
}

/// <summary>A global on the list (<see cref="Kind"/> says what it stands for), or, while only listing, any other.</summary>
internal sealed record PickleReference(string Module, string Name, PickleKind Kind, DType? Type)
{
    private string? fullName;

    public string FullName => fullName ??= Printable.Of($"{Module}.{Name}");
}

/// <summary>
/// Bytes of a file by reference: <paramref name="ViewCount"/> elements from <paramref name="ViewOffset"/> of a storage of
/// <paramref name="Count"/>.
/// </summary>
internal sealed record PickleStorage(DType Type, string Key, long Count, long ViewOffset, long ViewCount)
{
    /// <summary>Size of the whole storage; a hostile count does not wrap around, it stays at the largest number there is.</summary>
    public long ByteCount => Count > long.MaxValue / Type.SizeInBytes() ? long.MaxValue : Count * Type.SizeInBytes();

    public bool SameBytesAs(PickleStorage other) => ByteCount == other.ByteCount;
}

/// <summary>
/// The bytes of a storage as an object of their own: a dictionary of objects is compiled ahead of time, one of a value type at every start.
/// </summary>
internal sealed record StoredBytes(ReadOnlyMemory<byte> Memory);

/// <summary>A strided window on a storage; nothing is checked until it is read.</summary>
internal sealed record PickleTensor(PickleStorage Storage, DType Type, long Offset, long[] Shape, long[] Strides);

/// <summary>Something that is allowed to be there but that nobody needs to look into, such as a numpy array.</summary>
/// <param name="description">What it is, in words fit to print.</param>
/// <param name="arguments">What it was made from.</param>
/// <param name="plain">A value of <see cref="PlainClasses"/>, whose attributes may be set to anything: nobody reads them.</param>
internal sealed class PickleOpaque(string description, PickleTuple? arguments, bool plain = false)
{
    public bool IsPlain { get; } = plain;

    public string Description { get; } = description;

    public PickleTuple? Arguments { get; } = arguments;

    public object? State { get; set; }
}

/// <summary>An instance of a class of <see cref="ModuleClasses"/>; its attributes are set once.</summary>
internal sealed class PickleModule(PickleReference type)
{
    public PickleReference Type { get; } = type;

    public PickleDict? State { get; set; }
}

/// <summary><c>functools.partial</c> of a class of modules: a class with some of its arguments.</summary>
internal sealed class PicklePartial(PickleReference function)
{
    public PickleReference Function { get; } = function;
}
