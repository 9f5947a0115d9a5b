using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nad;

/// <summary>
/// One setting of a run as it was resolved: as words for a report, and as a typed value for <c>result.json</c> and for the identity of a
/// run.
/// </summary>
/// <param name="Name">Its name in reports; with underscores it is its key.</param>
/// <param name="Value">The value in words, also where it was a default.</param>
/// <param name="Note">Its unit or meaning, for people alone; null for none.</param>
public sealed record OptionRow(string Name, string Value, string? Note = null)
{
    /// <summary>A whole number.</summary>
    public OptionRow(string name, long value, string? note = null) : this(name, Text(value), note) => Json = Text(value);

    /// <summary>A number; one that is no number is written as a word.</summary>
    public OptionRow(string name, double value, string? note = null) : this(name, Text(value), note) => Json = JsonOf(value);

    /// <summary>On or off.</summary>
    public OptionRow(string name, bool value, string? note = null)
        : this(name, value ? "on" : "off", note) => Json = value ? "true" : "false";

    /// <summary>Several numbers.</summary>
    public OptionRow(string name, IEnumerable<double> values, string? note = null)
        : this(name, string.Join(", ", values.Select(v => Text(v))), note) =>
        Json = $"[{string.Join(",", values.Select(JsonOf))}]";

    /// <summary>The typed value as JSON. Default: the words, as a string.</summary>
    public string Json { get; init; } = JsonSerializer.Serialize(Value, OptionJson.Default.String);

    /// <summary>The name as a key: lower case, with underscores.</summary>
    public string Key => KeyOf(Name);

    /// <summary>The typed value.</summary>
    public JsonNode? Node => JsonNode.Parse(Json);

    /// <summary>A name as a key.</summary>
    public static string KeyOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.ToLowerInvariant().Replace(' ', '_').Replace('-', '_');
    }

    /// <summary>Several words as JSON.</summary>
    internal static string JsonOf(IEnumerable<string> words) =>
        $"[{string.Join(",", words.Select(w => JsonSerializer.Serialize(w, OptionJson.Default.String)))}]";

    // Both read back to the same bits.
    private static string JsonOf(double value) =>
        double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : $"\"{Text(value)}\"";

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}

/// <summary>Words with the characters that JSON wants escaped.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class OptionJson : System.Text.Json.Serialization.JsonSerializerContext;
