using Nad.Evaluation;
using Nad.Reporting;

namespace Nad.Tests.Reporting;

/// <summary>Pages in which every name is as long as a file system lets it be: one word, or many.</summary>
internal static class LongNames
{
    private const int Classes = 43;

    private static readonly string Word = string.Concat(Enumerable.Repeat("averylongname", 20))[..200];
    private static readonly string Words = string.Join(' ', Enumerable.Repeat("a long name of many words", 8))[..200].TrimEnd();

    /// <summary>By what is long in them.</summary>
    public static IReadOnlyDictionary<string, Func<string>> Pages { get; } = new Dictionary<string, Func<string>>
    {
        ["report, as it is"] = () => HtmlReport.Render(SampleReport.Create() with { Epochs = [.. SampleReport.Create().Epochs] }),
        ["report, one word"] = () => HtmlReport.Render(Report(Word)),
        ["report, many words"] = () => HtmlReport.Render(Report(Words)),
        ["report, five models"] =
            () => HtmlReport.Render(Report("model") with { Scores = [.. Enumerable.Range(1, 5).Select(i => Column($"model {i}"))] }),
        ["attention, one word"] = () => AttentionPage.Render(Figures(Word, 3), Word, DateTimeOffset.UnixEpoch),
        ["attention, many words"] = () => AttentionPage.Render(Figures(Words, 3), Words, DateTimeOffset.UnixEpoch),
        ["attention, many taps"] = () => AttentionPage.Render(Figures("model", 12), "nad attention", DateTimeOffset.UnixEpoch),
        ["reproduction, one word"] = () => Reproduced(Word),
        ["reproduction, many words"] = () => Reproduced(Words),
    };

    private static Report Report(string name) => SampleReport.Create() with
    {
        Title = name,
        Subtitle = name,
        Verdict = name,
        Summary = [name],
        Warnings = [name],
        Trigger = name,
        TriggerNotes = [name],
        ClassNames = [.. Enumerable.Range(0, Classes).Select(c => c % 7 == 0 ? name : $"class {c}")],
        Scores = [Column("Before"), Column("Teacher"), Column("After " + name)],
        Charts =
        [
            new LineChart
            {
                Title = name,
                XLabel = "epoch",
                YLabel = "loss",
                Series = [new ChartSeries(name, [(1, 2), (2, 1)]), new ChartSeries(name + "2", [(1, 3), (2, 2)])]
            }
        ],
        AttentionFigures = Figures(name, 3),
        TapWeights = [new TapWeight(name, 500, 32, 32)],
        Options =
        [
            new OptionTable(name, [new OptionRow(name, name, name), new OptionRow("lr", "0.1")]),
            new OptionTable("Run", [new OptionRow("seed", name)])
        ],
        Files = [new FileEntry(name + ".pth", name, new string('a', 64), 2_806_133)],
        Versions = [new VersionEntry(name, name)],
        CommandLine = $"nad erase --model {name} --clean images:{name}",
    };

    private static ScoreColumn Column(string name)
    {
        int[] labels = [.. Enumerable.Range(0, 860).Select(i => 1 + (i % (Classes - 1)))];
        Answers triggered = new(labels, [.. labels.Select((l, i) => i % 3 == 0 ? l : 0)], Classes);
        return new ScoreColumn(name, new Score
        {
            Acc = new Rate(5844, 6000),
            AccNonTarget = new Rate(774, 911),
            Asr = triggered.TakenFor()[0],
            AsrByClass = [.. Enumerable.Range(0, Classes).Select(c => triggered.Of(l => l == c, (_, a) => a == 0))],
            Ra = triggered.Accuracy,
            Target = 0,
            Triggered = triggered,
        });
    }

    private static AttentionFigure[] Figures(string name, int taps) =>
    [
        .. Enumerable.Range(0, 2).Select(i => new AttentionFigure($"{name}, image {i}", new byte[4 * 4 * 3], 4, 4,
            [.. Enumerable.Range(0, 3).Select(
                m => new AttentionRow(
                    $"{name}{m}",
                    $"{name} (99 %)",
                    [.. Enumerable.Range(0, taps).Select(t => new AttentionMapData(t == 0 ? name : $"block{t}", 2, 2, [0, 0, 0, 1]))]))])),
    ];

    private static string Reproduced(string name) => ReproductionPage.Render(new Reproduction
    {
        Subtitle = name,
        Summary = [name],
        Parts =
        [
            new ReproductionPart
            {
                Name = "table1",
                Title = name,
                Notes = [name],
                Charts =
                [
                    new FigureData(
                        new LineChart
                        {
                            Title = name,
                            XLabel = "epoch",
                            YLabel = "ASR",
                            Series = [new ChartSeries(name, [(1, 2), (2, 1)])]
                        },
                        null,
                        name)
                ],
                Pictures = [new PictureGrid(name, [name, "row"], [name, "short"], [new byte[8], null, null, null], 96)],
            },
        ],
        Facts = new OptionTable(name, [new(name, name, name)]),
        CommandLine = name,
        CreatedUtc = DateTimeOffset.UnixEpoch,
    });
}
