using System.Globalization;
using System.Text;
using Nad.Reporting;

namespace Nad.Experiments;

/// <summary>
/// Writes what <c>nad reproduce</c> leaves behind: each table as Markdown, CSV and JSON, each figure as SVG and CSV, and one page of all.
/// </summary>
internal static class ReproduceFolder
{
    private const string Page = "report.html";

    /// <summary>Names of all files that may be written for an experiment, and of the page.</summary>
    public static IEnumerable<string> Files(string experiment) =>
    [
        Page, $"{experiment}.md", $"{experiment}.json",
        .. from drawing in (string[])["", .. "abcdefghijklmnopqrstuvwxyz".Select(c => $"{c}")]
           from extension in (string[])["csv", "svg"]
           select $"{experiment}{drawing}.{extension}",
    ];

    /// <summary>The file that is written last and names the others, also those of other experiments that were written before.</summary>
    public const string Mark = "reproduction.json";

    /// <summary>Writes the files.</summary>
    /// <returns>Their names.</returns>
    public static IReadOnlyList<string> Write(
        ReproduceRequest request, SafeFolder folder, IReadOnlyList<ReproductionPart> parts, OptionTable facts, (int Done, int Wanted) cells,
        string commandLine, DateTimeOffset created)
    {
        List<string> files = [];
        // Results are published: nobody else has the folders of this machine.
        commandLine = Portable.Command(commandLine);
        foreach (ReproductionPart part in parts)
        {
            if (part.Table is { } table)
            {
                Add($"{part.Name}.md", TableText.Markdown(table) + $"\n```\n{commandLine}\n```\n");
                Add($"{part.Name}.csv", TableText.Csv(table));
                Add($"{part.Name}.json", StoredJson.Text(table, GridJson.Default.ComparedTable) + "\n");
                continue;
            }

            List<string> drawings = [];
            for (int i = 0; i < part.Charts.Count; i++) Drawing(SvgFile.Of(part.Charts[i]), i, part.Charts.Count, part.Charts[i].Csv);
            for (int i = 0; i < part.Pictures.Count; i++) Drawing(SvgFile.Of(part.Pictures[i]), i, part.Pictures.Count, null);
            Add($"{part.Name}.md", Markdown(part, drawings, commandLine));

            void Drawing(string svg, int index, int count, string? csv)
            {
                string name = count == 1 ? part.Name : string.Create(CultureInfo.InvariantCulture, $"{part.Name}{(char)('a' + index)}");
                Add($"{name}.svg", svg);
                if (csv is not null) Add($"{name}.csv", csv);
                drawings.Add($"{name}.svg");
            }
        }

        Reproduction page = new()
        {
            Subtitle =
                $"{Portable.Spec(request.Data)}, scale {request.Scale.Name}, {request.Seeds} {(request.Seeds == 1 ? "seed" : "seeds")}",
            Summary = Summary(request, cells),
            Parts = parts,
            Facts = facts,
            CommandLine = commandLine,
            CreatedUtc = created,
        };
        Add(Page, ReproductionPage.Render(page));
        WriteMark(folder, files);
        return files;

        void Add(string name, string text)
        {
            folder.WriteText(name, text);
            files.Add(name);
        }
    }

    private static void WriteMark(SafeFolder folder, List<string> files)
    {
        SortedDictionary<string, string> hashes = FormerResult.Hashes(folder, files);
        foreach ((string name, string hash) in FormerResult.Marked(folder.Path, Mark)?.Files ?? new Dictionary<string, string>())
        {
            if (name != Mark) hashes.TryAdd(name, hash);
        }

        folder.WriteText(
            Mark,
            StoredJson.Text(new ReproductionMark(new ReproductionVersion(NadVersion.Text), hashes), GridJson.Default.ReproductionMark)
                + "\n");
    }

    private static List<string> Summary(ReproduceRequest request, (int Done, int Wanted) cells)
    {
        List<string> summary =
        [
            "Every number of ours stands above the paper's (Li et al., ICLR 2021) and the difference in percentage points. "
                + "Accuracy leaves out images of the target class, as the paper's tables do. A row whose attack missed the paper's attack "
                + "success by more than 5 points says nothing of the defenses; it is marked and in no average.",
        ];
        if (request.Scale.Name == "quick")
            summary.Add(
                "This is the quick scale: few epochs, coarse grids. "
                + "It shows that every path runs; its numbers say nothing of the methods.");
        if (cells.Done < cells.Wanted)
            summary.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{cells.Wanted - cells.Done} of {cells.Wanted} cells are not finished; what they would show is left open."));
        return summary;
    }

    private static string Markdown(ReproductionPart part, List<string> drawings, string commandLine)
    {
        StringBuilder text = new($"# {part.Heading}: {part.Title}\n\n");
        for (int i = 0; i < drawings.Count; i++)
        {
            string title = i < part.Charts.Count ? part.Charts[i].Title : part.Pictures[i - part.Charts.Count].Caption ?? part.Title;
            text.Append(CultureInfo.InvariantCulture, $"![{title}]({drawings[i]})\n\n");
        }

        foreach (string note in part.Notes) text.Append(note).Append("\n\n");
        return text.Append(CultureInfo.InvariantCulture, $"```\n{commandLine}\n```\n").ToString();
    }
}
