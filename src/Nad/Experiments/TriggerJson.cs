using System.Text.Json.Serialization;
using Nad.Attacks;

namespace Nad.Experiments;

/// <summary>How a trigger is stored: snake_case; what a file leaves out or sets to null where it must not is an error.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, MaxDepth = 16, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true, AllowDuplicateProperties = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Backdoor))]
internal sealed partial class TriggerJson : JsonSerializerContext;
