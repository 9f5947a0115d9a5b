namespace Nad.Files.Checkpoints;

/// <summary>Names of element types in safetensors headers.</summary>
internal static class SafeTensorsTypes
{
    private static readonly Dictionary<string, DType> ByName = new(StringComparer.Ordinal)
    {
        ["BOOL"] = DType.Bool,
        ["U8"] = DType.UInt8,
        ["I8"] = DType.Int8,
        ["I16"] = DType.Int16,
        ["I32"] = DType.Int32,
        ["I64"] = DType.Int64,
        ["F16"] = DType.Float16,
        ["BF16"] = DType.BFloat16,
        ["F32"] = DType.Float32,
        ["F64"] = DType.Float64,
    };

    public static DType? Parse(string name) => ByName.TryGetValue(name, out DType type) ? type : null;

    public static string Name(DType type) => ByName.First(p => p.Value == type).Key;
}
