using System.Text.Json.Nodes;

namespace Nad.Experiments;

/// <summary>Which command wrote a <c>result.json</c>.</summary>
internal static class ResultKind
{
    /// <summary>
    /// <c>erase</c>, <c>attack</c>, <c>demo</c>, <c>audit</c>, <c>relapse</c> or <c>attention</c>; null for what none of them wrote.
    /// </summary>
    public static string? Of(JsonObject json) =>
        json["failed"] is JsonValue ? json["attack"] is JsonValue ? "attack" : "erase"
        : json["nad"] is JsonObject && json["finetune"] is JsonObject ? "demo"
        : json["attack"] is JsonValue ? "attack"
        : json["selections"] is JsonArray || json["after"] is JsonObject ? "erase"
        : json["findings"] is JsonArray ? "audit"
        : json["arms"] is JsonArray ? "relapse"
        : json["images"] is JsonArray ? "attention"
        : null;
}
