using Nad.Reporting;

namespace Nad.Experiments;

/// <summary>Writes what <c>nad relapse</c> leaves behind: the triggers, a page, the numbers and the manifest that covers them.</summary>
public static class RelapseFolder
{
    /// <summary>Writes the files.</summary>
    /// <param name="outcome">What was measured.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="invocation">Shown on the page, stored in the manifest.</param>
    /// <returns>The content of <c>result.json</c>.</returns>
    public static RelapseResult Write(RelapseOutcome outcome, RunFolder folder, Invocation invocation)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(invocation);
        using StagedFiles files = folder.Stage();
        files.Add("trigger.json", ResultFolder.Text(TriggerFile.Text(outcome.Inputs.Backdoor)));
        files.Add("fresh-trigger.json", ResultFolder.Text(TriggerFile.Text(outcome.Fresh)));
        files.Add("report.html", ResultFolder.Text(RelapsePage.Render(RelapseReports.Of(outcome, invocation.Text, invocation.Created))));
        RelapseResult result = RelapseEntries.Of(outcome, invocation.Text, new(files.Hashes, StringComparer.Ordinal));
        files.Add("result.json", ResultFolder.Text(StoredJson.Text(result, ResultJson.Default.RelapseResult)));
        files.Add(Manifest.FileName, ResultFolder.Text(ManifestWriter.Text(ManifestWriter.Of(outcome, invocation, files))));
        files.Commit("result.json", Manifest.FileName);
        return result;
    }
}
