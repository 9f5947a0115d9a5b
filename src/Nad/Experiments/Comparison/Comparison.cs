using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nad.Experiments;

/// <summary>Reads result folders of <c>nad erase</c>, <c>nad attack</c> and <c>nad demo</c> side by side.</summary>
public static class Comparison
{
    private const long LargestFile = 64 << 20;

    /// <summary>Reads the folders.</summary>
    /// <param name="folders">Each a folder with a <c>result.json</c>, or that file itself.</param>
    /// <exception cref="NadException">One holds no result, or one of another kind.</exception>
    public static CompareResult Read(IReadOnlyList<string> folders)
    {
        ArgumentNullException.ThrowIfNull(folders);
        List<CompareRow> rows = [.. folders.SelectMany(Rows)];
        return new CompareResult(rows, [.. rows.GroupBy(r => r.Group).Select(Mean)]);
    }

    private static IReadOnlyList<CompareRow> Rows(string folder)
    {
        string path = Directory.Exists(folder) ? Path.Combine(folder, "result.json") : folder;
        JsonObject json = Load(path, folder);
        try
        {
            if (Rows(json, Printable.Of(folder)) is { } rows) return rows;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // Texts and types are only looked at where they are asked for.
            throw new DamagedFileException($"{Printable.Of(path)} is no result of nad: a value in it is of another type than nad writes. Run the command that made it again.", e);
        }

        throw new UnsupportedInputException(json.ContainsKey("before") || json.ContainsKey("model")
            ? $"{Printable.Of(path)} holds nothing that was measured after the run (there were no test images); name folders of runs with test images."
            : $"{Printable.Of(path)} is no result of nad erase, nad attack or nad demo; name the folder that one of them wrote with --out.");
    }

    // Null where nothing was measured.
    private static CompareRow[]? Rows(JsonObject json, string shown)
    {
        JsonObject? model = json["model"] as JsonObject;
        string name = model is null ? "wrn" : $"{Text(model, "architecture")} {Text(model, "file")}";
        string identity = $"{Text(model, "sha256")}|{Options(json)}";
        long seed = (long)(Number(json, "seed") ?? 0);
        CompareRow Row(string kind, string method, CompareScore? before, CompareScore after, double? seconds) =>
            new(shown, kind, method, name, seed, before, after, seconds, $"{kind}|{method}|{(kind == "attack" ? "" : identity)}{(kind == "attack" ? Options(json) : "")}");

        if (json["after"] is JsonObject after) return [Row("erase", Text(json["options"]?["run"] as JsonObject, "method"), Score(json["before"] as JsonObject), Score(after)!, Number(json["seconds"] as JsonObject, "total"))];
        if (json["attack"] is JsonValue) return [Row("attack", Text(json, "attack"), null, Score(json)!, Number(json, "seconds"))];
        if (json["nad"] is JsonObject nad && json["finetune"] is JsonObject finetuned) return [Row("demo", "finetune", Score(json["before"] as JsonObject), Score(finetuned)!, null), Row("demo", "nad", Score(json["before"] as JsonObject), Score(nad)!, null)];
        return null;
    }

    private static JsonObject Load(string path, string folder)
    {
        if (!File.Exists(path)) throw new NadException($"{Printable.Of(folder)} has no result.json; name folders that nad erase, nad attack or nad demo wrote with --out.");
        byte[] bytes = RegularFile.ReadAll(path, "the result.json of a run", LargestFile);
        try
        {
            // A key that stands twice would mean one thing here and another elsewhere.
            return JsonNode.Parse(bytes, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 32 }) as JsonObject
                ?? throw new DamagedFileException($"{Printable.Of(path)} holds no result of nad. Run the command that made it again.");
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new DamagedFileException($"{Printable.Of(path)} is no JSON: {Printable.Of(e.Message.ReplaceLineEndings(" "))} Run the command that made it again.", e);
        }
    }

    private static CompareMean Mean(IGrouping<string, CompareRow> runs)
    {
        CompareRow first = runs.First();
        return new CompareMean(first.Kind, first.Method, first.Model, [.. runs.Select(r => r.Seed).Order()],
            MeanEntry.Of(runs.Select(r => r.After.Acc)), MeanEntry.Of(runs.Select(r => r.After.AccNonTarget)), MeanEntry.Of(runs.Select(r => r.After.Asr)), MeanEntry.Of(runs.Select(r => r.After.Ra)));
    }

    private static CompareScore? Score(JsonObject? s) => s is null ? null : new CompareScore(
        Number(s, "acc"), Number(s, "acc_non_target"), Number(s, "asr"), Number(s, "ra"), (int)(Number(s, "test_images") ?? 0));

    // The seed is among the options; everything else must agree.
    private static string Options(JsonObject json)
    {
        if (json["options"] is not JsonObject options) return "";
        JsonObject copy = options.DeepClone().AsObject();
        (copy["run"] as JsonObject)?.Remove("seed");
        return copy.ToJsonString();
    }

    private static string Text(JsonObject? o, string name) => o?[name] is JsonValue v && v.TryGetValue(out string? text) ? Printable.Of(text) : "?";

    private static double? Number(JsonObject? o, string name) => o?[name] is JsonValue v && v.TryGetValue(out double number) ? number : null;
}
