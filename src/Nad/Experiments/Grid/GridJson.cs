using System.Text.Json.Serialization;

namespace Nad.Experiments;

/// <summary>How cells and tables are written: snake_case, indented.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CellResult))]
[JsonSerializable(typeof(LockNote))]
[JsonSerializable(typeof(Reporting.ComparedTable))]
internal sealed partial class GridJson : JsonSerializerContext;
