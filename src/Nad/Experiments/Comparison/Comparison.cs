using System.Text.Json.Nodes;

namespace Nad.Experiments;

/// <summary>
/// Reads result folders of <c>nad erase</c>, <c>nad attack</c> and <c>nad demo</c> side by side. Only runs that are equal in everything but
/// the seed are put into one mean; a folder that is named twice is one run; one that cannot be read is told, and the others are compared
/// all the same.
/// </summary>
public static class Comparison
{
    private const long LargestFile = 64 << 20;
    private const string Again = "Run the command that made it again.";

    /// <summary>Reads the folders.</summary>
    /// <param name="folders">Each a folder with a <c>result.json</c>, or that file itself.</param>
    /// <exception cref="NadException">None of them can be compared; the message is that of the first.</exception>
    public static CompareResult Read(IReadOnlyList<string> folders)
    {
        ArgumentNullException.ThrowIfNull(folders);
        List<ComparedRun> runs = [];
        List<LeftOutFolder> leftOut = [];
        HashSet<FilePlace> seen = [];
        NadException? first = null;
        foreach (string folder in folders)
        {
            try
            {
                string path = Directory.Exists(folder) ? Path.Combine(folder, "result.json") : folder;
                if (FilePlace.At(path) is { } place && !seen.Add(place)) continue;
                runs.AddRange(Runs(path, folder));
            }
            catch (NadException e)
            {
                first ??= e;
                leftOut.Add(new LeftOutFolder(Printable.Of(folder), e.Message));
            }
        }

        if (runs.Count == 0)
            throw first
                ?? new NadException("There is nothing to compare. Name folders that nad erase, nad attack or nad demo wrote with --out.");
        Dictionary<(string, string), string[]> differing =
            runs.GroupBy(r => (r.Kind, r.Method)).ToDictionary(g => g.Key, g => Differing([.. g]));
        Dictionary<string, int> groups =
            runs.Select(r => r.Key).Distinct().Select((k, i) => (k, i)).ToDictionary(k => k.k, k => k.i + 1, StringComparer.Ordinal);
        CompareRow[] rows = [.. runs.Select(r => new CompareRow(
            r.Folder, r.Kind, r.Method, r.Model, r.Seed, r.Before, r.After, r.Seconds, groups[r.Key], r.Verdict, r.Failed,
            differing[(r.Kind, r.Method)].ToDictionary(n => n, n => r.Facts.GetValueOrDefault(n, "none")))
        {
            Settings = r.Facts,
            Epochs = r.Epochs,
        })];
        return new CompareResult(rows, [.. rows.GroupBy(r => r.Group).Select(Mean)], leftOut);
    }

    // Names of the facts that not all runs share.
    private static string[] Differing(ComparedRun[] runs) =>
        [.. runs.SelectMany(r => r.Facts.Keys)
            .Distinct()
            .Where(n => runs.Select(r => r.Facts.GetValueOrDefault(n)).Distinct().Count() > 1)
            .Order(StringComparer.Ordinal)];

    private static ComparedRun[] Runs(string path, string folder)
    {
        JsonObject json = Load(path, folder);
        try
        {
            if (ComparedRun.Of(json, Printable.Of(folder)) is { } runs) return runs;
        }
        catch (DamagedFileException e)
        {
            throw new DamagedFileException($"{Printable.Of(path)} is no result of nad: {e.Message} {Again}", e);
        }

        throw new UnsupportedInputException(json.ContainsKey("before") || json.ContainsKey("model")
            ? $"{Printable.Of(path)} holds nothing that was measured after the run (there were no test images); name folders of "
                + "runs with test images."
            : $"{Printable.Of(path)} is no result of nad erase, nad attack or nad demo; name the folder that one of "
                + "them wrote with --out.");
    }

    private static JsonObject Load(string path, string folder)
    {
        if (!File.Exists(path))
        {
            throw new NadException(Directory.Exists(Path.Combine(folder, RunFolder.Hidden))
                ? $"{Printable.Of(folder)} holds a run that is not finished; go on with it by repeating its command with --resume."
                : $"{Printable.Of(folder)} has no result.json; name folders that nad erase, nad attack or nad demo wrote with --out.");
        }

        return StoredJson.ReadObject(
            RegularFile.ReadAll(path, "the result.json of a run", LargestFile), $"{Printable.Of(path)} holds no result of nad", Again);
    }

    private static CompareMean Mean(IGrouping<int, CompareRow> runs)
    {
        CompareRow first = runs.First();
        CompareScore[] scores = [.. runs.Select(r => r.After).OfType<CompareScore>()];
        return new CompareMean(
            first.Group, first.Kind, first.Method, first.Model, [.. runs.Where(r => r.Failed is null).Select(r => r.Seed).Order()],
            runs.Count(r => r.Failed is not null), MeanEntry.Of(scores.Select(s => s.Acc)),
            MeanEntry.Of(scores.Select(s => s.AccNonTarget)), MeanEntry.Of(scores.Select(s => s.Asr)),
            MeanEntry.Of(scores.Select(s => s.Ra)), first.Differences);
    }
}
