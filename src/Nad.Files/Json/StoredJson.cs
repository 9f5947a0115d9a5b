using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Nad.Files;

/// <summary>
/// The one way in which JSON is read and written. What is read may come from anybody: it is taken as its type says, or refused in one line.
/// Elements of lists and values of maps are checked like everything else, which the serializer leaves undone.
/// </summary>
public static class StoredJson
{
    private const int Deepest = 32;

    /// <summary>Reads an object.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="type">How it is read: without doubled names, nulls only where the type has them, nothing left out.</param>
    /// <param name="wrong">What to say of a text that is none, such as "x.json is no manifest of a run"; fit to print.</param>
    /// <param name="advice">What the user can do about it, as a sentence; may be empty.</param>
    /// <returns>
    /// An object in which no element is null that must not be, no number is infinite, and every part has no
    /// <see cref="IStoredContent.Fault"/>.
    /// </returns>
    /// <exception cref="DamagedFileException">It is no JSON, or not of this type.</exception>
    public static T Read<T>(ReadOnlySpan<byte> utf8, JsonTypeInfo<T> type, string wrong, string advice = "") where T : class
    {
        ArgumentNullException.ThrowIfNull(type);
        if (type.Options.AllowDuplicateProperties || !type.Options.RespectNullableAnnotations
            || !type.Options.RespectRequiredConstructorParameters)
        {
            throw new InvalidOperationException(
                $"{type.Type} is written, not read: its options take what a stranger should not be able to say.");
        }

        T? value;
        try
        {
            value = JsonSerializer.Deserialize(utf8, type);
        }
        catch (Exception e) when (IsOfContent(e))
        {
            throw Damaged(wrong, e.Message, advice, e);
        }

        if (value is null) throw Damaged(wrong, "It is empty.", advice);
        return JsonContent.Fault(value, type) is { } fault ? throw Damaged(wrong, fault, advice) : value;
    }

    /// <summary>Reads an object of which only some values are looked at.</summary>
    /// <inheritdoc cref="Read{T}" path="/param"/>
    /// <returns>An object that is wholly read: looking at any name or value cannot fail.</returns>
    /// <exception cref="DamagedFileException">It is no JSON, no object, or has a name twice.</exception>
    public static JsonObject ReadObject(ReadOnlySpan<byte> utf8, string wrong, string advice = "")
    {
        try
        {
            JsonNode? node =
                JsonNode.Parse(utf8, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = Deepest });
            if (node is not JsonObject json) throw Damaged(wrong, "It is not an object.", advice);
            return JsonContent.Fault(json, "$") is { } fault ? throw Damaged(wrong, fault, advice) : json;
        }
        catch (Exception e) when (IsOfContent(e))
        {
            throw Damaged(wrong, e.Message, advice, e);
        }
    }

    /// <summary>The text of a value.</summary>
    public static string Text<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, type);

    /// <summary>The text of a value in UTF-8.</summary>
    public static byte[] Bytes<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);

    // The serializer's own, and those of names and texts that are looked at later: broken escapes, doubled names, parts that refuse their
    // values.
    private static bool IsOfContent(Exception e) =>
        e is JsonException or NotSupportedException or InvalidOperationException or ArgumentException or FormatException
            or OverflowException;

    private static DamagedFileException Damaged(string wrong, string reason, string advice, Exception? inner = null) =>
        new($"{wrong}: {Printable.Of(reason.ReplaceLineEndings(" "), 400)} {advice}".TrimEnd(), inner);
}
