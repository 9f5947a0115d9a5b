using Nad.Audit;
using Nad.Data;

namespace Nad.Experiments;

/// <summary>Gathers audits of reference models into a calibration.</summary>
public static class CalibrationJob
{
    private const long LargestAudit = 64 << 20;

    /// <summary>Gathers them.</summary>
    /// <param name="clean">Folders of audits of clean models.</param>
    /// <param name="attacked">Names of attacks with folders of audits of models that were attacked so.</param>
    /// <exception cref="NadException">A folder holds no audit, one model is there twice, or they are of different kinds.</exception>
    public static Calibration Gather(IReadOnlyList<string> clean, IReadOnlyList<(string Attack, string Folder)> attacked)
    {
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(attacked);
        (string? Attack, string Folder)[] all =
            [.. clean.Select(c => ((string?)null, c)), .. attacked.Select(a => ((string?)a.Attack, a.Folder))];
        Calibration? gathered = null;
        Dictionary<string, string> seen = new(StringComparer.Ordinal);
        List<ReferenceModel> models = [];
        foreach ((string? attack, string folder) in all)
        {
            AuditResult audit = Read(folder);
            if (!seen.TryAdd(audit.Model.Sha256, folder))
                throw new NadException(
                    $"{Printable.Of(folder)} and {Printable.Of(seen[audit.Model.Sha256])} are audits of the same model, which would count "
                    + "twice. Leave one out.");
            Calibration kind = new()
            {
                Format = 2,
                Architecture = audit.Model.Architecture,
                Data = DataSpec.Parse(audit.Clean.Spec).Kind,
                Height = audit.Clean.Height,
                Width = audit.Clean.Width,
                Classes = audit.Model.Classes,
                Recipe = "as who gathered the audits knows",
                Options = audit.Options.Name,
                Models = [],
            };
            gathered ??= kind;
            if (kind.Name != gathered.Name)
                throw new NadException(
                    $"{Printable.Of(folder)} is an audit of {Printable.Of(kind.Name)}, but {Printable.Of(all[0].Folder)} one of "
                    + $"{Printable.Of(gathered.Name)}. Gather models of one kind, audited with the same options.");
            models.Add(new ReferenceModel(
                Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), attack, audit.Model.Sha256, audit.Clean.Accuracy,
                new(audit.Findings.ToDictionary(f => f.Family, f => f.Statistic), StringComparer.Ordinal),
                new(
                    audit.Findings.Where(f => f.Class is not null).ToDictionary(f => f.Family, f => f.Class!.Value),
                    StringComparer.Ordinal)));
        }

        return (gathered ?? throw new NadException("A calibration needs audits of clean models.")) with { Models = models };
    }

    /// <summary>Reads an audit that may come from anybody.</summary>
    /// <param name="folder">The <c>--out</c> of <c>nad audit</c>.</param>
    /// <exception cref="NadException">There is none.</exception>
    internal static AuditResult Read(string folder)
    {
        string path = Path.Combine(folder, AuditNames.Numbers);
        AuditResult audit = StoredJson.Read(
            RegularFile.ReadAll(path, "the audit.json of nad audit", LargestAudit),
            StoredResultJson.Default.AuditResult,
            $"{Printable.Of(path)} holds no audit",
            "Name the folder of an audit that ended.");
        if (audit.Findings.Select(f => f.Family).Distinct(StringComparer.Ordinal).Count() != audit.Findings.Count)
            throw new DamagedFileException($"{Printable.Of(path)} holds a statistic twice. Audit the model again.");
        return audit;
    }
}
