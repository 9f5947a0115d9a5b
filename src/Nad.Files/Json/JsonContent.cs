using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Nad.Files;

/// <summary>
/// Walks what was read: the serializer looks at the properties of an object, and at no element of a list or value of a map.
/// </summary>
internal static class JsonContent
{
    /// <summary>What is wrong, as a sentence that names the place; null where nothing is.</summary>
    public static string? Fault(object value, JsonTypeInfo type) => Fault(value, type, "$");

    /// <summary>Likewise of free content; every name and text is taken once, so that it can be later.</summary>
    public static string? Fault(JsonNode? node, string place)
    {
        switch (node)
        {
            case JsonObject o:
                foreach ((string name, JsonNode? child) in o)
                {
                    if (Fault(child, $"{place}.{name}") is { } fault) return fault;
                }

                return null;
            case JsonArray a:
                for (int i = 0; i < a.Count; i++)
                {
                    if (Fault(a[i], Element(place, i)) is { } fault) return fault;
                }

                return null;
            case JsonValue v when v.GetValueKind() == JsonValueKind.Number:
                return Number(v.GetValue<double>(), place);
            case JsonValue v when v.GetValueKind() == JsonValueKind.String:
                _ = v.GetValue<string>();
                return null;
            default:
                return null;
        }
    }

    private static string? Fault(object? value, JsonTypeInfo type, string place) => value switch
    {
        null or byte[] => null,
        double number => Number(number, place),
        JsonNode node => Fault(node, place),
        _ => type.Kind switch
        {
            JsonTypeInfoKind.Object => Parts(value, type, place),
            JsonTypeInfoKind.Enumerable when NeedsNoLook(type.ElementType!) => null,
            JsonTypeInfoKind.Enumerable => Elements((IEnumerable)value, type, place),
            JsonTypeInfoKind.Dictionary => Values((IDictionary)value, type, place),
            _ => null,
        },
    };

    private static string? Parts(object value, JsonTypeInfo type, string place)
    {
        // Of several kinds, such as triggers: by the one that it is.
        if (value.GetType() != type.Type) type = type.Options.GetTypeInfo(value.GetType());
        foreach (JsonPropertyInfo property in type.Properties)
        {
            if (property.Get is null || (property.PropertyType.IsValueType && NeedsNoLook(property.PropertyType))) continue;

            // What is left out is null, whatever its initializer says: the generated code sets every property of an object that has
            // required ones.
            object? part = property.Get(value);
            if (part is null && !property.IsGetNullable) return $"There is nothing at {place}.{property.Name}.";
            if (Fault(part, type.Options.GetTypeInfo(property.PropertyType), $"{place}.{property.Name}") is { } fault) return fault;
        }

        return (value as IStoredContent)?.Fault() is { } own ? $"At {place}: {own}" : null;
    }

    private static string? Elements(IEnumerable elements, JsonTypeInfo type, string place)
    {
        int at = 0;
        foreach (object? element in elements)
        {
            if (OfCollection(element, type, Element(place, at++)) is { } fault) return fault;
        }

        return null;
    }

    private static string? Values(IDictionary map, JsonTypeInfo type, string place)
    {
        foreach (DictionaryEntry entry in map)
        {
            if (OfCollection(entry.Value, type, $"{place}.{entry.Key}") is { } fault) return fault;
        }

        return null;
    }

    private static string? OfCollection(object? element, JsonTypeInfo collection, string place)
    {
        Type type = collection.ElementType!;
        if (element is null) return Nullable.GetUnderlyingType(type) is null ? $"The value at {place} is null." : null;
        return Fault(element, collection.Options.GetTypeInfo(type), place);
    }

    // Numbers that cannot be infinite, truth values, bytes as text.
    private static bool NeedsNoLook(Type type) =>
        (type.IsPrimitive && type != typeof(double) && type != typeof(float)) || type == typeof(byte[]);

    private static string Element(string place, int at) => place + string.Create(CultureInfo.InvariantCulture, $"[{at}]");

    private static string? Number(double number, string place) => double.IsInfinity(number) ? $"The number at {place} is too large." : null;
}
