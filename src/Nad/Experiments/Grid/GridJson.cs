using System.Text.Json.Serialization;

namespace Nad.Experiments;

/// <summary>
/// How cells and tables are written: snake_case, indented; what a cell leaves out or sets to null where it must not is an error.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, MaxDepth = 32, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true, AllowDuplicateProperties = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReproductionMark))]
[JsonSerializable(typeof(CellResult))]
[JsonSerializable(typeof(Reporting.ComparedTable))]
internal sealed partial class GridJson : JsonSerializerContext;
