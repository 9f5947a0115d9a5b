using System.Globalization;
using System.Text.Json.Nodes;

namespace Nad.Experiments;

/// <summary>
/// A run as its <c>result.json</c> tells it: what was measured, and all that two runs must share to be put into one mean.
/// </summary>
/// <param name="Folder">As it was named, printable.</param>
/// <param name="Kind"><c>erase</c>, <c>attack</c> or <c>demo</c>.</param>
/// <param name="Method">Defense, attack, or the part of a demonstration.</param>
/// <param name="Model">Architecture and file.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Before">The model that was given.</param>
/// <param name="After">The model that came out; null where the run failed.</param>
/// <param name="Seconds">Duration.</param>
/// <param name="Verdict">Code word.</param>
/// <param name="Failed">Why there is no model.</param>
/// <param name="Facts">
/// Everything but the seed that decides what is measured, by name: model, options, clean images (where they are from and how many, not
/// which were drawn), test images, content of the trigger.
/// </param>
internal sealed record ComparedRun(
    string Folder, string Kind, string Method, string Model, long Seed, CompareScore? Before, CompareScore? After, double? Seconds,
    string? Verdict, string? Failed, SortedDictionary<string, string> Facts)
{
    private const int MostEpochs = 100_000;

    /// <summary>Every epoch; those of a demonstration belong to two models and are left out.</summary>
    public IReadOnlyList<CompareEpoch> Epochs { get; private init; } = [];

    /// <summary>Equal for runs that may be put into one mean.</summary>
    public string Key { get; } = string.Join('\n', Facts.Select(f => $"{f.Key}={f.Value}").Prepend($"{Kind} {Method}"));

    /// <summary>The runs of a result; null where it is none, or nothing was measured.</summary>
    /// <exception cref="DamagedFileException">A value is of another kind or size than it must be.</exception>
    public static ComparedRun[]? Of(JsonObject json, string folder)
    {
        JsonObject? model = json["model"] as JsonObject;
        string name = model is null ? "wrn" : $"{Text(model, "architecture") ?? "?"} {Text(model, "file") ?? "?"}",
            kind = ResultKind.Of(json) ?? "";
        long seed = Integer(json, "seed") ?? 0;
        string? verdict = Text(json["verdict"] as JsonObject, "code"), failed = Text(json, "failed");
        CompareScore? before = Score(json["before"] as JsonObject);
        SortedDictionary<string, string> facts = FactsOf(json, kind);
        ComparedRun Run(string method, CompareScore? after, double? seconds) =>
            new(folder, kind, method, name, seed, before, after, seconds, verdict, failed, facts)
            {
                Epochs = kind == "demo" ? [] : EpochsOf(json),
            };

        string defense = Text((json["options"] as JsonObject)?["run"] as JsonObject, "method") ?? "?", attack = Text(json, "attack") ?? "?";
        return kind switch
        {
            "erase" when failed is not null => [Run(defense, null, null)],
            "attack" when failed is not null => [Run(attack, null, null)],
            "erase" when json["after"] is JsonObject after => [Run(defense, Score(after), Number(json["seconds"] as JsonObject, "total"))],
            "attack" => [Run(attack, Score(json), Number(json, "seconds"))],
            "demo" => [Run("finetune", Score(json["finetune"] as JsonObject), null), Run("nad", Score(json["nad"] as JsonObject), null)],
            _ => null,
        };
    }

    private static SortedDictionary<string, string> FactsOf(JsonObject json, string kind)
    {
        SortedDictionary<string, string> facts = new(StringComparer.Ordinal);
        // The model of an attack is what came out, and another with each seed.
        if (kind == "erase") Add("model", Text(json["model"] as JsonObject, "sha256"));
        if (json["data"] is JsonObject data)
        {
            Add("clean images", Text(data, "clean")?.TrimEnd('/'));
            Add("number of clean images", Whole((Number(data, "training_images") ?? 0) + (Number(data, "hold_out_images") ?? 0)));
            Add("test images", Text(data, "test_sha256") ?? Text(data, "test")?.TrimEnd('/'));
        }
        else
        {
            Add("training images", Text(json, "train_sha256") ?? Text(json, "data") ?? Text(json, "training_data"));
            Add("test images", Text(json, "test_sha256") ?? Text(json, "test_data"));
        }

        // Results of earlier versions have no hash of the test images of an erasure.
        if (Text(json["data"] as JsonObject ?? json, "test_sha256") is null
            && Number((json["after"] ?? json) as JsonObject, "test_images") is { } images)
            Add("number of test images", Whole(images));
        // Triggers of two attacks that draw theirs differ with the seed.
        if (kind == "erase") Add("trigger", Text(json["files"] as JsonObject, "trigger.json") ?? Text(json, "trigger_sha256"));
        foreach ((string group, JsonNode? options) in json["options"] as JsonObject ?? [])
        {
            foreach ((string option, JsonNode? value) in options as JsonObject ?? [])
            {
                // The name of the trigger's file says nothing of what is in it.
                if ((group, option) is ("run", "seed") or ("trigger_that_was_measured", "trigger")) continue;
                Add(
                    $"{Printable.Of(group)}.{Printable.Of(option)}",
                    value is JsonValue v && v.TryGetValue(out string? text)
                        ? Printable.Of(text)
                        : Printable.Of(value?.ToJsonString() ?? "none"));
            }
        }

        return facts;

        void Add(string name, string? value)
        {
            if (value is not null) facts[name] = value;
        }
    }

    private static CompareEpoch[] EpochsOf(JsonObject json) =>
        json["epochs"] is not JsonArray { Count: <= MostEpochs } epochs
            ? []
            : [.. epochs.OfType<JsonObject>().Select(
                e => new CompareEpoch(Text(e, "phase") ?? "", Integer(e, "epoch") ?? 0, [.. e.SelectMany(Numbers)]))];

    // Numbers, and lists of numbers with the place behind the name.
    private static IEnumerable<(string, double)> Numbers(KeyValuePair<string, JsonNode?> entry) => entry switch
    {
        { Key: "epoch" } => [],
        { Value: JsonValue v } when v.TryGetValue(out double number) => [(Printable.Of(entry.Key, 60), number)],
        { Value: JsonArray list } => list
            .Select(
                (n, i) => (n as JsonValue)?.TryGetValue(out double number) == true
                    ? ($"{Printable.Of(entry.Key, 60)}_{Whole(i + 1)}", number)
                    : default)
            .Where(n => n.Item1 is not null),
        _ => [],
    };

    private static CompareScore? Score(JsonObject? s) => s is null ? null : new CompareScore(
        Rate(s, "acc"), Rate(s, "acc_non_target"), Rate(s, "asr"), Rate(s, "ra"),
        Integer(s, "test_images") is not { } images ? 0
            : images is >= 0 and <= int.MaxValue ? (int)images
            : throw Wrong("test_images", "a number of images"));

    private static string? Text(JsonObject? o, string name) => o?[name] switch
    {
        null => null,
        JsonValue v when v.TryGetValue(out string? text) => Printable.Of(text, 1000),
        _ => throw Wrong(name, "a text"),
    };

    private static double? Number(JsonObject? o, string name) => o?[name] switch
    {
        null => null,
        JsonValue v when v.TryGetValue(out double number) => number,
        _ => throw Wrong(name, "a number"),
    };

    private static long? Integer(JsonObject o, string name) => o[name] switch
    {
        null => null,
        JsonValue v when v.TryGetValue(out long number) => number,
        _ => throw Wrong(name, "a whole number of 64 bits"),
    };

    private static double? Rate(JsonObject o, string name) =>
        Number(o, name) is not { } rate ? null : rate is >= 0 and <= 1 ? rate : throw Wrong(name, "a rate from 0 to 1");

    private static DamagedFileException Wrong(string name, string needed) => new($"{name} is not {needed}.");

    private static string Whole(double number) => number.ToString("0", CultureInfo.InvariantCulture);
}
