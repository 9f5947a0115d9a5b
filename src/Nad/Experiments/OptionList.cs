using System.Globalization;
using System.Text.Json.Nodes;
using Nad.Attacks;
using Nad.Defenses;
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
            new("seed", Text(run.Seed)),
            new("precision", Word(run.Precision)),
            new("collapse-limit", Text(request.Defense.CollapseLimit * 100), "largest loss of hold-out accuracy, percentage points"),
        ]),
        .. Settings(request.Defense, request.TeacherFile),
        .. request.Defense.Recipes.Select(r => Recipe(r.Name, r.Recipe)),
        .. request.Attack is null ? [] : new[] { Trigger(request.Attack) },
        .. request.TriggerFile is null ? [] : new[] { new OptionTable("Trigger that was measured", [new("trigger", Path.GetFileName(request.TriggerFile), request.TriggerPicture is null ? "as stored by nad attack" : "a picture"), .. Rows(request.TriggerPicture)]) },
    ];

    public static OptionTable Recipe(string title, TrainingRecipe r) => new(title,
    [
        new("epochs", Text(r.Epochs)),
        .. r.LeastSteps > 0 ? new[] { new OptionRow("least steps", Text(r.LeastSteps), "of few images there are more epochs") } : [],
        .. r.Stopping is { } s
            ? new[] { Kept(s) }
            : [],
        new("learning rate", r.LearningRate.ToString()),
        new("batch", Text(r.BatchSize), "images per step"),
        new("momentum", Text(r.Sgd.Momentum), r.Sgd.Nesterov ? "Nesterov" : null),
        new("weight decay", Text(r.Sgd.WeightDecay)),
        .. r.Sgd.OrthogonalRate is { } factor ? new[] { new OptionRow("orthogonal rate", Text(factor), "of the rate, for the filters of convolutions, whose steps are orthogonal (Muon)") } : [],
        new("crop padding", Text(r.Augmentation.CropPadding), "pixels"),
        .. r.WholeEpochs > 0 ? new[] { new OptionRow("whole epochs", Text(r.WholeEpochs), "last epochs, without crops") } : [],
        new("flip", r.Augmentation.Flip ? "on" : "off"),
        new("cutout", Text(r.Augmentation.CutoutLength), "length; the hole is twice half of it, rounded down"),
    ]);

    private static OptionRow Kept(StoppingRule s) => new(
        "kept epoch",
        (s.LastErrors is null ? "best" : "late") + (s.Early ? $", early stopping ({Text(s.AtLeast)}, {Text(s.Patience)}, {Text(s.MinDelta * 100)})" : ""),
        (s.LastErrors is { } errors ? $"the last, unless it is more than {Text(errors)} standard error{(errors == 1 ? "" : "s")} of the hold-out below the best" : "by the hold-out") + (s.Early ? "; epochs at least, patience, points of improvement" : ""));

    public static OptionTable Trigger(AttackOptions a) => new("Trigger that was measured", [new("attack", a.Name), new("target", Target(a)), .. Rows(a)]);

    /// <summary>Of <c>nad attack</c>.</summary>
    public static IReadOnlyList<OptionTable> Tables(AttackRequest request, TrainingRecipe recipe, RunContext run) =>
    [
        new OptionTable("Run", [new("preset", request.Preset), new("seed", Text(run.Seed)), new("precision", Word(run.Precision)), new("architecture", request.Shape.ToString())]),
        .. request.Attack is null ? [] : new[] { new OptionTable("Attack", [new("attack", request.Attack.Name), new("target", Target(request.Attack)), new("rate", Text(request.Attack.Rate)), .. Rows(request.Attack)]) },
        Recipe("Training", recipe),
    ];

    private static string Word(Precision p) => p == Precision.BFloat16 ? "bf16" : "fp32";

    private static string Target(AttackOptions a) => a is BadNetsOptions { AllToAll: true } ? "label + 1" : Text(a.Target);

    private static IEnumerable<OptionRow> Rows(PictureOnImages? p) => p is null ? [] :
    [
        .. p.Target is { } target ? new[] { new OptionRow("target", Text(target)) } : [],
        .. p.Place is { } place ? new[] { new OptionRow("place", place.ToString()) } : [],
        .. p.Blend is { } blend ? new[] { new OptionRow("blend", Text(blend), "weight of the picture") } : [],
    ];

    private static IEnumerable<OptionRow> Rows(AttackOptions a) => a.Rows().Select(r => new OptionRow(r.Name, r.Value, r.Note));

    /// <summary>What the defense has to set beside its trainings; nothing where there is nothing.</summary>
    public static IEnumerable<OptionTable> Settings(DefenseOptions defense, string? teacherFile)
    {
        IReadOnlyList<(string Name, string Value, string? Note)> rows = defense.Rows();
        if (rows.Count == 0) yield break;
        yield return new OptionTable(defense.Section, [.. rows.Select(r => new OptionRow(r.Name, r.Name == "teacher" && teacherFile is not null ? Path.GetFileName(teacherFile) : r.Value, r.Note))]);
    }

    public static JsonObject Json(IEnumerable<OptionTable> tables)
    {
        JsonObject all = [];
        foreach (OptionTable table in tables)
        {
            JsonObject group = [];
            foreach (OptionRow row in table.Rows) group[Key(row.Name)] = row.Value;
            all[Key(table.Title)] = group;
        }

        return all;
    }

    private static string Key(string name) => name.ToLowerInvariant().Replace(' ', '_').Replace('-', '_');

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
