using Nad.Experiments;
using Nad.Files.Checkpoints;
using Nad.Models;
using Nad.Tests.Data;
using Nad.Tests.Models;
using Nad.Torch;
using Nad.Training;

namespace Nad.Tests.Experiments;

public sealed class RunFolderTests : IDisposable
{
    private readonly TemporaryFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Fact]
    public void The_last_good_weights_of_a_failed_training_are_kept()
    {
        (TrainingFailedException failure, byte[][] afterFirst, string folder) = Fail(leastAccuracy: 0);

        string file = Path.Combine(folder, "last-good-student.safetensors");
        Assert.Equal(file, Assert.Single(Directory.GetFileSystemEntries(folder)));
        Assert.Equal(afterFirst, Checkpoint.Read(file).Tensors.Select(t => t.Data.Bytes));
        Assert.Contains($"those after epoch 1, are kept in {file}", failure.Message, StringComparison.Ordinal);
        Assert.Contains("became NaN or infinite in epoch 2", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_weights_of_an_epoch_that_had_collapsed_too_are_not_kept()
    {
        using RunFolder folder = new(Path.Combine(temp.Path, "out"), resume: false);
        using WideResNet model = TestModels.Random();
        RunContext run = new() { Checkpoints = folder.Checkpoints };
        new Trainer(new() { Epochs = 1, BatchSize = 8 }, run, "student").Run(
            model, new(TestModels.Images(8), TestModels.Images(5, seed: 1)), batch => SupervisedLoss.Of(model, batch));

        Assert.Same("collapsed", folder.Fail(new TrainingFailedException("collapsed", leastAccuracy: 1.1)).Message);

        Assert.Empty(Directory.GetFiles(folder.Path));
        Assert.False(folder.CanResume);
    }

    private (TrainingFailedException Failure, byte[][] AfterFirst, string Folder) Fail(double leastAccuracy)
    {
        using RunFolder folder = new(Path.Combine(temp.Path, "out"), resume: false);
        using WideResNet model = TestModels.Random();
        byte[][] afterFirst = [];
        RunContext run = new()
        {
            Checkpoints = folder.Checkpoints,
            EpochEnded = (record, now) => afterFirst = record.Epoch == 1 ? TestModels.Bits(now) : afterFirst
        };
        Trainer trainer = new(new() { Epochs = 3, BatchSize = 8 }, run, "student")
        {
            Hooks = new TrainingHooks { StepEnded = () => Spoil(model, afterFirst.Length > 0) }
        };
        TrainingFailedException e = Assert.Throws<TrainingFailedException>(
            () => trainer.Run(model, new(TestModels.Images(8), null), batch => SupervisedLoss.Of(model, batch)));
        return (folder.Fail(new TrainingFailedException(e.Message, leastAccuracy)), afterFirst, folder.Path);
    }

    private static void Spoil(WideResNet model, bool now)
    {
        if (!now) return;
        using Autograd.NoGradScope off = Autograd.NoGrad();
        model.State.Parameters[0].FloatMemory()[0] = float.NaN;
    }
}
