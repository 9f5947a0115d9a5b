namespace Nad.Experiments;

/// <summary>What a command gives for each model of a list: which values of its result are columns, and what is bad in them.</summary>
public sealed record BatchDo
{
    private const double NotMeasured = double.NegativeInfinity;

    /// <summary>Each command that can be done to a list.</summary>
    public static IReadOnlyList<BatchDo> All { get; } =
    [
        new()
        {
            Command = "inspect",
            ResultFile = "inspect.json",
            Columns =
            [
                new("verdict"),
                new("architecture", "architecture.name"),
                new("classes", "architecture.classes"),
                new("kind"),
                new("bytes"),
                new("parameters"),
                new("nan"),
                new("sha256"),
                new("reason")
            ],
            Worst = v => [v.Text("verdict") switch { "ok" => 0, "unknown-architecture" => 1, _ => 2 }],
            Counted = "verdict",
        },
        new()
        {
            Command = "audit",
            ResultFile = "audit.json",
            Columns =
            [
                new("verdict", "verdict.code"),
                new("class", "verdict.class"),
                new("architecture", "model.architecture"),
                new("acc", "clean.accuracy"),
                new("paired", "paired.code"),
                new("seconds")
            ],
            Family = "statistic",
            Worst = v =>
            [
                v.Text("verdict") switch { "evidence" => 2, "inconclusive" => 1, _ => 0 },
                v.Numbers("statistic ").DefaultIfEmpty(NotMeasured).Max()
            ],
            Counted = "verdict",
        },
        new()
        {
            Command = "erase",
            ResultFile = "result.json",
            Columns =
            [
                new("verdict", "verdict.code"), new("architecture", "model.architecture"), new("acc_before", "before.acc"),
                new("acc", "after.acc"), new("acc_non_target", "after.acc_non_target"), new("asr_before", "before.asr"),
                new("asr", "after.asr"), new("ra", "after.ra"), new("test_images", "after.test_images"), new("seconds", "seconds.total"),
            ],
            Worst = v => [v.Number("asr") ?? NotMeasured, (v.Number("acc_before") - v.Number("acc")) ?? NotMeasured],
            Shared = ["acc", "asr"],
            Mean = ["acc_before", "acc", "acc_non_target", "asr_before", "asr", "ra"],
            IsSeeded = true,
            HasMethods = true,
        },
        new()
        {
            Command = "eval",
            ResultFile = "eval.json",
            Columns =
            [
                new("architecture", "model.architecture"), new("acc", "score.acc"), new("acc_non_target", "score.acc_non_target"),
                new("asr", "score.asr"), new("ra", "score.ra"), new("test_images", "score.test_images"),
            ],
            Worst = v => [v.Number("asr") ?? NotMeasured, -v.Number("acc") ?? NotMeasured],
            Shared = ["acc", "asr"],
        },
    ];

    /// <summary>Name of the command.</summary>
    public required string Command { get; init; }

    /// <summary>
    /// The file in the folder of a row that has the result: of commands that write none it is written from what they print with
    /// <c>--json</c>.
    /// </summary>
    public required string ResultFile { get; init; }

    /// <summary>Columns of the table.</summary>
    public required IReadOnlyList<BatchColumn> Columns { get; init; }

    /// <summary>How bad a row is, the most weighty number first; the larger, the worse.</summary>
    public required Func<BatchValues, IReadOnlyList<double>> Worst { get; init; }

    /// <summary>Columns of each family of findings, <c>statistic patch</c> and so on; null for none.</summary>
    public string? Family { get; init; }

    /// <summary>The column whose words are counted on the page; null for none.</summary>
    public string? Counted { get; init; }

    /// <summary>Columns of shares, 0–1, whose distribution is on the page.</summary>
    public IReadOnlyList<string> Shared { get; init; } = [];

    /// <summary>Columns of which means are formed.</summary>
    public IReadOnlyList<string> Mean { get; init; } = [];

    /// <summary>Whether runs differ with the seed.</summary>
    public bool IsSeeded { get; init; }

    /// <summary>Whether it takes a method and a number of clean images.</summary>
    public bool HasMethods { get; init; }

    /// <summary>Name of the option that names the model; null where it is the argument.</summary>
    public string? ModelOption => Command == "inspect" ? null : "model";
}

/// <summary>A column of the table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Path">Where the value is in the result, with points between the names.</param>
public sealed record BatchColumn(string Name, string Path)
{
    /// <summary>A column of the name that the result has.</summary>
    public BatchColumn(string name) : this(name, name)
    {
    }
}
