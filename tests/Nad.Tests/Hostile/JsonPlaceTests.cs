using System.Text.Json.Nodes;
using Nad.Fuzz;
using Nad.Tests.Data;
using Nad.TestSupport;

namespace Nad.Tests.Hostile;

/// <summary>
/// Valid files of every kind of JSON that is read, with something else in every place: taken with a meaning, or refused in one line, never
/// another error.
/// </summary>
[Slow]
public sealed class JsonPlaceTests : IDisposable
{
    private const string Mark = "@@", Surrogate = "\"\\ud800\"";

    // Of these no reader can make anything.
    private static readonly string[] Never = ["1e999", "-1e999", "NaN", "Infinity", "{\"a\": 1, \"a\": 2}", Surrogate, Deep()];

    private static readonly string[] Others =
    [
        "null", "true", "\"text\"", "\"\"", "-1", "0", "0.5", "1e308", "-1e308", "2147483648", "-2147483649", "9223372036854775807",
        "99999999999999999999", "[]", "{}", "[null]", "{\"a\": null}", "[[[]]]",
    ];

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Kinds => [.. FuzzTargets.All.Where(t => t.IsJson).Select(t => t.Name)];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Whatever_stands_in_a_place_is_taken_or_refused(string kind)
    {
        FuzzTarget target = FuzzTargets.All.Single(t => t.Name == kind);
        (string input, string file) = target.Prepare(folder.Path, target.Seeds[0]);
        foreach (byte[] seed in target.Seeds.Take(4))
        {
            JsonNode root = JsonNode.Parse(seed)!;
            foreach (string place in Places(root, "$"))
            {
                foreach (string value in (string[])[.. Never, .. Others])
                {
                    File.WriteAllText(file, With(root, place, value));
                    Exception? error = Record.Exception(() => target.Read(input));
                    string said = $"{value[..Math.Min(20, value.Length)]} at {place}: {error?.ToString() ?? "was taken"}";
                    Assert.True(error is null or NadException, said);
                    Assert.True(error is null || !error.Message.Any(char.IsControl), said);
                    Assert.True(error is not null || !Never.Contains(value), said);

                    // What a list holds is there.
                    Assert.True(error is not null || value != "null" || !place.EndsWith(']') || IsFree(kind, place), said);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_name_that_stands_twice_is_refused(string kind)
    {
        FuzzTarget target = FuzzTargets.All.Single(t => t.Name == kind);
        (string input, string file) = target.Prepare(folder.Path, target.Seeds[0]);
        JsonNode root = JsonNode.Parse(target.Seeds[0])!;
        foreach (JsonObject map in Maps(root))
        {
            string first = map.First().Key, text = map.ToJsonString(),
                twice = $"{{{JsonValue.Create(first).ToJsonString()}: {map[first]?.ToJsonString() ?? "null"}, {text[1..]}";
            File.WriteAllText(
                file, ReferenceEquals(map, root) ? twice : root.ToJsonString().Replace(text, twice, StringComparison.Ordinal));
            Assert.ThrowsAny<NadException>(() => target.Read(input));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_left_out_has_a_meaning_or_is_refused(string kind)
    {
        FuzzTarget target = FuzzTargets.All.Single(t => t.Name == kind);
        (string input, string file) = target.Prepare(folder.Path, target.Seeds[0]);
        foreach (byte[] seed in target.Seeds.Take(4))
        {
            JsonNode root = JsonNode.Parse(seed)!;
            foreach (JsonObject map in Maps(root).ToArray())
            {
                foreach ((string name, JsonNode? value) in map.ToArray())
                {
                    map.Remove(name);
                    File.WriteAllText(file, root.ToJsonString());
                    Exception? error = Record.Exception(() => target.Read(input));
                    Assert.True(error is null or NadException, $"without {name}: {error}");
                    map[name] = value;
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_no_object_is_refused(string kind)
    {
        FuzzTarget target = FuzzTargets.All.Single(t => t.Name == kind);
        (string input, string file) = target.Prepare(folder.Path, target.Seeds[0]);
        foreach (string text in (string[])[
            "",
            "null",
            "1",
            "\"a\"",
            "[]",
            "[null]",
            "{",
            "{} {}",
            "\ufeff",
            new string('[', 100_000),
            new string(' ', 1000)
        ])
        {
            File.WriteAllText(file, text);
            Assert.ThrowsAny<NadException>(() => target.Read(input));
        }
    }

    // Where any JSON may stand: options as they were resolved, keys of cells; rates of classes that do not count; and results, of which a
    // few values are looked at.
    private static bool IsFree(string kind, string place) =>
        kind == "result-json" || place.StartsWith("$.options", StringComparison.Ordinal)
        || place.StartsWith("$.key", StringComparison.Ordinal) || place.StartsWith("$.asr_by_class", StringComparison.Ordinal);

    private static string Deep() => new string('[', 200) + new string(']', 200);

    private static IEnumerable<string> Places(JsonNode? node, string place)
    {
        // One of a kind is as good as all.
        IEnumerable<(string Place, JsonNode? Child)> children = node switch
        {
            JsonObject o => o.Select(p => ($"{place}.{p.Key}", p.Value)),
            JsonArray a => a.Take(2).Select((c, i) => ($"{place}[{i}]", c)),
            _ => [],
        };
        return children.SelectMany(c => Places(c.Child, c.Place).Prepend(c.Place));
    }

    private static IEnumerable<JsonObject> Maps(JsonNode? node)
    {
        IEnumerable<JsonNode?> children = node switch { JsonObject o => o.Select(p => p.Value), JsonArray a => a.Take(1), _ => [] };
        if (node is JsonObject { Count: > 0 } map) yield return map;
        foreach (JsonObject inner in children.SelectMany(Maps)) yield return inner;
    }

    private static string With(JsonNode root, string place, string value)
    {
        JsonNode copy = root.DeepClone();
        Put(copy, "$", place);
        return copy.ToJsonString().Replace($"\"{Mark}\"", value, StringComparison.Ordinal);
    }

    private static void Put(JsonNode? node, string here, string place)
    {
        switch (node)
        {
            case JsonObject o:
                foreach (string name in (string[])[.. o.Select(p => p.Key)])
                {
                    if ($"{here}.{name}" == place) o[name] = Mark;
                    else Put(o[name], $"{here}.{name}", place);
                }

                break;
            case JsonArray a:
                for (int i = 0; i < Math.Min(a.Count, 2); i++)
                {
                    if ($"{here}[{i}]" == place) a[i] = Mark;
                    else Put(a[i], $"{here}[{i}]", place);
                }

                break;
        }
    }
}
