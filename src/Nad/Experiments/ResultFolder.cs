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
        foreach ((string name, Action<string> write) in ModelFiles(outcome.Result.Model)) Add(name, write);
        if (outcome.Inputs.Backdoor is { } backdoor) Add("trigger.json", path => TriggerFile.Write(path, backdoor));

        Report report = EraseReport.Make(outcome, files, commandLine, created);
        Add("report.html", path => WriteText(path, HtmlReport.Render(report)));
        EraseResult result = outcome.ToResult(files);
        WriteText(Path.Combine(folder, "result.json"), JsonSerializer.Serialize(result, ResultJson.Default.EraseResult));
        return result;

        void Add(string name, Action<string> write)
        {
            string path = Path.Combine(folder, name);
            write(path);
            files[name] = HashOf(path);
        }
    }

    /// <summary>SHA-256 of a file, lower-case hexadecimal.</summary>
    internal static string HashOf(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    /// <summary>The two forms in which a model is handed over.</summary>
    internal static IEnumerable<(string Name, Action<string> Write)> ModelFiles(Models.Classifier model)
    {
        IReadOnlyList<NamedTensor> state = model.State.Export();
        // No time and no path: the same weights are the same bytes.
        Dictionary<string, string> metadata = new() { ["architecture"] = model.Architecture, ["format"] = "pt" };
        yield return ("model.safetensors", path => SafeTensorsFile.Write(path, state, metadata));
        yield return ("model.pth", path => TorchFile.Write(path, state));
    }

    /// <summary>Writes text as UTF-8, whole or not at all.</summary>
    public static void WriteText(string path, string text) => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
