using System.Text.Json.Serialization;

namespace Nad.Experiments;

/// <summary>How the zoo's cards are stored: snake_case; what a card leaves out or sets to null where it must not is an error.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, MaxDepth = 16, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true, AllowDuplicateProperties = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ZooCard))]
[JsonSerializable(typeof(IReadOnlyList<ZooCard>))]
[JsonSerializable(typeof(IReadOnlyList<ZooVerdict>))]
public sealed partial class ZooJson : JsonSerializerContext;
