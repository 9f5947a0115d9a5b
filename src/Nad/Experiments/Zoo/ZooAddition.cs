using System.Text.Json;
using Nad.Attacks;
using Nad.Models;
using Nad.Torch;

namespace Nad.Experiments;

/// <summary>Takes the output folder of <c>nad attack</c> into the zoo: checkpoint, trigger, and what <c>result.json</c> says of them.</summary>
/// <param name="zoo">Made where it does not exist.</param>
/// <param name="device">Where the model is measured again, where that is asked for.</param>
/// <param name="cancellation">Ends it early.</param>
public sealed class ZooAddition(ZooFolder zoo, Device device, CancellationToken cancellation)
{
    private const long LargestResult = 64 << 20;

    /// <summary>Adds a model.</summary>
    /// <param name="folder">What <c>nad attack --out</c> wrote.</param>
    /// <param name="name">Name in the zoo; null for the folder's.</param>
    /// <param name="data">SPEC of the test images, to measure again before anything is written; null to take what <c>result.json</c> says.</param>
    /// <param name="force">Whether a model of this name is replaced.</param>
    /// <returns>The card that was written.</returns>
    /// <exception cref="NadException">The folder is incomplete or contradicts itself, the model is too large, or the name is taken.</exception>
    public ZooCard Add(string folder, string? name, string? data, bool force)
    {
        AttackResult result = ReadResult(folder);
        string chosen = ZooName.Checked(name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))));
        if (File.Exists(zoo.CardPath(chosen)) && !force) throw new NadException($"The zoo {Printable.Of(zoo.Path)} has a model {chosen} already. Choose another --name, or replace it with --force.");

        string checkpoint = Path.Combine(folder, result.Model.File), trigger = Path.Combine(folder, "trigger.json");
        Check(folder, result, result.Model.File);
        if (new FileInfo(checkpoint) is { Length: > ZooFolder.LargestModel } large) throw new NadException($"{Printable.Of(checkpoint)} has {large.Length} bytes, but the zoo keeps models of at most {ZooFolder.LargestModel}. Train a smaller architecture.");
        Backdoor? backdoor = null;
        if (result.Files.ContainsKey("trigger.json"))
        {
            Check(folder, result, "trigger.json");
            backdoor = TriggerFile.Read(trigger, result.Model.Classes);
        }

        ZooCard card = Card(chosen, result, backdoor);
        if (data is not null) card = Measured(card, checkpoint, data);
        if (card.TestedOn.Sha256 is null)
            throw new NadException($"{Printable.Of(folder)}/result.json does not say by hash which test images its rates are of. Name them with --data SPEC, and the model is measured again.");
        Write(card, File.ReadAllBytes(checkpoint));
        return card;
    }

    private static AttackResult ReadResult(string folder)
    {
        string file = Path.Combine(folder, "result.json"), shown = Printable.Of(file);
        try
        {
            FileInfo info = new(file);
            if (!info.Exists) throw new NadException($"{shown} does not exist; name an output folder of nad attack whose run was complete.");
            if (info.Length > LargestResult) throw new UnsupportedInputException($"{shown} has {info.Length} bytes; at most {LargestResult} are read.");
            AttackResult result = JsonSerializer.Deserialize(File.ReadAllBytes(file), ResultJson.Default.AttackResult) ?? throw new DamagedFileException($"{shown} is empty.");
            if (result.Model.File != Path.GetFileName(result.Model.File)) throw new DamagedFileException($"{shown} names the model {Printable.Of(result.Model.File)}, which is not a file beside it.");
            return result.Acc is not null ? result : throw new NadException($"{shown} holds no measured rates. Run nad attack with test images.");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new DamagedFileException($"{shown} is not the result of nad attack: {Printable.Of(e.Message.ReplaceLineEndings(" "))}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NadException($"{shown} cannot be read: {e.Message}", e);
        }
    }

    private static void Check(string folder, AttackResult result, string file)
    {
        string path = Path.Combine(folder, file);
        if (!File.Exists(path)) throw new NadException($"{Printable.Of(path)} does not exist, but result.json lists it. Name a complete output folder of nad attack.");
        if (!result.Files.TryGetValue(file, out string? hash) || ResultFolder.HashOf(path) != hash)
            throw new DamagedFileException($"{Printable.Of(path)} is not the file whose rates result.json holds: its SHA-256 differs. Run nad attack again.");
    }

    private static ZooCard Card(string name, AttackResult r, Backdoor? backdoor) => new()
    {
        Name = name,
        Attack = r.Attack,
        Preset = r.Preset,
        Epochs = r.Epochs.Count(e => e.Phase == "attack"),
        Seed = r.Seed,
        Command = Portable.Command(r.Command),
        Model = r.Model with { File = name + ".safetensors" },
        TrainedOn = new ImagesEntry(Portable.Spec(r.Data), r.Poisoned.TrainingImages, r.TrainSha256),
        PoisonedImages = r.Poisoned.PoisonedImages,
        TestedOn = new ImagesEntry(Portable.Spec(r.TestData ?? r.Data), r.TestImages, r.TestSha256),
        Rates = r.Counts ?? Counted(r),
        Seconds = r.Seconds,
        Options = r.Options,
        Versions = r.Versions,
        Trigger = backdoor,
    };

    // Results of earlier versions hold rates alone; hits are whole, so that they can be told from the rate and the number of images.
    private static CountsEntry Counted(AttackResult r)
    {
        return new CountsEntry(Of(r.Acc, r.TestImages)!, Of(r.AccNonTarget, r.TriggeredImages), Of(r.Asr, r.TriggeredImages), Of(r.Ra, r.TriggeredImages));
        static CountEntry? Of(double? rate, int trials) => rate is { } value ? new CountEntry((int)Math.Round(value * trials), trials) : null;
    }

    private ZooCard Measured(ZooCard card, string checkpoint, string data)
    {
        ZooVerdict verdict = new ZooCheck(zoo, data, device, cancellation).Measure(card with { TestedOn = card.TestedOn with { Sha256 = null } }, checkpoint);
        if (verdict.Found is null) throw new NadException($"{card.Name} cannot be measured on {Printable.Of(data)}: {verdict.Reason}.");
        if (verdict.Found != card.Rates)
            throw new NadException($"On {Printable.Of(data)} {card.Name} has {verdict.Found}, but result.json claims {card.Rates}. Name the test images that its rates are of.");
        return card with { TestedOn = new ImagesEntry(Portable.Spec(data), verdict.Found.Acc.Trials, verdict.DataSha256) };
    }

    private void Write(ZooCard card, byte[] checkpoint)
    {
        try
        {
            Directory.CreateDirectory(zoo.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NadException($"The zoo {Printable.Of(zoo.Path)} cannot be made: {e.Message}", e);
        }

        string text = JsonSerializer.Serialize(card, ZooJson.Default.ZooCard) + "\n";
        string[] replaced = [zoo.ModelPath(card.Name), zoo.CardPath(card.Name)];
        long others = new DirectoryInfo(zoo.Path).EnumerateFiles().Where(f => !replaced.Contains(Path.Combine(zoo.Path, f.Name))).Sum(f => f.Length);
        if (others + checkpoint.Length + text.Length > ZooFolder.LargestFolder)
            throw new NadException($"With {card.Name} the zoo {Printable.Of(zoo.Path)} would have {others + checkpoint.Length + text.Length} bytes, but it keeps at most {ZooFolder.LargestFolder}. Remove a model first.");

        // The card last: a model without a card is not in the zoo.
        AtomicFile.Write(zoo.ModelPath(card.Name), stream => stream.Write(checkpoint));
        ResultFolder.WriteText(zoo.CardPath(card.Name), text);
    }
}
