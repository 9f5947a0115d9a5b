using Nad.Cli.Commands;
using Nad.Files.Checkpoints;

namespace Nad.Cli.Sarif;

/// <summary>
/// What <c>nad inspect</c> found as SARIF: a result for each refused global, or one that says how far the file can be read.
/// </summary>
internal static class InspectSarif
{
    public static string Text(Inspection found)
    {
        SarifWriter log = new(found.Path, found.File?.Length, found.File?.Sha256, null);
        PickleGlobal[] refused = [.. (found.File?.Globals ?? []).Where(g => !g.Allowed).DistinctBy(g => g.FullName)];
        foreach (PickleGlobal global in refused)
            log.Fail(SarifRules.UnsafeGlobal(global.FullName), $"The file names {global.FullName}, which is refused.");
        switch (found.Verdict)
        {
            case "ok":
                log.Pass(
                    SarifRules.Refused,
                    "The file is data alone and of a known architecture. This says nothing about a backdoor in the weights.");
                break;
            case "unknown-architecture": log.Review(SarifRules.UnknownArchitecture, found.Reason); break;
            case "refused" when refused.Length > 0: break;
            case "refused": log.Fail(SarifRules.Refused, found.Reason); break;
            default: log.Review(SarifRules.Unreadable, found.Reason.Length > 0 ? found.Reason : found.Verdict); break;
        }

        return log.Text();
    }
}
