using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Nad.Reporting;
using Nad.Torch.Checkpoints;

namespace Nad.Experiments;

/// <summary>Writes what a run leaves behind. Every file appears whole or not at all; <c>result.json</c> is the last.</summary>
public static class ResultFolder
{
    /// <summary>Writes the models, the trigger, the report and the result of an erasure.</summary>
    /// <param name="outcome">What was made.</param>
    /// <param name="folder">Prepared by <see cref="PreparedFolder"/>.</param>
    /// <param name="commandLine">Shown in the report.</param>
    /// <param name="created">Shown in the report.</param>
    /// <returns>The content of <c>result.json</c>.</returns>
    public static EraseResult Write(EraseOutcome outcome, string folder, string commandLine, DateTimeOffset created)
    {
        // What an earlier run left must not describe the files of this one.
        File.Delete(Path.Combine(folder, "result.json"));
        SortedDictionary<string, string> files = new(StringComparer.Ordinal);
        IReadOnlyList<NamedTensor> state = outcome.Result.Model.State.Export();
        // No time and no path: the same weights are the same bytes.
        Dictionary<string, string> metadata = new() { ["architecture"] = outcome.Result.Model.Architecture, ["format"] = "pt" };
        Add("model.safetensors", path => SafeTensorsFile.Write(path, state, metadata));
        Add("model.pth", path => TorchFile.Write(path, state));
        if (outcome.Inputs.Backdoor is { } backdoor) Add("trigger.json", path => WriteText(path, JsonSerializer.Serialize(backdoor, ResultJson.Default.Backdoor)));

        Report report = EraseReport.Make(outcome, files, commandLine, created);
        Add("report.html", path => WriteText(path, HtmlReport.Render(report)));
        EraseResult result = outcome.ToResult(files);
        WriteText(Path.Combine(folder, "result.json"), JsonSerializer.Serialize(result, ResultJson.Default.EraseResult));
        return result;

        void Add(string name, Action<string> write)
        {
            string path = Path.Combine(folder, name);
            write(path);
            files[name] = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
        }
    }

    /// <summary>Writes text as UTF-8, whole or not at all.</summary>
    public static void WriteText(string path, string text) => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
