using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Nad.Attacks;
using Nad.Torch;
using Nad.Training;

namespace Nad.Experiments;

/// <summary>
/// Everything that decides the bits of a result, as names and words: resolved options, seed, hashes of what was read, versions, threads,
/// processor features. Two runs of the same identity give the same files. Paths are not part of it.
/// </summary>
/// <param name="Entries">By name, such as <c>distillation.beta</c>.</param>
internal sealed record RunIdentity(SortedDictionary<string, string> Entries)
{
    /// <summary>Most bytes of its file.</summary>
    public const long LargestFile = 1 << 20;

    private const string ThreadsEntry = "machine.threads";

    /// <summary>Of <c>nad erase</c>.</summary>
    public static RunIdentity Of(EraseRequest request, EraseInputs inputs, RunContext run)
    {
        SortedDictionary<string, string> e = Common("erase", OptionList.Json(OptionList.Tables(request, run)), run);
        e["data.class order"] = Nad.Experiments.Entries.Of(inputs.Source.Order);
        e["input.model"] = inputs.Model.Identity;
        e["input.teacher"] = inputs.Teacher?.Identity ?? "none";
        e["input.clean images"] = inputs.Clean.Training.Fingerprint();
        e["input.hold-out"] = inputs.Clean.HoldOut?.Fingerprint() ?? "none";
        e["input.test images"] = inputs.Test?.Fingerprint() ?? "none";
        e["input.trigger"] = inputs.Backdoor is { } b ? HashOf(b) : "none";
        e["audit"] = request.Audit?.Name ?? "none";
        e["test every epoch"] = request.TestEveryEpoch ? "on" : "off";
        return new RunIdentity(e);
    }

    /// <summary>Of <c>nad attack</c>.</summary>
    public static RunIdentity Of(AttackRequest request, AttackInputs inputs, TrainingRecipe recipe, RunContext run)
    {
        SortedDictionary<string, string> e = Common("attack", OptionList.Json(OptionList.Tables(request, recipe, run)), run);
        e["data.class order"] = Nad.Experiments.Entries.Of(inputs.Source.Order);
        e["input.training images"] = inputs.Train.Fingerprint();
        e["input.test images"] = inputs.Test?.Fingerprint() ?? "none";
        e["input.source model"] = inputs.SourceModel?.Identity ?? "none";
        if (inputs.Init is { } init) e["input.init"] = init.Identity;
        e["input.reflections"] = inputs.Reflections?.Fingerprint() ?? "none";
        string picture = PictureOf(request);
        e["input.picture"] = picture.Length > 0 && File.Exists(picture) ? ResultFolder.HashOf(picture) : "none";
        return new RunIdentity(e);
    }

    /// <summary>Of <c>nad relapse</c>. What <c>--budget</c> leaves out is no part of it: it depends on the machine.</summary>
    public static RunIdentity Of(RelapseRequest request, RelapseInputs inputs, RunContext run)
    {
        SortedDictionary<string, string> e = Common("relapse", OptionList.Json(OptionList.Tables(request, run)), run);
        e["data.class order"] = Nad.Experiments.Entries.Of(inputs.Source.Order);
        e["input.model before"] = inputs.Before.Identity;
        e["input.model after"] = inputs.After.Identity;
        e["input.twin"] = inputs.Twin?.Identity ?? "none";
        e["input.clean images"] = inputs.Images.Fingerprint();
        e["input.other images"] = inputs.Others.Fingerprint();
        e["input.test images"] = inputs.Test.Fingerprint();
        e["input.trigger"] = HashOf(inputs.Backdoor);
        return new RunIdentity(e);
    }

    /// <summary>Threads that it had; null where what is stored is no such number.</summary>
    [JsonIgnore]
    public int? Threads =>
        Entries.GetValueOrDefault(ThreadsEntry) is { } text && NumberText.TryWhole(text, out long number, out _, 1, 1024)
            ? (int)number
            : null;

    /// <summary>The file of the trigger that an attack was given; empty where it was given none.</summary>
    public static string PictureOf(AttackRequest request) =>
        request.Attack switch { CustomOptions c => c.Picture, TrojanOptions t => t.Picture, _ => "" };

    /// <summary>Reads what <see cref="RunFolder.Identify"/> wrote.</summary>
    /// <param name="content">Of the file.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="DamagedFileException">It holds no identity.</exception>
    public static RunIdentity Read(byte[] content, string path) =>
        StoredJson.Read(
            content,
            RunJson.Default.RunIdentity,
            $"{Printable.Of(path)} does not say which run was interrupted",
            "Delete its folder to start anew.");

    /// <summary>The first entry that differs, options before the hashes that follow from them; null where all agree.</summary>
    public (string Name, string Stored, string Now)? Difference(RunIdentity now) =>
        TrainingIdentity.Difference(Options(), now.Options()) ?? TrainingIdentity.Difference(Entries, now.Entries);

    /// <summary>The same without what only decides the bits: the machine and the versions.</summary>
    public (string Name, string Stored, string Now)? DifferenceOfWork(RunIdentity now) =>
        new RunIdentity(Work()).Difference(new RunIdentity(now.Work()));

    private SortedDictionary<string, string> Work() =>
        new(
            Entries.Where(
                e => !e.Key.StartsWith("machine.", StringComparison.Ordinal)
                    && !e.Key.StartsWith("version.", StringComparison.Ordinal)).ToDictionary(),
            StringComparer.Ordinal);

    private Dictionary<string, string> Options() =>
        Entries.Where(e => !e.Key.StartsWith("input.", StringComparison.Ordinal)).ToDictionary();

    private static SortedDictionary<string, string> Common(string command, JsonObject options, RunContext run)
    {
        SortedDictionary<string, string> e = new(StringComparer.Ordinal) { ["command"] = command };
        foreach ((string group, JsonNode? rows) in options)
        {
            foreach ((string name, JsonNode? value) in rows!.AsObject())
                e[$"{group}.{name}"] = value is JsonValue word && word.TryGetValue(out string? text) ? text : value?.ToJsonString() ?? "";
        }

        e["version.nad"] = NadVersion.Text;
        e["version.libtorch"] = TorchRuntime.Version;
        e["version.trunk"] = Torch.Trunks.TrunkRuntime.Description;
        e[ThreadsEntry] = TorchRuntime.Threads.ToString(CultureInfo.InvariantCulture);
        e["machine.device"] = run.Device.Name;
        e["machine.features"] = Machine.Features;
        return e;
    }

    private static string HashOf(Backdoor backdoor) =>
        Convert.ToHexStringLower(SHA256.HashData(StoredJson.Bytes(backdoor, TriggerJson.Default.Backdoor)));
}
