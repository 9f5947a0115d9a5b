using System.Text.Json.Serialization;

namespace Nad.Experiments;

/// <summary>How a run notes what it was asked for.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(RunIdentity))]
internal sealed partial class RunJson : JsonSerializerContext;
