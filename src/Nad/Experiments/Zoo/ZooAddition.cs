using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Nad.Attacks;
using Nad.Models;
using Nad.Torch;

namespace Nad.Experiments;

/// <summary>
/// Takes the output folder of <c>nad attack</c> into the zoo: checkpoint, trigger, and what <c>result.json</c> says of them.
/// </summary>
/// <param name="zoo">Made where it does not exist.</param>
/// <param name="device">Where the model is measured again, where that is asked for.</param>
/// <param name="cancellation">Ends it early.</param>
public sealed class ZooAddition(ZooFolder zoo, Device device, CancellationToken cancellation)
{
    private const long LargestResult = 64 << 20;

    /// <summary>Adds a model.</summary>
    /// <param name="folder">What <c>nad attack --out</c> wrote.</param>
    /// <param name="name">Name in the zoo; null for the folder's.</param>
    /// <param name="data">
    /// SPEC of the test images, to measure again before anything is written; null to take what <c>result.json</c> says.
    /// </param>
    /// <param name="classes">
    /// File that lists the classes of <paramref name="data"/> in the order of the model's labels; null for the order of the data.
    /// </param>
    /// <param name="force">Whether a model of this name is replaced.</param>
    /// <returns>The card that was written.</returns>
    /// <exception cref="NadException">
    /// The folder is incomplete or contradicts itself, the model is too large, or the name is taken.
    /// </exception>
    public ZooCard Add(string folder, string? name, string? data, bool force, string? classes = null)
    {
        AttackResult result = ReadResult(folder);
        string chosen = ZooName.Checked(name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))));
        string[] files = [ZooFolder.ModelName(chosen), ZooFolder.CardName(chosen)];
        bool isKnown;
        OutputGuard.Check(new OutputPlan { Option = "--zoo", Path = zoo.Folder });
        using (SafeFolder? there = SafeFolder.Find(zoo.Folder))
        {
            there?.Expect(files);
            isKnown = there?.HasFile(ZooFolder.CardName(chosen)) == true;
        }

        if (isKnown && !force)
            throw new NadException(
                $"The zoo {Printable.Of(zoo.Folder)} has a model {chosen} already. Choose another --name, or replace it with --overwrite.");
        OutputGuard.Check(new OutputPlan
        {
            Option = "--zoo",
            Path = zoo.Folder,
            Names = files,
            Inputs =
            [
                .. InputPlace.Of("the command", Path.Combine(folder, result.Model.File)),
                .. InputPlace.Of("the command", Path.Combine(folder, "result.json")),
                .. InputPlace.OfData("--data", data)
            ],
            Former = _ => Former(chosen),
            Overwrite = force,
        });

        byte[] checkpoint = ReadChecked(folder, result, result.Model.File, LargestResult);
        if (checkpoint.Length > ZooFolder.LargestModel)
            throw new NadException(
                $"{Printable.Of(Path.Combine(folder, result.Model.File))} has {checkpoint.Length} bytes, but the zoo keeps models of at "
                + $"most {ZooFolder.LargestModel}. Train a smaller architecture.");
        Backdoor? backdoor = null;
        if (result.Files.ContainsKey("trigger.json"))
        {
            backdoor = TriggerFile.Parse(
                ReadChecked(folder, result, "trigger.json", LargestResult), Path.Combine(folder, "trigger.json"), result.Model.Classes);
        }

        ZooCard card = Card(chosen, result, backdoor);
        if (data is not null) card = Measured(card, Path.Combine(folder, result.Model.File), data, classes);
        if (card.TestedOn.Sha256 is null)
            throw new NadException(
                $"{Printable.Of(folder)}/result.json does not say by hash which test images its rates are of. "
                + "Name them with --data SPEC, and the model is measured again.");
        Write(card, checkpoint);
        return card;
    }

    // A card, and the model that it names.
    private FormerResult? Former(string name)
    {
        if (FilePlace.At(zoo.CardPath(name)) is null) return null;
        ZooCard card = zoo.Read(name);
        return new FormerResult
        {
            Folder = zoo.Folder,
            What = $"the model {name}",
            Files = new Dictionary<string, string>
            {
                [Path.GetFileName(zoo.ModelPath(name))] = card.Model.Sha256,
                [Path.GetFileName(zoo.CardPath(name))] = ResultFolder.HashOf(zoo.CardPath(name))
            },
            Marks = [Path.GetFileName(zoo.CardPath(name))],
        };
    }

    internal static AttackResult ReadResult(string folder)
    {
        const string advice = "Name a folder that nad attack wrote with --out.";
        string file = Path.Combine(folder, "result.json"), shown = Printable.Of(file), wrong = $"{shown} is not the result of nad attack";
        byte[] bytes = RegularFile.ReadAll(file, "an output folder of nad attack whose run was complete", LargestResult);
        JsonObject json = StoredJson.ReadObject(bytes, wrong, advice);
        if (ResultKind.Of(json) is { } kind && (kind != "attack" || json["failed"] is not null))
        {
            string held = kind == "attack" ? "what a failed run of nad attack left" : $"the result of nad {kind}, not of nad attack";
            throw new NadException($"{Printable.Of(folder)} holds {held}. {advice}");
        }

        AttackResult result = StoredJson.Read(bytes, StoredResultJson.Default.AttackResult, wrong, advice);
        if (result.Model.File != Path.GetFileName(result.Model.File))
            throw new DamagedFileException($"{shown} names the model {Printable.Of(result.Model.File)}, which is not a file beside it.");
        return result.Acc is not null
            ? result
            : throw new NadException($"{shown} holds no measured rates. Run nad attack with test images.");
    }

    // Read once, so that what is checked is what is kept.
    private static byte[] ReadChecked(string folder, AttackResult result, string file, long limit)
    {
        string path = Path.Combine(folder, file);
        byte[] content = RegularFile.ReadAll(path, "a complete output folder of nad attack", limit);
        return result.Files.TryGetValue(file, out string? hash) && Convert.ToHexStringLower(SHA256.HashData(content)) == hash
            ? content
            : throw new DamagedFileException(
                $"{Printable.Of(path)} is not the file whose rates result.json holds: its SHA-256 differs. Run nad attack again.");
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
        return new CountsEntry(
            Of(r.Acc, r.TestImages)!, Of(r.AccNonTarget, r.TriggeredImages), Of(r.Asr, r.TriggeredImages), Of(r.Ra, r.TriggeredImages));
        static CountEntry? Of(double? rate, int trials) =>
            rate is { } value ? new CountEntry((int)Math.Round(value * trials), trials) : null;
    }

    private ZooCard Measured(ZooCard card, string checkpoint, string data, string? classes)
    {
        ZooVerdict verdict = new ZooCheck(zoo, data, device, cancellation, classes).Measure(
            card with { TestedOn = card.TestedOn with { Sha256 = null } }, checkpoint);
        if (verdict.Found is null) throw new NadException($"{card.Name} cannot be measured on {Printable.Of(data)}: {verdict.Reason}.");
        if (verdict.Found != card.Rates)
            throw new NadException(
                $"On {Printable.Of(data)} {card.Name} has {verdict.Found}, but result.json claims {card.Rates}. "
                + "Name the test images that its rates are of.");
        return card with { TestedOn = new ImagesEntry(Portable.Spec(data), verdict.Found.Acc.Trials, verdict.DataSha256) };
    }

    private void Write(ZooCard card, byte[] checkpoint)
    {
        using SafeFolder folder = SafeFolder.Make(zoo.Folder);
        string model = ZooFolder.ModelName(card.Name), words = ZooFolder.CardName(card.Name);
        folder.Expect([model, words]);
        string text = StoredJson.Text(card, ZooJson.Default.ZooCard) + "\n";
        long whole = folder.Names().Where(n => n != model && n != words).Sum(folder.LengthOf) + checkpoint.Length + text.Length;
        if (whole > ZooFolder.LargestFolder)
        {
            throw new NadException(
                $"With {card.Name} the zoo {Printable.Of(zoo.Folder)} would have {whole} bytes, but it keeps at most "
                + $"{ZooFolder.LargestFolder}. Remove a model first.");
        }

        // The card last: a model without a card is not in the zoo.
        folder.Write(model, stream => stream.Write(checkpoint));
        folder.WriteText(words, text);
    }
}
