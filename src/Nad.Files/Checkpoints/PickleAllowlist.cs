namespace Nad.Files.Checkpoints;

/// <summary>What a global on the list stands for.</summary>
internal enum PickleKind
{
    Refused, OrderedDict, Counter, Set, Bytes, Encode,
    RebuildTensor, RebuildTensorTyped, RebuildParameter, RebuildSubclass, Storage, ElementType, Size, Device,
    NumpyArray, NumpyScalar, NumpyType, NumpyBuffer,

    /// <summary>A value of a class that only holds data: kept as an opaque note, whatever it was made from.</summary>
    Plain,

    /// <summary>A dict by another name.</summary>
    DictLike,

    /// <summary>A text by another name.</summary>
    TextLike,

    /// <summary>A name that stands in a value and is never called, such as the type of a dict's missing values.</summary>
    NameOnly,

    /// <summary>functools.partial, of a class of modules alone.</summary>
    Partial,

    /// <summary>A class of modules on the list of <see cref="ModuleClasses"/>.</summary>
    Module,
}

/// <summary>
/// The only globals that a checkpoint may name: exact module and exact name, never a prefix.
/// They are those that state dicts of PyTorch 0.4 to 2.x, values kept beside them (<see cref="PlainClasses"/>) and whole modules
/// (<see cref="ModuleClasses"/>) need; each is data here, none is ever imported or called.
/// </summary>
internal static class PickleAllowlist
{
    private static readonly Dictionary<string, PickleReference> Known = Build();

    public static PickleReference Find(string module, string name) =>
        Known.TryGetValue(Key(module, name), out PickleReference? known) ? known : new(module, name, PickleKind.Refused, null);

    /// <summary>One text for a module and a name; with the length in front, no other pair has the same.</summary>
    public static string Key(string module, string name) => $"{module.Length} {module} {name}";

    private static Dictionary<string, PickleReference> Build()
    {
        Dictionary<string, PickleReference> known = new(StringComparer.Ordinal);
        Add("collections", "OrderedDict", PickleKind.OrderedDict, null);
        Add("collections", "Counter", PickleKind.Counter, null);
        Add("_codecs", "encode", PickleKind.Encode, null);
        Add("torch._utils", "_rebuild_tensor", PickleKind.RebuildTensor, null);
        Add("torch._utils", "_rebuild_tensor_v2", PickleKind.RebuildTensor, null);
        Add("torch._utils", "_rebuild_tensor_v3", PickleKind.RebuildTensorTyped, null);
        Add("torch._utils", "_rebuild_parameter", PickleKind.RebuildParameter, null);
        Add("torch._utils", "_rebuild_parameter_with_state", PickleKind.RebuildParameter, null);
        Add("torch._tensor", "_rebuild_from_type_v2", PickleKind.RebuildSubclass, null);
        Add("functools", "partial", PickleKind.Partial, null);
        Add("torch.storage", "UntypedStorage", PickleKind.Storage, DType.UInt8);
        Add("torch", "Size", PickleKind.Size, null);
        Add("torch", "device", PickleKind.Device, null);
        Add("numpy", "ndarray", PickleKind.NumpyType, null);
        Add("numpy", "dtype", PickleKind.NumpyType, null);

        // Python 2 spelled the module of built-ins differently; protocol 2 still does.
        foreach (string module in (string[])["builtins", "__builtin__"])
        {
            Add(module, "set", PickleKind.Set, null);
            Add(module, "bytes", PickleKind.Bytes, null);
        }

        // numpy 2 moved its core.
        foreach (string core in (string[])["numpy.core", "numpy._core"])
        {
            Add(core + ".multiarray", "_reconstruct", PickleKind.NumpyArray, null);
            Add(core + ".multiarray", "scalar", PickleKind.NumpyScalar, null);
            Add(core + ".numeric", "_frombuffer", PickleKind.NumpyBuffer, null);
        }

        Element("Byte", "uint8", DType.UInt8);
        Element("Char", "int8", DType.Int8);
        Element("Short", "int16", DType.Int16);
        Element("Int", "int32", DType.Int32);
        Element("Long", "int64", DType.Int64);
        Element("Half", "float16", DType.Float16);
        Element("Float", "float32", DType.Float32);
        Element("Double", "float64", DType.Float64);
        Element("Bool", "bool", DType.Bool);
        Element("BFloat16", "bfloat16", DType.BFloat16);

        // Complex tensors are harmless but not read: they are on the list so that the error says "not supported" instead of "refused".
        Element("ComplexFloat", "complex64", null);
        Element("ComplexDouble", "complex128", null);

        foreach ((string module, string name) in ModuleClasses.All) Add(module, name, PickleKind.Module, null);
        foreach ((PickleKind kind, string module, string name) in PlainClasses.All) Add(module, name, kind, null);
        return known;

        void Add(string module, string name, PickleKind kind, DType? type) =>
            known.Add(Key(module, name), new PickleReference(module, name, kind, type));

        void Element(string storage, string element, DType? type)
        {
            Add("torch", storage + "Storage", PickleKind.Storage, type);
            Add("torch", element, PickleKind.ElementType, type);
        }
    }
}
