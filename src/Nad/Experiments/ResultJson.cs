using System.Text.Json.Serialization;

namespace Nad.Experiments;

/// <summary>How results are written: snake_case, indented, numbers that are no numbers never.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(EraseResult))]
[JsonSerializable(typeof(FailedResult))]
[JsonSerializable(typeof(DemoResult))]
[JsonSerializable(typeof(EvalResult))]
[JsonSerializable(typeof(VerdictEntry))]
[JsonSerializable(typeof(AttackResult))]
[JsonSerializable(typeof(PoisonEntry))]
[JsonSerializable(typeof(DataFacts))]
[JsonSerializable(typeof(DataPlaces))]
[JsonSerializable(typeof(AttentionResult))]
[JsonSerializable(typeof(CompareResult))]
[JsonSerializable(typeof(AuditResult))]
[JsonSerializable(typeof(RelapseResult))]
public sealed partial class ResultJson : JsonSerializerContext;

/// <summary>
/// How the result of an attack or an audit is read again: what it leaves out or sets to null where it must not is an error.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, MaxDepth = 32,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(AttackResult))]
[JsonSerializable(typeof(AuditResult))]
internal sealed partial class StoredResultJson : JsonSerializerContext;
