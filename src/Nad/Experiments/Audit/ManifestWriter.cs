using Nad.Data;
using Nad.Models;

namespace Nad.Experiments;

/// <summary>Gathers the manifest of a run.</summary>
internal static class ManifestWriter
{
    // They hold times, and what follows from them.
    private static readonly string[] Timed = ["report.html", "result.json", Attestation.FileName];

    /// <summary>Of an erasure.</summary>
    public static Manifest Of(EraseOutcome o, Invocation invocation, StagedFiles files)
    {
        EraseInputs i = o.Inputs;
        RunIdentity identity = RunIdentity.Of(o.Request, i, o.Run);
        List<ManifestInput> inputs = [Input("model", i.Model)];
        if (i.Teacher is { } teacher) inputs.Add(Input("teacher", teacher));
        inputs.Add(Input("clean images", i.Source.Spec, i.Clean.Training));
        if (i.Clean.HoldOut is { } held) inputs.Add(Input("hold-out", i.Source.Spec, held));
        if (i.Test is { } test) inputs.Add(Input("test images", o.Request.Test ?? i.Source.Spec, test));
        if (o.Request.TriggerFile is { } trigger) inputs.Add(Input("trigger", trigger, identity.Entries["input.trigger"]));
        return Make(identity, invocation, files, o.Sentence, inputs, o.Run, new(StringComparer.Ordinal)
        {
            ["total"] = o.Seconds.Total,
            ["teacher"] = o.Seconds.Teacher,
            ["student"] = o.Seconds.Student,
            ["evaluation"] = o.Seconds.Evaluation,
            ["load"] = o.Seconds.Load,
        });
    }

    /// <summary>Of an attack.</summary>
    public static Manifest Of(AttackOutcome o, Invocation invocation, StagedFiles files)
    {
        List<ManifestInput> inputs = [Input("training images", o.Source.Spec, o.Clean)];
        if (o.Test is { } test) inputs.Add(Input("test images", o.Request.Test ?? o.Source.Spec, test));
        if (o.Request.SourceModel is { } source) inputs.Add(Input("source model", source, o.Identity.Entries["input.source model"]));
        if (RunIdentity.PictureOf(o.Request) is { Length: > 0 } picture)
            inputs.Add(Input("picture", picture, o.Identity.Entries["input.picture"]));
        string verdict = o.Score is not { } s ? "Nothing was measured: there were no test images."
            : s.Asr is { } asr
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Accuracy {s.Acc.Value:P1}, attack success {asr.Value:P1}.")
            : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Accuracy {s.Acc.Value:P1} of a clean model.");
        return Make(o.Identity, invocation, files, verdict, inputs, o.Run, new(StringComparer.Ordinal) { ["total"] = o.Seconds });
    }

    /// <summary>Of a relapse.</summary>
    public static Manifest Of(RelapseOutcome o, Invocation invocation, StagedFiles files)
    {
        RelapseInputs i = o.Inputs;
        List<ManifestInput> inputs =
        [
            Input("model before", i.Before), Input("model after", i.After),
            .. i.Twin is { } twin ? [Input("twin", twin)] : Array.Empty<ManifestInput>(), Input("clean images", i.Source.Spec, i.Images),
            Input("other images", i.Source.Spec, i.Others), Input("test images", o.Request.Test ?? i.Source.Spec, i.Test),
        ];
        if (o.Request.TriggerFile is { } trigger) inputs.Add(Input("trigger", trigger, o.Identity.Entries["input.trigger"]));
        return Make(
            o.Identity, invocation, files, o.Verdict.Sentence, inputs, o.Run, new(StringComparer.Ordinal) { ["total"] = o.Seconds });
    }

    /// <summary>As it is stored.</summary>
    public static string Text(Manifest manifest) => StoredJson.Text(manifest, AuditJson.Default.Manifest);

    private static Manifest Make(
        RunIdentity identity, Invocation invocation, StagedFiles files, string verdict, List<ManifestInput> inputs, RunContext run,
        SortedDictionary<string, double> seconds) =>
        new()
        {
            Format = 1,
            CreatedUtc = invocation.Created,
            Arguments = invocation.Arguments,
            Directory = invocation.Directory,
            Resumed = run.Checkpoints?.AnyResumed ?? false,
            Verdict = verdict,
            Identity = identity.Entries,
            Inputs = inputs,
            Outputs = new(
                files.Hashes.ToDictionary(f => f.Key, f => new ManifestOutput(f.Value, files.LengthOf(f.Key), !Timed.Contains(f.Key))),
                StringComparer.Ordinal),
            Versions = Entries.Versions(run),
            Machine = new ManifestMachine(
                Nad.Machine.Processor,
                Nad.Machine.Features,
                Environment.ProcessorCount,
                GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
                System.Runtime.InteropServices.RuntimeInformation.OSDescription),
            Seconds = seconds,
        };

    private static ManifestInput Input(string role, ModelFile file) =>
        new(role, ZooName.Is(file.Path) ? file.Path : ModelName.PathOf(file.Path), file.Sha256, file.Bytes, null);

    private static ManifestInput Input(string role, string spec, ImageSet images) =>
        new(role, spec, images.Fingerprint(), null, images.Count);

    // A name that is no path, or a file that is gone by now, must not lose a finished run: its hash is known from when it was read.
    private static ManifestInput Input(string role, string path, string known) =>
        File.Exists(path) ? new(role, path, ResultFolder.HashOf(path), new FileInfo(path).Length) : new(role, path, known);
}
