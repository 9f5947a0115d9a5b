using System.Security.Cryptography;
using System.Text;
using Nad.Files.Checkpoints;
using Nad.Files.Checkpoints.Writing;
using Nad.Reporting;

namespace Nad.Experiments;

/// <summary>
/// Writes what a run leaves behind. Every file appears whole or not at all; <c>result.json</c> and the manifest that covers it are the
/// last.
/// </summary>
public static class ResultFolder
{
    /// <summary>Form of <c>result.json</c>.</summary>
    public const int Format = 2;

    /// <summary>Writes the models, the trigger, the report and the result of an erasure.</summary>
    /// <param name="outcome">What was made.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="invocation">Shown in the report, stored in the manifest.</param>
    /// <returns>The content of <c>result.json</c>.</returns>
    public static EraseResult Write(EraseOutcome outcome, RunFolder folder, Invocation invocation)
    {
        ArgumentNullException.ThrowIfNull(folder);
        using StagedFiles files = folder.Stage();
        foreach ((string name, Action<Stream> write) in ModelFiles(
            outcome.Result.Model, outcome.Inputs.Model.Template, outcome.Inputs.Model.ReadingTexts))
            files.Add(name, write);
        if (outcome.Inputs.Backdoor is { } backdoor) files.Add("trigger.json", Text(TriggerFile.Text(backdoor)));

        Report report = EraseReport.Make(outcome, files.Hashes, invocation.Text, invocation.Created);
        files.Add("report.html", Text(HtmlReport.Render(report)));
        EraseResult result = outcome.ToResult(new(files.Hashes, StringComparer.Ordinal));
        files.Add("result.json", Text(StoredJson.Text(result, ResultJson.Default.EraseResult)));
        files.Add(Attestation.FileName, Text(Attestations.Text(ManifestWriter.Of(outcome, invocation, files))));
        files.Add(Manifest.FileName, Text(ManifestWriter.Text(ManifestWriter.Of(outcome, invocation, files))));
        files.Commit("result.json", Manifest.FileName);
        return result;
    }

    /// <summary>SHA-256 of a file, lower-case hexadecimal.</summary>
    internal static string HashOf(string path) =>
        Convert.ToHexStringLower(SHA256.HashData(RegularFile.ReadAll(path, "a file", int.MaxValue)));

    /// <summary>
    /// The two forms in which a model is handed over. With a template, the one of the given file's format is that file with other weights,
    /// and the other one holds its whole state dict (of ONNX: model.onnx in the place of model.pth); without, both hold the state dict of
    /// the architecture.
    /// </summary>
    internal static IEnumerable<(string Name, Action<Stream> Write)> ModelFiles(
        Models.Classifier model, CheckpointTemplate? template = null, IReadOnlyDictionary<string, string>? reading = null)
    {
        IReadOnlyList<NamedTensor> state = model.State.Export();
        IReadOnlyList<NamedTensor> complete = template?.Complete(state) ?? state;
        bool safe = template?.Format == CheckpointFormat.SafeTensors;

        // What was found out about the network goes beside its weights: then the header of a given safetensors file gets more texts.
        bool same = safe && (reading is null || reading.All(r => template!.Texts.TryGetValue(r.Key, out string? text) && text == r.Value));
        yield return ("model.safetensors", same ? template!.To(state) : SafeTensors(model, complete, reading, template?.Texts));
        if (template?.Format == CheckpointFormat.Onnx) yield return ("model.onnx", template.To(state));
        else yield return ("model.pth", template is null || safe ? TorchFile.To(complete) : template.To(state));
    }

    /// <summary>A model as safetensors. No time and no path: the same weights are the same bytes.</summary>
    internal static Action<Stream> SafeTensors(
        Models.Classifier model,
        IReadOnlyList<NamedTensor>? tensors = null,
        IReadOnlyDictionary<string, string>? reading = null,
        IReadOnlyDictionary<string, string>? given = null)
    {
        Dictionary<string, string> metadata =
            new(given ?? new Dictionary<string, string>()) { ["architecture"] = model.Architecture, ["format"] = "pt" };
        foreach ((string key, string text) in reading ?? new Dictionary<string, string>()) metadata[key] = text;
        return SafeTensorsFile.To(tensors ?? model.State.Export(), metadata);
    }

    /// <summary>Text as UTF-8.</summary>
    internal static Action<Stream> Text(string text) => stream => stream.Write(Encoding.UTF8.GetBytes(text));
}
