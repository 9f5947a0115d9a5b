using System.Globalization;
using System.Text;
using Nad.Audit;
using Nad.Evaluation;

namespace Nad.Experiments;

/// <summary>Reference models as CSV, and what they say of the audits as Markdown.</summary>
public static class ReferenceText
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>
    /// A line for each model: what was done to it, its rates in 0–1, every statistic, and the class that stood out by it.
    /// </summary>
    public static string Csv(IReadOnlyList<ReferenceScore> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        string[] families = [.. scores.SelectMany(s => s.Audit.Statistics.Keys).Distinct().Order(StringComparer.Ordinal)];
        string[] suspects = [.. scores.SelectMany(s => s.Audit.Suspects.Keys).Distinct().Order(StringComparer.Ordinal)],
            searched = [.. scores.SelectMany(s => s.Audit.Smallest.Keys).Distinct().Order(StringComparer.Ordinal)];
        StringBuilder text = new();
        text
            .AppendJoin(',', [
                "model",
                "attack",
                "target",
                "rate",
                "recipe",
                "epochs",
                "seed",
                "accuracy",
                "attack_success",
                .. families,
                .. suspects.Select(f => $"{f}_class"),
                .. searched.SelectMany(f => new[] { $"{f}_smallest", $"{f}_success" }),
                "sha256"
            ])
            .Append('\n');
        foreach (ReferenceScore s in scores)
        {
            text.AppendJoin(',',
                [
                    s.Plan.Name, s.Plan.Attack ?? "", s.Plan.Options is { HasTarget: true } o ? o.Target.ToString(Culture) : "",
                    Number(s.Plan.Options?.Rate), s.Plan.RecipeName, s.Plan.Recipe.Epochs.ToString(Culture), s.Plan.Seed.ToString(Culture),
                    Number((double)s.Score.Acc[0] / s.Score.Acc[1]), Number(s.Success), .. families.Select(f => Of(s.Audit.Statistics, f)),
                    .. suspects.Select(f => s.Audit.Suspects.TryGetValue(f, out int c) ? c.ToString(Culture) : ""),
                    .. searched.SelectMany(f => new[] { Of(s.Audit.Smallest, f), Of(s.Audit.Success, f) }), s.Sha256,
                ]).Append('\n');
        }

        return text.ToString();

        static string Of(SortedDictionary<string, double> values, string family) =>
            values.TryGetValue(family, out double v) ? Number(v) : "";
        static string Number(double? value) => value is { } v ? v.ToString("0.####", Culture) : "";
    }

    /// <summary>The tables that <c>docs/results/audit.md</c> shows.</summary>
    /// <param name="scores">The models.</param>
    /// <param name="kind">Of models and images, in words.</param>
    /// <param name="classNames">Names of the classes.</param>
    /// <param name="command">That made them.</param>
    public static string Tables(IReadOnlyList<ReferenceScore> scores, string kind, IReadOnlyList<string> classNames, string command)
    {
        ArgumentNullException.ThrowIfNull(scores);
        StringBuilder text = new();
        ReferenceEvaluation evaluation = new(scores);
        text.Append(
            Culture,
            $"```\n{command}\n```\n\n{kind}: "
                + $"{evaluation.Clean.Count} clean models (accuracy {Range(evaluation.Clean)} %), {evaluation.Attacked.Count} attacked "
                + $"ones whose attack succeeds on at least {100 * ReferenceEvaluation.Learnt:0} % ({Range(evaluation.Attacked)} %)");
        text.Append(Culture, $", and {evaluation.Failed.Count} whose attack was not learnt, which are in no curve.\n");
        if (evaluation.Clean.Count < 2 || evaluation.Attacked.Count == 0) return text.Append("\nToo few for curves.\n").ToString();
        Areas(text, evaluation);
        Rule(text, evaluation);
        LeftOut(text, evaluation);
        Natural(text, evaluation, classNames);
        return text.ToString();
    }

    private static void Areas(StringBuilder text, ReferenceEvaluation e)
    {
        text.Append(
            "\n### Area under the curve, by statistic and attack\n\nBeside it DeLong's 95 % interval (Wilson's, where the groups do not "
            + "overlap), and *TPR*: the share of attacked models above all but 5 % of the clean ones.\n\n");
        Row(text, ["statistic", "all attacks", "TPR, all", .. e.Attacks.Select(a => $"{a} ({e.Attacked.Count(s => s.Plan.Attack == a)})")]);
        Row(text, [.. Enumerable.Repeat("---", 3 + e.Attacks.Count)]);
        foreach (string family in e.Families)
        {
            RocCurve all = e.Curve(family, e.Attacked);
            Row(text, [
                $"`{family}`",
                Area(all),
                Percent(all.TruePositives(AuditVerdict.Level)),
                .. e.Attacks.Select(a => Area(e.Curve(family, e.Attacked.Where(s => s.Plan.Attack == a))))
            ]);
        }
    }

    private static void Rule(StringBuilder text, ReferenceEvaluation e)
    {
        text.Append(
            Culture,
            $"\n### All statistics together: p ≤ {AuditVerdict.Level}\n\nThe p that decides the verdict. "
                + $"Each clean model is compared with the others, so that the first row is the rate of false alarms.\n\n");
        Row(text, ["models", "p ≤ 0.05", "95 % interval"]);
        Row(text, ["---", "---", "---"]);
        Line("clean", e.Clean);
        foreach (string attack in e.Attacks) Line(attack, e.Attacked.Where(s => s.Plan.Attack == attack));
        Line("all attacks", e.Attacked);
        if (e.Failed.Count > 0) Line("attacks that were not learnt", e.Failed);

        void Line(string name, IEnumerable<ReferenceScore> models)
        {
            Rate rate = e.Accused(models);
            Row(text, [
                name,
                string.Create(Culture, $"{rate.Hits} of {rate.Trials}"),
                string.Create(Culture, $"{100 * rate.Interval95.Low:0} to {100 * rate.Interval95.High:0} %")
            ]);
        }
    }

    private static void LeftOut(StringBuilder text, ReferenceEvaluation e)
    {
        text.Append(
            "\n### One attack left out\n\n"
            + "The statistic that does best on all other attacks, and what it does on the one that it was not chosen by.\n\n");
        Row(text, ["left out", "chosen by the others", "area on the one left out", "TPR"]);
        Row(text, ["---", "---", "---", "---"]);
        foreach (string attack in e.Attacks)
        {
            if (e.LeftOut(attack) is not { } left) continue;
            Row(text, [attack, $"`{left.Family}`", Area(left.Curve), Percent(left.Curve.TruePositives(AuditVerdict.Level))]);
        }
    }

    private static void Natural(StringBuilder text, ReferenceEvaluation e, IReadOnlyList<string> classNames)
    {
        text.Append(
            "\n### What clean models have\n\n"
            + "The five clean models with the most suspicious patch: a small change that works is no proof of a backdoor.\n\n");
        Row(text, ["model", "class", "pixels", "S", "success on half B"]);
        Row(text, ["---", "---", "---", "---", "---"]);
        foreach (ReferenceScore s in e.Clean
            .Where(s => s.Audit.Smallest.ContainsKey("patch"))
            .OrderByDescending(s => s.Audit.Statistics["patch"])
            .Take(5))
        {
            string success = s.Audit.Success.TryGetValue("patch", out double b) ? string.Create(Culture, $"{100 * b:0} %") : "–";
            Row(text, [
                s.Plan.Name,
                classNames[s.Audit.Suspects["patch"]],
                string.Create(Culture, $"{s.Audit.Smallest["patch"]:0.0}"),
                string.Create(Culture, $"{s.Audit.Statistics["patch"]:0.00}"),
                success
            ]);
        }
    }

    private static string Area(RocCurve curve) =>
        string.Create(Culture, $"{curve.Area:0.00} [{curve.Interval95.Low:0.00}, {curve.Interval95.High:0.00}]");

    private static string Percent(Rate rate) => string.Create(Culture, $"{100 * rate.Value:0} %");

    private static string Range(IEnumerable<ReferenceScore> scores)
    {
        double[] all = [.. scores.Select(s => 100.0 * s.Score.Acc[0] / s.Score.Acc[1])];
        return all.Length == 0 ? "–" : string.Create(Culture, $"{all.Min():0.0} to {all.Max():0.0}");
    }

    private static void Row(StringBuilder text, IReadOnlyList<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
