using System.Text.Json.Serialization;

namespace Nad.Experiments;

/// <summary>How a run notes what it was asked for.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true, AllowDuplicateProperties = false, MaxDepth = 8)]
[JsonSerializable(typeof(RunIdentity))]
internal sealed partial class RunJson : JsonSerializerContext;
