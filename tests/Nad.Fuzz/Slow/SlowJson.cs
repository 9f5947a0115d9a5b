using System.Text;
using System.Text.Json.Nodes;

namespace Nad.Fuzz;

/// <summary>Valid files whose lists, maps, texts or depths have grown a thousandfold at one place.</summary>
internal static class SlowJson
{
    /// <summary>Of these files.</summary>
    public static Func<FuzzRandom, int, byte[]> Of(IReadOnlyList<byte[]> seeds) => (random, length) =>
    {
        JsonNode root = JsonNode.Parse(random.Pick(seeds))!;
        List<JsonNode> places = [.. Places(root)];
        JsonNode place = random.Pick(places);
        Grow(place, random, length);
        return Encoding.UTF8.GetBytes(root.ToJsonString());
    };

    private static IEnumerable<JsonNode> Places(JsonNode node)
    {
        if (node is JsonObject or JsonArray) yield return node;
        IEnumerable<JsonNode?> children = node switch { JsonObject o => o.Select(p => p.Value), JsonArray a => a, _ => [] };
        foreach (JsonNode? child in children)
        {
            if (child is null) continue;
            foreach (JsonNode place in Places(child)) yield return place;
        }
    }

    private static void Grow(JsonNode place, FuzzRandom random, int length)
    {
        int kind = random.Below(8), each = Math.Max(4, Element(kind, random, 0, place)?.ToJsonString().Length ?? 4);
        int count = kind == 7 ? 1 : length / each;
        for (int i = 0; i < count; i++)
        {
            JsonNode? element = kind == 7 ? Deep(Math.Min(length, 60)) : Element(kind, random, i, place);
            if (place is JsonArray array) array.Add(element);
            else place[kind == 6 ? new string((char)('a' + (i % 26)), 1 + (i % 500)) : $"k{i}"] = element;
        }
    }

    private static JsonNode? Element(int kind, FuzzRandom random, int at, JsonNode place) => kind switch
    {
        0 => null,
        1 => at,
        2 => "\u001b\u202e\"\\ü" + at,
        3 => new JsonObject(),
        4 => new JsonArray(0.5, 1e300),
        5 when place is JsonArray { Count: > 0 } list => list[0]?.DeepClone(),
        5 when place is JsonObject { Count: > 0 } map => map.First().Value?.DeepClone(),
        _ => random.OneIn(2) ? "" : 1e-300,
    };

    private static JsonNode Deep(int levels)
    {
        JsonNode node = new JsonArray();
        for (int i = 0; i < levels; i++) node = i % 2 == 0 ? new JsonArray(node) : new JsonObject { ["a"] = node };
        return node;
    }
}
