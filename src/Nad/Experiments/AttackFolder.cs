using System.Text.Json;

namespace Nad.Experiments;

/// <summary>Writes what <c>nad attack</c> leaves behind, <c>result.json</c> last.</summary>
public static class AttackFolder
{
    /// <summary>Writes the model, the trigger, the list of poisoned images, the contact sheet and the result.</summary>
    /// <param name="o">What was made.</param>
    /// <param name="folder">Prepared by <see cref="PreparedFolder"/>.</param>
    /// <param name="commandLine">Stored in the result.</param>
    /// <returns>The content of <c>result.json</c>.</returns>
    public static AttackResult Write(AttackOutcome o, string folder, string commandLine)
    {
        ArgumentNullException.ThrowIfNull(o);
        // What an earlier run left must not describe the files of this one.
        File.Delete(Path.Combine(folder, "result.json"));
        SortedDictionary<string, string> files = new(StringComparer.Ordinal);
        foreach ((string name, Action<string> write) in ResultFolder.ModelFiles(o.Model)) Add(name, write);
        if (o.Attack is { } attack)
        {
            PoisonEntry poison = new(o.Source.Spec, o.Clean.Count, attack.Rule.Describe(), attack.Rule.CleanLabel, o.Run.Seed, o.Poisoned);
            Add("trigger.json", path => TriggerFile.Write(path, attack.Backdoor));
            Add("poison.json", path => ResultFolder.WriteText(path, JsonSerializer.Serialize(poison, ResultJson.Default.PoisonEntry)));
            byte[] sheet = ContactSheet.Of(o);
            Add("poison.png", path => AtomicFile.Write(path, stream => stream.Write(sheet)));
        }

        AttackResult result = Result(o, commandLine, files);
        ResultFolder.WriteText(Path.Combine(folder, "result.json"), JsonSerializer.Serialize(result, ResultJson.Default.AttackResult));
        return result;

        void Add(string name, Action<string> write)
        {
            string path = Path.Combine(folder, name);
            write(path);
            files[name] = ResultFolder.HashOf(path);
        }
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
            Versions = Entries.Versions(o.Run.Device),
            Data = o.Source.Spec,
            TestData = o.Test is null ? null : o.Request.Test ?? o.Source.Spec,
            TrainSha256 = o.Clean.Fingerprint(),
            TestSha256 = o.Test?.Fingerprint(),
            Command = commandLine,
            Files = files,
        };
    }
}
