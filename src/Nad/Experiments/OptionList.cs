using System.Globalization;
using System.Text.Json.Nodes;
using Nad.Attacks;
using Nad.Defenses;
using Nad.Relapse;
using Nad.Reporting;
using Nad.Torch.Trunks;
using Nad.Training;

namespace Nad.Experiments;

/// <summary>Every resolved option, once: as tables for the report and as JSON for the result.</summary>
internal static class OptionList
{
    public static IReadOnlyList<OptionTable> Tables(EraseRequest request, RunContext run) =>
    [
        new OptionTable("Run",
        [
            new("method", request.Method),
            new("preset", request.Preset),
            new("seed", run.Seed),
            new("precision", Word(run.Precision)),
            new("collapse-limit", request.Defense.CollapseLimit * 100, "largest loss of hold-out accuracy, percentage points"),
        ]),
        .. Settings(request.Defense, request.TeacherFile),
        .. request.Defense.Recipes.Select(r => Recipe(r.Name, r.Recipe)),
        .. request.Attack is null ? [] : new[] { Trigger(request.Attack) },
        .. request.TriggerFile is null
            ? []
            : new[] {
                new OptionTable("Trigger that was measured", [
                    new(
                        "trigger",
                        Path.GetFileName(request.TriggerFile),
                        request.TriggerPicture is null ? "as stored by nad attack" : "a picture"),
                    .. Rows(request.TriggerPicture)
                ])
            },
    ];

    public static OptionTable Recipe(string title, TrainingRecipe r) => new(title,
    [
        new("epochs", r.Epochs),
        .. r.LeastSteps > 0
            ? [new OptionRow("least steps", r.LeastSteps, "of few images there are more epochs")]
            : Array.Empty<OptionRow>(),
        .. r.Stopping is { } s ? [Kept(s)] : Array.Empty<OptionRow>(),
        new("learning rate", r.LearningRate.ToString() ?? "") { Json = ScheduleJson.Of(r.LearningRate) },
        new("batch", r.BatchSize, "images per step"),
        new("momentum", r.Sgd.Momentum),
        new("nesterov", r.Sgd.Nesterov, "form of the momentum"),
        new("weight decay", r.Sgd.WeightDecay),
        .. r.Sgd.OrthogonalRate is { } factor
            ? [
                new OptionRow("orthogonal rate", factor, "of the rate, for the filters of convolutions, whose steps are orthogonal (Muon)"),
                new OptionRow("orthogonal momentum", r.Sgd.OrthogonalMomentum)
            ]
            : Array.Empty<OptionRow>(),
        new("crop padding", r.Augmentation.CropPadding, "pixels"),
        .. r.Augmentation.CropArea < 1
            ? [new OptionRow("crop area", r.Augmentation.CropArea, "smallest part of an image that a crop shows")]
            : Array.Empty<OptionRow>(),
        .. r.WholeEpochs > 0 ? [new OptionRow("whole epochs", r.WholeEpochs, "last epochs, without crops")] : Array.Empty<OptionRow>(),
        new("flip", r.Augmentation.Flip),
        new("cutout", r.Augmentation.CutoutLength, "length; the hole is twice half of it, rounded down"),
    ]);

    private static OptionRow Kept(StoppingRule s) => new(
        "kept epoch",
        KeptWord(s),
        (s.LastErrors is { } errors
                ? $"the last, unless it is more than {Text(errors)} standard error{(errors == 1 ? "" : "s")} of the hold-out below the best"
                : "by the hold-out") + (s.Early ? "; epochs at least, patience, points of improvement" : ""))
    {
        Json = new JsonObject
        {
            ["rule"] = s.LastErrors is null ? "best" : "late",
            ["last_errors"] = s.LastErrors,
            ["early"] = s.Early,
            ["at_least"] = s.AtLeast,
            ["patience"] = s.Patience,
            ["min_delta"] = s.MinDelta,
        }.ToJsonString(),
    };

    /// <summary>In a word or two, which epoch a rule keeps.</summary>
    internal static string KeptWord(StoppingRule s) =>
        (s.LastErrors is null ? "best" : "late")
        + (s.Early ? $", early stopping ({Text(s.AtLeast)}, {Text(s.Patience)}, {Text(s.MinDelta * 100)})" : "");

    public static OptionTable Trigger(AttackOptions a) => new("Trigger that was measured", [new("attack", a.Name), Target(a), .. a.Rows()]);

    /// <summary>Of <c>nad attack</c>.</summary>
    public static IReadOnlyList<OptionTable> Tables(AttackRequest request, TrainingRecipe recipe, RunContext run) =>
    [
        new OptionTable("Run", [
            new("preset", request.Preset),
            new("seed", run.Seed),
            new("precision", Word(run.Precision)),
            .. request.Init is null
                ? [new OptionRow("architecture", request.Architecture)]
                : new[] { new OptionRow("init", Path.GetFileName(request.Init), "weights that the training starts from") }
        ]),
        .. request.Attack is null
            ? []
            : new[] {
                new OptionTable("Attack", [
                    new("attack", request.Attack.Name),
                    Target(request.Attack),
                    new("rate", request.Attack.Rate),
                    .. request.Attack.Rows()
                ])
            },
        Recipe("Training", recipe),
    ];

    /// <summary>Of <c>nad relapse</c>.</summary>
    public static IReadOnlyList<OptionTable> Tables(RelapseRequest request, RunContext run)
    {
        RelapseOptions o = request.Options;
        return
        [
            new OptionTable("Relapse",
            [
                new("seed", run.Seed),
                new("precision", Word(run.Precision)),
                new("tests", string.Join(", ", o.Tests.Select(t => t.Name))),
                new("images", o.Images, "clean images to train on, at most half of what there is"),
                new("test images", o.TestImages, "at most"),
                new("doses", o.Doses.Select(d => (double)d), "poisoned images among the clean ones"),
                new("seeds", o.Seeds, "each dose so often"),
                new("drift rates", o.DriftRates, "learning rates of clean finetuning"),
                new("path steps", o.PathSteps),
                new("pruned", o.Pruned, "share of the weights"),
                new("awakening", o.Awakening, "largest change of a pixel, of 0 to 1"),
            ]),
            Recipe("Retuning", RelapseOptions.Recipe(o.RetuneRate, o.RetuneEpochs)),
            Recipe("Drift", RelapseOptions.Recipe(o.DriftRates.IsEmpty ? o.RetuneRate : o.DriftRates[^1], o.DriftEpochs)),
            .. request.Attack is null ? [] : new[] { Trigger(request.Attack) },
            .. request.TriggerFile is null
                ? []
                : new[] {
                    new OptionTable(
                        "Trigger that was measured",
                        [new("trigger", Path.GetFileName(request.TriggerFile)), .. Rows(request.TriggerPicture)])
                },
        ];
    }

    private static string Word(Precision p) => p == Precision.BFloat16 ? "bf16" : "fp32";

    private static OptionRow Target(AttackOptions a) => a.HasTarget ? new("target", a.Target) : new("target", "label + 1");

    private static IEnumerable<OptionRow> Rows(PictureOnImages? p) => p is null ? [] :
    [
        .. p.Target is { } target ? [new OptionRow("target", target)] : Array.Empty<OptionRow>(),
        .. p.Place is { } place ? [new OptionRow("place", place.ToString())] : Array.Empty<OptionRow>(),
        .. p.Blend is { } blend ? [new OptionRow("blend", blend, "weight of the picture")] : Array.Empty<OptionRow>(),
        .. p.Mode is { } mode ? [new OptionRow("mode", mode.ToString())] : Array.Empty<OptionRow>(),
    ];

    /// <summary>What the defense has to set beside its trainings; nothing where there is nothing.</summary>
    public static IEnumerable<OptionTable> Settings(DefenseOptions defense, string? teacherFile)
    {
        IReadOnlyList<OptionRow> rows = defense.Rows();
        if (rows.Count == 0) yield break;
        yield return new OptionTable(defense.Section, [.. rows.Select(
            r => r.Name == "teacher" && teacherFile is not null ? new OptionRow(r.Name, Path.GetFileName(teacherFile), r.Note) : r)]);
    }

    /// <summary>What the defense chose of its settings; null for nothing.</summary>
    public static JsonObject? Chosen(DefenseResult result)
    {
        if (result.Used is not AutoOptions auto) return null;
        JsonObject chosen = new() { ["learning_rate"] = JsonNode.Parse(ScheduleJson.Of(auto.Recipe.LearningRate)) };
        if (auto.Chosen is { } step)
        {
            chosen["beta"] = new JsonArray([.. step.Betas.Select(b => (JsonNode)b)]);
            chosen["outputs"] = step.Outputs;
        }

        return chosen;
    }

    public static JsonObject Json(IEnumerable<OptionTable> tables)
    {
        JsonObject all = [];
        foreach (OptionTable table in tables)
        {
            JsonObject group = [];
            foreach (OptionRow row in table.Rows) group[row.Key] = row.Node;
            all[OptionRow.KeyOf(table.Title)] = group;
        }

        return all;
    }

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
