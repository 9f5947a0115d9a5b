using System.Globalization;
using Nad.Attacks;
using Nad.Data;
using Nad.Evaluation;
using Nad.Relapse;
using Nad.Reporting;

namespace Nad.Experiments;

/// <summary>From what a relapse measured to its page.</summary>
internal static class RelapseReports
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    public static RelapseReport Of(RelapseOutcome o, string command, DateTimeOffset created)
    {
        RelapseInputs i = o.Inputs;
        return new RelapseReport
        {
            Subtitle = $"How hard is it to bring the erased backdoor of {Printable.Of(Path.GetFileName(i.After.Path))} back?",
            Created = created,
            Seconds = o.Seconds,
            Verdict = (o.Verdict.Sentence, Kind(o.Verdict.Code)),
            Reasons = o.Verdict.Reasons,
            Charts = Charts(o),
            Tables = [.. Tables(o)],
            Triggers =
            [
                (TriggerText.Of(i.Backdoor, i.Images.ClassNames), i.Images.Height, i.Images.Width, OnGrey(i.Backdoor, i.Images)),
                ("the trigger that no model saw, a control", i.Images.Height, i.Images.Width, OnGrey(o.Fresh, i.Images))
            ],
            Protocol = Protocol(o),
            LeftOut = o.LeftOut,
            Facts =
            [
                ("model before", $"{Name(i.Before)}, SHA-256 {i.Before.Sha256}"),
                ("model after", $"{Name(i.After)}, SHA-256 {i.After.Sha256}"),
                (
                    "model that never had a backdoor",
                    i.Twin is { } twin
                        ? $"{Name(twin)}, SHA-256 {twin.Sha256}"
                        : "none was named; the control is a trigger that the model never saw"),
                ("trigger", $"{TriggerText.Of(i.Backdoor, i.Images.ClassNames)} ({i.TriggerFrom})"),
                ("clean images", $"{i.Source.Spec}: {i.Images.Count} to train on, SHA-256 {i.Images.Fingerprint()}"),
                (
                    "test images",
                    $"{o.Request.Test ?? i.Source.Spec}: {i.Test.Count}, none of them trained on, SHA-256 {i.Test.Fingerprint()}"),
                ("seed", o.Run.Seed.ToString(Culture)),
                ("program", NadVersion.Text),
                .. o.Notes.Select(n => ("note", n)),
            ],
            Command = command,
        };
    }

    private static VerdictKind Kind(string code) =>
        code switch { "as-new" => VerdictKind.Good, "returns" or "not-erased" => VerdictKind.Bad, _ => VerdictKind.Warning };

    private static string Name(Models.ModelFile file) => $"{Path.GetFileName(file.Path)} ({file.Model.Architecture})";

    private static byte[] OnGrey(Backdoor backdoor, ImageSet images)
    {
        byte[] grey = new byte[images.Stride];
        Array.Fill(grey, (byte)128);
        backdoor.Trigger.Apply(grey, images.Height, images.Width);
        return grey;
    }

    private static List<LineChart> Charts(RelapseOutcome o)
    {
        List<LineChart> charts = [];
        if (o.Arms.Count > 0)
        {
            int[] doses = [.. o.Arms.SelectMany(a => a.Points.Select(p => p.Poisoned)).Distinct().Order()];
            charts.Add(Chart("Success by poisoned images", "poisoned images among the clean ones", "success of the trigger, %",
                [.. o.Arms.Select(
                    a => new ChartSeries(
                        Short(a.Name), [.. a.Points.Select(p => ((double)Array.IndexOf(doses, p.Poisoned), 100 * p.Success.Value))]))]) with
            {
                XTicks = [.. doses.Select(d => d.ToString(Culture))]
            });
        }

        if (o.Drift.Any(d => d.Success.Count > 0))
        {
            charts.Add(
                Chart("Clean finetuning: success", "epoch", "success of the trigger, %", [.. o.Drift.Select(d => Series(d, d.Success))]));
            charts.Add(Chart("Clean finetuning: accuracy", "epoch", "accuracy, %", [.. o.Drift.Select(d => Series(d, d.Accuracy))]));
        }

        if (o.Path.Count > 0)
        {
            charts.Add(Chart("From the model before to the model after", "place on the path, 0 before, 1 after", "%",
            [
                Series("success", o.Path, s => s.Success), Series("accuracy", o.Path, s => s.Accuracy),
                .. o.PathAnew.Count == 0
                    ? []
                    : new[] {
                        Series("success, statistics anew", o.PathAnew, s => s.Success),
                        Series("accuracy, statistics anew", o.PathAnew, s => s.Accuracy)
                    },
            ]));
        }

        return charts;
    }

    private static LineChart Chart(string title, string x, string y, IReadOnlyList<ChartSeries> series) =>
        new() { Title = title, XLabel = x, YLabel = y, Series = series, Include = 0 };

    private static ChartSeries Series(DriftCurve d, IReadOnlyList<double> values) =>
        new($"rate {d.Rate.ToString(Culture)}", [.. values.Select((v, e) => (e + 1.0, 100 * v))]);

    private static ChartSeries Series(string name, IReadOnlyList<ChangedScore> scores, Func<ChangedScore, Rate> rate) =>
        new(name, [.. scores.Select(s => (s.Place ?? 0, 100 * rate(s).Value))]);

    private static string Short(string arm) => arm switch
    {
        DoseArm.After => "after",
        DoseArm.Fresh => "unseen trigger",
        DoseArm.Twin => "never backdoored",
        _ => "known trigger"
    };

    private static IEnumerable<AuditTable> Tables(RelapseOutcome o)
    {
        yield return new AuditTable("The models as they are", ["model", "accuracy, %", "success, %", "interval"], [1, 2, 3],
            [.. o.Scores.Select(s => Row(s.Name, s.Score.Acc, s.Score.Asr ?? Rate.None))]);
        if (o.Arms.Count > 0)
        {
            yield return new AuditTable("Poisoned images among the clean ones", [
                    "model and trigger", "poisoned", "accuracy, %", "success, %", "interval"
                ], [1, 2, 3, 4],
                [.. o.Arms.SelectMany(
                    a => a.Points.Select(
                        p => (IReadOnlyList<string>)[
                            a.What, p.Poisoned.ToString(Culture), Share(p.Accuracy), Share(p.Success), Interval(p.Success)
                        ]))]);
        }

        ChangedScore[] changed = [.. o.Noise, .. o.Awakened];
        if (changed.Length > 0)
            yield return new AuditTable(
                "The model after, or the trigger, changed",
                ["what", "accuracy, %", "success, %", "interval"],
                [1, 2, 3],
                [.. changed.Select(c => Row(c.What, c.Accuracy, c.Success))]);
    }

    private static IReadOnlyList<string> Row(string what, Rate acc, Rate asr) => [what, Share(acc), Share(asr), Interval(asr)];

    private static IReadOnlyList<string> Protocol(RelapseOutcome o)
    {
        RelapseOptions p = o.Request.Options;
        return
        [
            string.Create(
                Culture,
                $"Every training goes through the same {o.Inputs.Images.Count} clean images in the same order, in batches of 128, by SGD "
                    + $"with momentum 0.9 and without decay; images are not cropped or mirrored, so that triggers stay whole."),
            string.Create(
                Culture,
                $"Poisoned images carry the trigger and the label that it wants. {p.RetuneEpochs} epochs at rate {p.RetuneRate}; {p.Seeds} "
                    + $"choice{(p.Seeds == 1 ? "" : "s")} of images for each number."),
            "The control trigger is as large and as strong, of random colours and at another place, and aims at the same label.",
            "The trigger counts as back where it works on half of the images. "
                + "A backdoor is as new if a control needs no more poisoned images, where the 95 % intervals tell them apart.",
        ];
    }

    private static string Share(Rate rate) => rate.Trials == 0 ? "–" : Format.Percent(rate.Value, 1);

    private static string Interval(Rate rate) =>
        rate.Trials == 0 ? "–" : $"{Format.Percent(rate.Interval95.Low, 1)}–{Format.Percent(rate.Interval95.High, 1)}";
}
