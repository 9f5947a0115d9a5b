namespace Nad.Torch.Checkpoints;

/// <summary>What a global on the list stands for.</summary>
internal enum PickleKind
{
    Refused, OrderedDict, Counter, Set, Bytes, Encode,
    RebuildTensor, RebuildTensorTyped, RebuildParameter, Storage, ElementType, Size, Device,
    NumpyArray, NumpyScalar, NumpyType, NumpyBuffer,
}

/// <summary>
/// The only globals that a checkpoint may name: exact module and exact name, never a prefix.
/// They are those that state dicts of PyTorch 0.4 to 2.x, and numpy values kept beside them, need; each is data here, none is ever imported or called.
/// </summary>
internal static class PickleAllowlist
{
    private static readonly Dictionary<(string Module, string Name), (PickleKind Kind, DType? Type)> Known = Build();

    public static PickleReference Find(string module, string name) => Known.TryGetValue((module, name), out var known)
        ? new(module, name, known.Kind, known.Type)
        : new(module, name, PickleKind.Refused, null);

    private static Dictionary<(string, string), (PickleKind, DType?)> Build()
    {
        Dictionary<(string, string), (PickleKind, DType?)> known = new()
        {
            [("collections", "OrderedDict")] = (PickleKind.OrderedDict, null),
            [("collections", "Counter")] = (PickleKind.Counter, null),
            [("_codecs", "encode")] = (PickleKind.Encode, null),
            [("torch._utils", "_rebuild_tensor")] = (PickleKind.RebuildTensor, null),
            [("torch._utils", "_rebuild_tensor_v2")] = (PickleKind.RebuildTensor, null),
            [("torch._utils", "_rebuild_tensor_v3")] = (PickleKind.RebuildTensorTyped, null),
            [("torch._utils", "_rebuild_parameter")] = (PickleKind.RebuildParameter, null),
            [("torch._utils", "_rebuild_parameter_with_state")] = (PickleKind.RebuildParameter, null),
            [("torch.storage", "UntypedStorage")] = (PickleKind.Storage, DType.UInt8),
            [("torch", "Size")] = (PickleKind.Size, null),
            [("torch", "device")] = (PickleKind.Device, null),
            [("numpy", "ndarray")] = (PickleKind.NumpyType, null),
            [("numpy", "dtype")] = (PickleKind.NumpyType, null),
        };

        // Python 2 spelled the module of built-ins differently; protocol 2 still does.
        foreach (string module in (string[])["builtins", "__builtin__"])
        {
            known.Add((module, "set"), (PickleKind.Set, null));
            known.Add((module, "bytes"), (PickleKind.Bytes, null));
        }

        // numpy 2 moved its core.
        foreach (string core in (string[])["numpy.core", "numpy._core"])
        {
            known.Add((core + ".multiarray", "_reconstruct"), (PickleKind.NumpyArray, null));
            known.Add((core + ".multiarray", "scalar"), (PickleKind.NumpyScalar, null));
            known.Add((core + ".numeric", "_frombuffer"), (PickleKind.NumpyBuffer, null));
        }

        foreach ((string storage, string element, DType? type) in ElementTypes)
        {
            known.Add(("torch", storage + "Storage"), (PickleKind.Storage, type));
            known.Add(("torch", element), (PickleKind.ElementType, type));
        }

        return known;
    }

    // Complex tensors are harmless but not read: they are on the list so that the error says "not supported" instead of "refused".
    private static IEnumerable<(string Storage, string Element, DType? Type)> ElementTypes =>
    [
        ("Byte", "uint8", DType.UInt8), ("Char", "int8", DType.Int8), ("Short", "int16", DType.Int16), ("Int", "int32", DType.Int32),
        ("Long", "int64", DType.Int64), ("Half", "float16", DType.Float16), ("Float", "float32", DType.Float32),
        ("Double", "float64", DType.Float64), ("Bool", "bool", DType.Bool), ("BFloat16", "bfloat16", DType.BFloat16),
        ("ComplexFloat", "complex64", null), ("ComplexDouble", "complex128", null),
    ];
}
