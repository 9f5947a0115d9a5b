using System.Globalization;
using Nad.Audit;
using Nad.Data;
using Nad.Evaluation;
using Nad.Reporting;

namespace Nad.Experiments;

/// <summary>From what an audit found to its page.</summary>
internal static class AuditReports
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    public static AuditReport Of(AuditOutcome o, string command, DateTimeOffset created) => new()
    {
        Title = "Audit",
        Subtitle = $"Is there a backdoor in {Printable.Of(o.Model.File)}? Neither trigger nor target was given to the search.",
        Created = created,
        Seconds = o.Seconds,
        Verdicts =
        [
            .. o.Paired is { } paired ? new[] { (paired.Sentence, Kind(paired.Code)) } : [],
            (o.Verdict.Sentence, Kind(o.Verdict.Code))
        ],
        Reasons = o.Verdict.Reasons,
        Tables = [Statistics(o), .. o.Pairs.Count > 0 ? new[] { Pairs(o.Pairs, o.Images.ClassNames) } : [], .. Margins(o)],
        Galleries =
        [
            .. Known(o),
            .. o.Findings.Where(f => f.Classes.Count > 0 && f.Classes[0].Pattern is not null).Select(f => Gallery(
                f, o.FindingsBefore?.First(b => b.Family == f.Family), o.Images.ClassNames, o.Verdict.Code == "evidence" ? f.Class : null))
        ],
        Searched = o.Searched,
        NotSearched = o.NotSearched,
        Facts =
        [
            ("model", $"{o.Model.File} ({o.Model.Architecture}, {o.Model.Classes} classes), SHA-256 {o.Model.Sha256}"),
            .. o.Against is { } a ? new[] { ("model before", $"{a.File}, SHA-256 {a.Sha256}") } : [],
            ("clean images", $"{o.Request.Clean}: {o.Halves.A} to search on, {o.Halves.B} to judge, SHA-256 {o.Images.Fingerprint()}"),
            ("accuracy on them", $"{Share(o.Accuracy)} %"),
            (
                "calibration",
                o.Calibration is { } c
                    ? $"{c.Name}: {c.Clean} clean and {c.Models.Count - c.Clean} attacked models, trained on {c.Recipe}"
                    : "none for this architecture and these images"),
            (
                "search",
                $"{o.Request.Options.Name}: {o.Request.Options.SearchSteps} steps of {o.Request.Options.Batch} images for each class, "
                    + $"margins from {o.Request.Options.MarginStarts} images in {o.Request.Options.MarginSteps} steps"),
            ("seed", o.Run.Seed.ToString(Culture)),
            ("program", NadVersion.Text),
            .. o.Notes.Select(n => ("note", n)),
        ],
        Command = command,
    };

    private static VerdictKind Kind(string code) => code switch
    {
        "evidence" or "unchanged" => VerdictKind.Bad,
        "gone" => VerdictKind.Good,
        "no-evidence" => VerdictKind.Neutral,
        _ => VerdictKind.Warning
    };

    private static AuditTable Statistics(AuditOutcome o) =>
        new(
            "Statistics of the model; the larger, the more suspicious",
            [
                "statistic",
                "value",
                .. o.FindingsBefore is null ? Array.Empty<string>() : ["before"],
                "p",
                "class",
                "seconds",
                "how it is formed"
            ], [1, .. o.FindingsBefore is null ? Array.Empty<int>() : [2]],
            [.. o.Findings.Select(f => (IReadOnlyList<string>)[
                f.Family, Format.Digits(f.Statistic),
                .. o.FindingsBefore is { } before ? new[] { Format.Digits(before.First(b => b.Family == f.Family).Statistic) } : [],
                o.Calibration?.P(f) is { } p ? string.Create(Culture, $"{p:0.000} (n = {o.Calibration.Clean})") : "–",
                f.Class is { } c ? o.Images.ClassNames[c] : "–", f.Seconds.ToString("0.0", Culture), f.Formula
            ])]);

    /// <summary>What an audit before and after erasing adds to a report.</summary>
    public static AuditOfErasure Of(ErasureAudit a, IReadOnlyList<string> classNames) => new(
        a.Verdict.Sentence, Kind(a.Verdict.Code),
        $"No trigger was given to the search. Changes were found on {a.Halves.A} and judged on {a.Halves.B} "
            + $"{(a.IsUnseen ? "test images that the erasing never saw" : "of the clean images, which the erasing was trained on")}; "
            + $"{a.Options.Name}, {Format.Duration(a.Seconds)}. This is evidence about the changes that were found, and about no other.",
        Pairs(a.Pairs, classNames),
        [.. a.After
            .Where(f => f.Classes.Count > 0)
            .Select(f => Gallery(f, a.Before.First(b => b.Family == f.Family), classNames, stands: null))]);

    private static AuditTable Pairs(IReadOnlyList<PairedEvidence> pairs, IReadOnlyList<string> classNames) => new(
        "Before and after, on half B",
        ["change", "class", "success before", "success after", "random patterns after", "size before", "size anew after"], [2, 3, 4, 5, 6],
        [.. pairs.Select(p => (IReadOnlyList<string>)[
            p.Family + (p.IsControl ? " (control: the median class)" : ""), classNames[p.Goal], Share(p.Before.SuccessB), Share(p.Success),
            Share(p.Random), Format.Digits(p.Before.Value), Format.Digits(p.After.Value)
        ])]);

    private static IEnumerable<AuditTable> Margins(AuditOutcome o) =>
        o.Findings.Where(f => f.Classes.Count > 0 && f.Classes[0].Pattern is null).Select(f => new AuditTable(
            $"{f.Family}: {f.Unit}",
            ["class", "value"],
            [1],
            [.. f.Classes.Select(c => (IReadOnlyList<string>)[o.Images.ClassNames[c.Goal], Format.Digits(c.Value)])]));

    private static IEnumerable<AuditGallery> Known(AuditOutcome o)
    {
        if (o.Known is not { } known) yield break;
        ImageSet grey = new([.. Enumerable.Repeat((byte)128, o.Images.Stride)], [0], o.Images.Height, o.Images.Width, ["?"], "grey");
        yield return new AuditGallery("The trigger that was named", "Nothing was searched with it; it is shown beside what was found.",
            [
                new AuditPattern(
                    known.TargetLabel is { } t ? $"towards {o.Images.ClassNames[t]}" : "all classes", o.Images.Height, o.Images.Width,
                    [(known.Trigger.Stamp(grey).Pixels, "the trigger on grey", false)], null, null, [known.Trigger.Describe()], false)
            ]);
    }

    private static AuditGallery Gallery(AuditFinding f, AuditFinding? before, IReadOnlyList<string> classNames, int? stands)
    {
        ClassEvidence[] all = [.. f.Classes, .. f.Away is { } away ? new[] { away } : []];
        double largest = all.Concat(before?.Classes ?? []).Max(c => c.Value);
        return new AuditGallery(
            $"The smallest {f.Family} for each class",
            $"Found on half A, judged on half B. At 1:1 and enlarged; the bar is its size, in {f.Unit}"
                + $"{(before is null ? "" : ", before in grey")}.{(f.Family == "patch" ? "" : " Drawn around grey, at full contrast.")}",
            [.. all.Select(c =>
            {
                ClassEvidence? old = c.Goal >= 0 ? before?.Classes[c.Goal] : before?.Away;
                (byte[], string, bool)[] now = [(c.Pattern!.Picture(), $"{f.Family} for class {c.Goal}", false)];
                return new AuditPattern(
                    c.Goal == Goal.Away ? "away from any class" : classNames[c.Goal], c.Pattern.Height, c.Pattern.Width,
                    old is null ? now : [(old.Pattern!.Picture(), $"{f.Family} for class {c.Goal}, before", true), .. now],
                    c.Value / largest, old?.Value / largest,
                    [
                        string.Create(Culture, $"{c.Value:0.0} {f.Unit}{(old is null ? "" : $" (before {old.Value:0.0})")}"),
                        $"A {Share(c.SuccessA)} %, B {Share(c.SuccessB)} %, random {Share(c.SuccessRandom)} %",
                    ],
                    c.Goal == stands);
            })]);
    }

    private static string Share(Rate? rate) => rate is { Trials: > 0 } r ? Format.Percent(r.Value, 1) : "–";
}
