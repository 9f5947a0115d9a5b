using Nad.Data;
using Nad.Defenses;
using Nad.Files.Checkpoints;
using Nad.Library;
using Nad.Models;

namespace Nad.Tests.Library;

public sealed class ErasureTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("nad-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void What_is_erased_is_saved_and_loaded_with_the_same_answers()
    {
        using ImageModel model = ImageModel.Load(Untrained());
        LabelledImages clean = LabelledImages.Open("synthetic:64", model);
        List<ErasureProgress> told = [];
        using ImageModel erased = Erasure.Run(model, clean, new ErasureOptions { Defense = Short(), Progress = new Listener(told.Add) });

        string path = Path.Combine(folder, "erased.safetensors");
        erased.Save(path);
        using ImageModel again = ImageModel.Load(path);

        Assert.Equal(erased.Predict(clean), again.Predict(clean));
        Assert.NotEqual(model.Predict(clean), erased.Predict(clean));
        Assert.Equal(1, told[^1].Part);
        Assert.Equal(told.Select(t => t.Part), told.Select(t => t.Part).Order());
    }

    [Fact]
    public void It_can_be_cancelled()
    {
        using ImageModel model = ImageModel.Load(Untrained());
        using CancellationTokenSource source = new();
        ErasureOptions options = new() { Defense = Short(), Progress = new Listener(_ => source.Cancel()) };

        Assert.ThrowsAny<OperationCanceledException>(
            () => Erasure.Run(model, LabelledImages.Open("synthetic:64", model), options, source.Token));
    }

    [Fact]
    public void Images_in_memory_are_those_of_a_source()
    {
        using ImageModel model = ImageModel.Load(Untrained());
        ImageSet images = DataSpec.Parse("synthetic:64").Open().LoadTrain(TestContext.Current.CancellationToken);

        LabelledImages memory =
            LabelledImages.FromMemory(images.Pixels, images.Labels, images.Height, images.Width, images.ClassNames, model);

        Assert.Equal(
            model.Predict(LabelledImages.Open("synthetic:64", model), TestContext.Current.CancellationToken),
            model.Predict(memory, TestContext.Current.CancellationToken));
        Assert.Throws<NadException>(
            () => LabelledImages.FromMemory(images.Pixels, images.Labels, images.Height, images.Width, ["a"], model));
    }

    [Fact]
    public void An_unknown_method_is_told() => Assert.Contains("Known are auto, nad and finetune", Assert.Throws<NadException>(() =>
    {
        using ImageModel model = ImageModel.Load(Untrained());
        Erasure.Run(model, LabelledImages.Open("synthetic:64", model), new ErasureOptions { Method = "magic" });
    }).Message, StringComparison.Ordinal);

    private static IDefense Short() =>
        (new FineTuningOptions() with
        {
            CollapseLimit = 1,
            Recipe = new FineTuningOptions().Recipe with { Epochs = 1, BatchSize = 16 }
        }).Make();

    private string Untrained()
    {
        string path = Path.Combine(folder, "m.safetensors");
        using WideResNet model = new(10, 1, 10);
        model.Initialise(new RandomStream(1, "test model"));
        SafeTensorsFile.Write(path, model.State.Export());
        return path;
    }

    private sealed class Listener(Action<ErasureProgress> heard) : IProgress<ErasureProgress>
    {
        public void Report(ErasureProgress value) => heard(value);
    }
}
