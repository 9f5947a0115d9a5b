using System.Text;
using Nad.Audit;
using Nad.Files.Imaging;

namespace Nad.Experiments;

/// <summary>
/// Writes what <c>nad audit</c> leaves behind: a page, the numbers, a picture of every change at 1:1, and as a trigger the one of each kind
/// that stands out.
/// </summary>
public static class AuditFolder
{
    /// <summary>Writes the files; the numbers are the last.</summary>
    /// <param name="outcome">What was found.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="command">As it can be typed again.</param>
    /// <param name="created">Shown on the page.</param>
    /// <param name="former">An earlier result that is replaced; null for none.</param>
    /// <returns>The content of <c>audit.json</c>.</returns>
    public static AuditResult Write(
        AuditOutcome outcome, SafeFolder folder, string command, DateTimeOffset created, FormerResult? former = null)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentNullException.ThrowIfNull(folder);
        List<(string Name, byte[] Content)> files = [];
        foreach (AuditFinding finding in outcome.Findings.Where(f => f.Classes.Count > 0))
        {
            foreach (ClassEvidence c in finding.Classes.Concat(finding.Away is { } away ? [away] : []).Where(c => c.Pattern is not null))
            {
                files.Add(
                    (
                        AuditNames.Picture(finding.Family, c.Goal),
                        PngEncoder.Encode(c.Pattern!.Picture(), c.Pattern.Width, c.Pattern.Height)));
            }
        }

        foreach (AuditFinding finding in outcome.Findings.Where(
            f => f.Class is { } c && f.Classes.Count > 0 && f.Classes[c].Pattern is not null))
        {
            files.Add(
                (
                    AuditNames.Trigger(finding.Family),
                    Encoding.UTF8.GetBytes(
                        TriggerFile.Text(RecoveredTrigger.Of(finding.Classes[finding.Class!.Value].Pattern!, finding.Class.Value)))));
        }

        former?.Remove(folder);
        folder.Expect([.. files.Select(f => f.Name), AuditNames.Page, AuditNames.Numbers]);
        foreach ((string name, byte[] content) in files) folder.Write(name, stream => stream.Write(content));
        folder.WriteText(AuditNames.Page, Reporting.AuditPage.Render(AuditReports.Of(outcome, command, created)));
        AuditResult result = Result(outcome, command, FormerResult.Hashes(folder, [.. files.Select(f => f.Name), AuditNames.Page]));
        folder.WriteText(AuditNames.Numbers, StoredJson.Text(result, ResultJson.Default.AuditResult));
        return result;
    }

    /// <summary>The content of <c>audit.json</c>.</summary>
    /// <param name="o">What was found.</param>
    /// <param name="command">As it can be typed again.</param>
    /// <param name="files">SHA-256 by name; empty where nothing is written.</param>
    public static AuditResult Result(AuditOutcome o, string command, SortedDictionary<string, string> files)
    {
        ArgumentNullException.ThrowIfNull(o);
        (double P, string Family)? together = o.Calibration?.Together(o.Findings);
        return new AuditResult(
            1, new AuditVerdictEntry(o.Verdict.Code, o.Verdict.Sentence, o.Verdict.Class, o.Verdict.Reasons),
            AuditEntries.Of(o.Paired, o.Pairs), o.Model, o.Against,
            new AuditDataEntry(
                o.Request.Clean, o.Halves.A, o.Halves.B, o.Images.Height, o.Images.Width, o.Images.Fingerprint(), o.Accuracy.Value,
                o.Images.ClassNames),
            AuditEntries.Of(o.Request.Options), o.Run.Seed,
            [.. o.Findings.Select(f => AuditEntries.Of(f, o.Calibration?.P(f), pictures: true))],
            o.FindingsBefore is null ? null : [.. o.FindingsBefore.Select(f => AuditEntries.Of(f, o.Calibration?.P(f), pictures: false))],
            o.Searched, o.NotSearched,
            o.Calibration is null
                ? null
                : new CalibrationEntry(
                    o.Calibration.Name,
                    o.Calibration.Clean,
                    o.Calibration.Models.Count - o.Calibration.Clean,
                    together?.P,
                    together?.Family),
            o.Notes, o.Seconds, command, Entries.Versions(o.Run), files);
    }
}
