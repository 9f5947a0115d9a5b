using System.Text.Json.Serialization;

namespace Nad.Audit;

/// <summary>How calibrations are stored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, MaxDepth = 16,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(Calibration))]
[JsonSerializable(typeof(AuditOptions))]
internal sealed partial class CalibrationJson : JsonSerializerContext;
