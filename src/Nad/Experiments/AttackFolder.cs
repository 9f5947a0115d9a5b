
namespace Nad.Experiments;

/// <summary>Writes what <c>nad attack</c> leaves behind, <c>result.json</c> and the manifest that covers it last.</summary>
public static class AttackFolder
{
    /// <summary>Writes the model, the trigger, the list of poisoned images, the contact sheet and the result.</summary>
    /// <param name="o">What was made.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="invocation">Stored in the result and in the manifest.</param>
    /// <returns>The content of <c>result.json</c>.</returns>
    public static AttackResult Write(AttackOutcome o, RunFolder folder, Invocation invocation)
    {
        ArgumentNullException.ThrowIfNull(o);
        ArgumentNullException.ThrowIfNull(folder);
        using StagedFiles files = folder.Stage();
        foreach ((string name, Action<Stream> write) in ResultFolder.ModelFiles(
            o.Model,
            reading: o.ReadingTexts is { } texts
                ? Models.ReadingMetadata.With(texts, o.Request.Geometry)
                : Models.ReadingMetadata.Of(o.Model, o.Request.Geometry)))
            files.Add(name, write);
        if (o.Attack is { } attack)
        {
            PoisonEntry poison = new(o.Source.Spec, o.Clean.Count, attack.Rule.Describe(), attack.Rule.CleanLabel, o.Run.Seed, o.Poisoned);
            files.Add("trigger.json", ResultFolder.Text(TriggerFile.Text(attack.Backdoor)));
            files.Add("poison.json", ResultFolder.Text(StoredJson.Text(poison, ResultJson.Default.PoisonEntry)));
            byte[] sheet = ContactSheet.Of(o);
            files.Add("poison.png", stream => stream.Write(sheet));
        }

        AttackResult result = Result(o, invocation.Text, new(files.Hashes, StringComparer.Ordinal));
        files.Add("result.json", ResultFolder.Text(StoredJson.Text(result, ResultJson.Default.AttackResult)));
        string manifest = ManifestWriter.Text(ManifestWriter.Of(o, invocation, files));
        files.Add(Manifest.FileName, ResultFolder.Text(manifest));
        files.Commit("result.json", Manifest.FileName);
        return result;
    }

    private static AttackResult Result(AttackOutcome o, string commandLine, SortedDictionary<string, string> files)
    {
        ScoreEntry? score = o.Score is null ? null : Entries.Of(o.Score);
        return new AttackResult
        {
            Attack = o.Attack?.Backdoor.Attack ?? "none",
            Preset = o.Request.Preset,
            Model = new ModelEntry("model.safetensors", files["model.safetensors"], o.Model.Architecture, o.Model.ClassCount),
            Acc = score?.Acc,
            AccNonTarget = score?.AccNonTarget,
            Asr = score?.Asr,
            AsrByClass = o.Score?.AsrByClass?.Select(r => r.Trials == 0 ? (double?)null : r.Value).ToArray(),
            Ra = score?.Ra,
            Counts = o.Score is null ? null : Entries.Counts(o.Score),
            TestImages = score?.TestImages ?? 0,
            TriggeredImages = score?.TriggeredImages ?? 0,
            Interval95 = score?.Interval95,
            Poisoned = new PoisonCountEntry(o.Clean.Count, o.Poisoned.Count),
            Epochs = [.. o.Epochs.Select(Entries.Of)],
            Seconds = o.Seconds,
            Options = OptionList.Json(OptionList.Tables(o.Request, o.Recipe, o.Run)),
            Seed = o.Run.Seed,
            Versions = Entries.Versions(o.Run),
            Data = o.Source.Spec,
            TestData = o.Test is null ? null : o.Request.Test ?? o.Source.Spec,
            ClassOrder = Entries.Of(o.Source.Order),
            ClassNames = o.Source.ClassNames,
            Remarks = o.Remarks,
            TrainSha256 = o.Clean.Fingerprint(),
            TestSha256 = o.Test?.Fingerprint(),
            Command = commandLine,
            Files = files,
        };
    }
}
