using System.Globalization;
using Nad.Attacks;

namespace Nad.Experiments;

/// <summary>The pattern that an audit recovered, for those who know no trigger.</summary>
internal static class RecoveredFolder
{
    /// <summary>The pattern that stands out most and works, of an audit that may come from anybody.</summary>
    /// <param name="folder">The <c>--out</c> of <c>nad audit</c>.</param>
    /// <param name="model">SHA-256 of the model that it must be of.</param>
    /// <param name="classes">Number of classes.</param>
    /// <returns>The trigger, and in words where it is from.</returns>
    /// <exception cref="NadException">There is none, it is of another model, or its file was changed.</exception>
    public static (Backdoor Backdoor, string From) Read(string folder, string model, int classes)
    {
        string shown = Printable.Of(folder);
        AuditResult audit = CalibrationJob.Read(folder);
        if (audit.Model.Sha256 != model)
            throw new NadException($"{shown} is the audit of another model than --before. Audit the model that is named there.");
        FindingEntry? found =
            audit.Findings.Where(f => f.Class is not null && audit.Files.ContainsKey(AuditNames.Trigger(f.Family))).MaxBy(f => f.Statistic);
        if (found is null || !FormerResult.IsPlain(AuditNames.Trigger(found.Family)))
            throw new NadException(
                $"{shown} recovered no pattern. "
                + "Audit the model with the detectors universal-patch and universal-additive, or name a trigger with --trigger.");
        string path = Path.Combine(folder, AuditNames.Trigger(found.Family));
        Backdoor backdoor = TriggerFile.Read(path, classes);
        if (ResultFolder.HashOf(path) != audit.Files[AuditNames.Trigger(found.Family)])
            throw new NadException($"{Printable.Of(path)} was changed after nad audit wrote it. Audit the model again.");
        return (
            backdoor,
            string.Create(
                CultureInfo.InvariantCulture,
                $"recovered by an audit: the {Printable.Of(found.Family, 30)} towards class {found.Class}, S {found.Statistic:0.00}; "
                    + $"not the attacker's own"));
    }
}
