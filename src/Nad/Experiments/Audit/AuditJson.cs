using System.Text.Json.Serialization;

namespace Nad.Experiments;

/// <summary>
/// How manifests and what is found by them are written: snake_case, indented; what a manifest leaves out or sets to null where it must not
/// is an error.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, MaxDepth = 16, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true, AllowDuplicateProperties = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Manifest))]
[JsonSerializable(typeof(FolderVerification))]
[JsonSerializable(typeof(ReplayComparison))]
public sealed partial class AuditJson : JsonSerializerContext;
