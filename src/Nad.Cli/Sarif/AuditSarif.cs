using Nad.Audit;
using Nad.Experiments;

namespace Nad.Cli.Sarif;

/// <summary>An audit as SARIF: a result for each detector, and one for what became of the model before.</summary>
internal static class AuditSarif
{
    public static string Text(AuditResult audit, string model)
    {
        SarifWriter log = new(model, null, audit.Model.Sha256, audit.Command);
        foreach (IDetector detector in Detectors.All)
        {
            SarifRule rule = SarifRules.Of(detector);
            FindingEntry[] found = [.. audit.Findings.Where(f => f.Detector == detector.Name)];
            if (found.Length == 0)
            {
                log.NotApplicable(rule, $"{detector.Name} did not run.");
                continue;
            }

            SortedDictionary<string, double> numbers = new(StringComparer.Ordinal);
            foreach (FindingEntry f in found)
            {
                numbers[f.Family] = f.Statistic;
                if (f.P is { } p) numbers[$"{f.Family}.p"] = p;
            }

            bool unusual = found.Any(f => f.P <= AuditVerdict.Level);
            string message = audit.Verdict.Sentence;
            if (audit.Verdict.Code == "evidence" && unusual) log.Fail(rule, message, numbers: numbers);
            else if (audit.Verdict.Code == "no-evidence") log.Pass(rule, message, numbers);
            else
                log.Review(
                    rule,
                    audit.Verdict.Code == "evidence"
                        ? $"{detector.Name} alone accuses nothing, but another detector does. {message}"
                        : message,
                    numbers);
        }

        if (audit.Paired is { } paired)
        {
            if (paired.Code == "gone") log.Pass(SarifRules.Paired, paired.Sentence);
            else if (paired.Code is "unchanged" or "weaker") log.Fail(SarifRules.Paired, paired.Sentence, warning: paired.Code == "weaker");
            else log.Review(SarifRules.Paired, paired.Sentence);
        }

        return log.Text();
    }
}
