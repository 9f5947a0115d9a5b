using Nad.Attacks;
using Nad.Experiments;
using Nad.Files.Checkpoints;
using Nad.Models;
using Nad.Tests.Data;
using Nad.Tests.Models;
using Nad.Torch;

namespace Nad.Tests.Experiments;

public sealed class ZooShelfTests : IDisposable
{
    private static readonly Lazy<GridData> Images = new(() => GridData.Load("synthetic:40", default));

    private readonly TemporaryFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Fact]
    public void A_model_of_the_same_images_takes_the_place_of_a_training()
    {
        Keep("badnets", Images.Value.TestFingerprint);
        CellFactory with = new(GridScale.Full, Images.Value, null, new ZooShelf(new ZooFolder(temp.Path), "")),
            without = new(GridScale.Full, Images.Value, null, null);

        Cell cell = with.Make(PaperModels.BadNets, 0);

        Assert.Equal("BadNets, zoo:badnets", cell.Title);
        Assert.NotEqual(without.Make(PaperModels.BadNets, 0).Name, cell.Name);
        Assert.Equal(without.Make(PaperModels.Blend, 0).Name, with.Make(PaperModels.Blend, 0).Name);
        CellStore store = new(Path.Combine(temp.Path, "cells"));
        new GridRunner([cell], store, new CellLocks(store), new RunContext()).Run();
        Assert.Equal(Images.Value.Test.Count, store.Find(cell)!.Score!.Acc[1]);
        Assert.NotNull(store.Find(cell)!.Score!.Asr);
    }

    [Fact]
    public void A_model_of_other_images_is_left_alone()
    {
        Keep("badnets", "00");

        Assert.Null(new ZooShelf(new ZooFolder(temp.Path), "").Find("badnets", Images.Value));
    }

    [Fact]
    public void Models_of_another_training_have_its_name_behind_theirs()
    {
        Keep("badnets-strong", Images.Value.TestFingerprint);

        Assert.Null(new ZooShelf(new ZooFolder(temp.Path), "").Find("badnets", Images.Value));
        Assert.Equal("badnets-strong", new ZooShelf(new ZooFolder(temp.Path), "-strong").Find("badnets", Images.Value)!.Name);
    }

    [Fact]
    public void A_file_that_is_not_that_of_the_card_is_refused()
    {
        Keep("badnets", Images.Value.TestFingerprint);
        using WideResNet other = TestModels.Random(9, Images.Value.Source.ClassCount);
        SafeTensorsFile.Write(Path.Combine(temp.Path, "badnets.safetensors"), other.State.Export());

        Assert.Contains(
            "SHA-256",
            Assert.Throws<DamagedFileException>(
                () => new ZooShelf(new ZooFolder(temp.Path), "").Find("badnets", Images.Value)!.Load(Device.Cpu)).Message,
            StringComparison.Ordinal);
    }

    private void Keep(string name, string testSha256)
    {
        string file = Path.Combine(temp.Path, name + ".safetensors");
        using WideResNet model = TestModels.Random(1, Images.Value.Source.ClassCount);
        SafeTensorsFile.Write(file, model.State.Export());
        ZooCard card = new()
        {
            Name = name,
            Attack = "badnets",
            Preset = "paper-like",
            Epochs = 25,
            Seed = 0,
            Command = "nad attack badnets",
            Model = new ModelEntry(name + ".safetensors", ResultFolder.HashOf(file), model.Architecture, model.ClassCount),
            TrainedOn = new ImagesEntry("synthetic:40", 40),
            PoisonedImages = 4,
            TestedOn = new ImagesEntry("synthetic:40", 40, testSha256),
            Rates = new CountsEntry(new CountEntry(1, 2), null, null, null),
            Seconds = 1,
            Options = [],
            Versions = new VersionsEntry("0", "0", "0", "0", "0", 1, "cpu"),
            Trigger = new BadNets(new BadNetsOptions(), model.ClassCount).Backdoor,
        };
        File.WriteAllText(Path.Combine(temp.Path, name + ".json"), StoredJson.Text(card, ZooJson.Default.ZooCard));
    }
}
