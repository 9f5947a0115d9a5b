using System.Globalization;
using System.Text;

namespace Nad.Experiments;

/// <summary>Writes what <c>nad compare --out</c> and <c>--tensorboard</c> leave behind.</summary>
public static class CompareFolder
{
    /// <summary>The file that is written last and names the others.</summary>
    public const string Mark = "compare.json";

    private const string Page = "report.html", EventsPrefix = "events.out.tfevents.";
    private const int LongestName = 60;

    /// <summary>Every file of the tables.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "runs.csv", "means.csv", "differences.csv", "epochs.csv", "table.md", "table.tex", Page, Mark
    ];

    /// <summary>Writes the tables and the page.</summary>
    /// <returns>Names of the files.</returns>
    public static IReadOnlyList<string> Write(SafeFolder folder, CompareResult result, string command, DateTimeOffset created)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(result);
        IReadOnlyList<PairedDifference> differences = PairedDifference.Of(result);
        (string Name, string Text)[] files =
        [
            ("runs.csv", ComparePaper.RunsCsv(result)), ("means.csv", ComparePaper.MeansCsv(result)),
            ("differences.csv", ComparePaper.DifferencesCsv(differences)), ("epochs.csv", ComparePaper.EpochsCsv(result)),
            ("table.md", ComparePaper.Markdown(result)), ("table.tex", ComparePaper.Latex(result)),
            (Page, ComparePage.Render(result, differences, Portable.Command(command), created)),
        ];
        foreach ((string name, string text) in files) folder.WriteText(name, text);
        SortedDictionary<string, string> hashes = FormerResult.Hashes(folder, files.Select(f => f.Name));
        folder.WriteText(
            Mark,
            StoredJson.Text(new ReproductionMark(new ReproductionVersion(NadVersion.Text), hashes), GridJson.Default.ReproductionMark)
                + "\n");
        return [.. files.Select(f => f.Name), Mark];
    }

    /// <summary>Names of the folders of event files, one for each run with epochs, as TensorBoard lists them.</summary>
    public static IReadOnlyList<(string Name, CompareRow Run)> EventFolders(CompareResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return [.. result.Runs
            .Where(r => r.Epochs.Count > 0)
            .Select((r, i) => (string.Create(CultureInfo.InvariantCulture, $"{i + 1:000}-{Plain(r.Folder)}"), r))];
    }

    /// <summary>Writes an event file for each run with epochs.</summary>
    /// <returns>How many.</returns>
    public static int WriteEvents(SafeFolder folder, CompareResult result, DateTimeOffset created)
    {
        ArgumentNullException.ThrowIfNull(folder);
        IReadOnlyList<(string Name, CompareRow Run)> runs = EventFolders(result);
        foreach ((string name, CompareRow run) in runs)
        {
            using SafeFolder own = folder.MakeFolder(name);
            (string, long, float)[] scalars = [.. run.Epochs
                .SelectMany(e => e.Values.Select(v => ($"{e.Phase}/{v.Name}", e.Epoch, (float)v.Value)))
                .Take(EventFile.MostScalars)];
            own.Write(EventsPrefix + "nad", stream => EventFile.Write(stream, created, scalars));
        }

        return runs.Count;
    }

    private static string Plain(string folder)
    {
        string last = folder.TrimEnd('/');
        last = last[(last.LastIndexOf('/') + 1)..];
        StringBuilder name = new();
        foreach (char c in last.Take(LongestName)) name.Append(char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '-');
        return name.ToString();
    }
}
