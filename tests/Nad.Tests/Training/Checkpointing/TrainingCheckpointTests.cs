using Nad.Defenses;
using Nad.Models;
using Nad.Tests.Data;
using Nad.Tests.Models;
using Nad.Torch.Optimizers;
using Nad.Training;

namespace Nad.Tests.Training.Checkpointing;

/// <summary>A training that was stopped anywhere and goes on ends in the same bits as one that was never stopped.</summary>
public sealed class TrainingCheckpointTests : IDisposable
{
    // 17 images in batches of 8 are two steps (8 and 9), so there are six steps in all.
    private static readonly TrainingRecipe Recipe =
        new() { Epochs = 3, BatchSize = 8, LearningRate = new StepSchedule([(0, 0.05), (2, 0.005)]) };
    private static readonly CleanData Clean = new(TestModels.Images(17), TestModels.Images(5, seed: 9));

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(6)]
    public void Stopped_after_any_step_it_ends_in_the_same_bits(int step)
    {
        (byte[][] expected, IReadOnlyList<EpochRecord> records) = Train(null);

        Assert.Throws<OperationCanceledException>(() => Train(At(TimeSpan.Zero), stopAfter: step));
        (byte[][] bits, IReadOnlyList<EpochRecord> again) = Train(At(TimeSpan.Zero));

        Assert.Equal(expected, bits);
        Same(records, again);
    }

    [Fact]
    public void A_process_that_died_goes_on_after_the_last_whole_epoch()
    {
        (byte[][] expected, IReadOnlyList<EpochRecord> records) = Train(null);
        Assert.Throws<InvalidOperationException>(() => Train(At(TimeSpan.FromDays(1)), dieAfter: 5));
        List<string> told = [];
        TrainingCheckpoints checkpoints = At(TimeSpan.FromDays(1));
        checkpoints.Resumed = told.Add;

        (byte[][] bits, IReadOnlyList<EpochRecord> again) = Train(checkpoints);

        Assert.Equal(expected, bits);
        Same(records, again);
        Assert.Contains("epoch 3 of 3", Assert.Single(told), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_training_that_keeps_its_best_epoch_goes_on_to_the_same_choice(int step)
    {
        // Nothing improves by half of all images, so it ends after the second of three epochs.
        TrainingRecipe recipe = Recipe with { Stopping = new StoppingRule { Patience = 1, AtLeast = 2, MinDelta = 0.5 } };
        (byte[][] expected, IReadOnlyList<EpochRecord> records) = Train(null, recipe: recipe);
        Assert.Equal(2, records.Count);

        Assert.Throws<OperationCanceledException>(() => Train(At(TimeSpan.Zero), stopAfter: step, recipe: recipe));
        (byte[][] bits, IReadOnlyList<EpochRecord> again) = Train(At(TimeSpan.Zero), recipe: recipe);

        Assert.Equal(expected, bits);
        Same(records, again);
        Assert.Equal(expected, Train(At(TimeSpan.Zero), dieAfter: 1, recipe: recipe).Bits);
    }

    [Fact]
    public void A_finished_training_is_not_repeated()
    {
        (byte[][] expected, _) = Train(At(TimeSpan.Zero));
        (byte[][] bits, _) = Train(At(TimeSpan.Zero), dieAfter: 1);
        Assert.Equal(expected, bits);
    }

    [Fact]
    public void Trainings_of_one_name_are_told_apart()
    {
        TrainingCheckpoints first = At(TimeSpan.Zero), second = At(TimeSpan.Zero);
        (byte[][] a, _) = Train(first);
        (byte[][] b, _) = Train(first, weights: 1);
        Assert.Equal(2, Directory.GetFiles(folder.Path, "student-*.training").Length);

        Assert.Equal(a, Train(second, dieAfter: 1).Bits);
        Assert.Equal(b, Train(second, weights: 1, dieAfter: 1).Bits);
    }

    [Theory]
    [InlineData("seed was 0, but now is 1")]
    [InlineData("starting weights")]
    [InlineData("training images")]
    [InlineData("batch was 8, but now is 9")]
    public void The_state_of_another_training_is_refused(string said)
    {
        Train(At(TimeSpan.Zero));
        NadException e = Assert.Throws<NadException>(() => said.Split(' ')[0] switch
        {
            "seed" => Train(At(TimeSpan.Zero), seed: 1),
            "starting" => Train(At(TimeSpan.Zero), weights: 1),
            "training" => Train(At(TimeSpan.Zero), clean: Clean with { Training = TestModels.Images(17, seed: 4) }),
            _ => Train(At(TimeSpan.Zero), recipe: Recipe with { BatchSize = 9 }),
        });
        Assert.Contains(said, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_state_is_refused()
    {
        Train(At(TimeSpan.Zero));
        string file = Assert.Single(Directory.GetFiles(folder.Path));
        byte[] whole = File.ReadAllBytes(file);
        foreach (int at in (int[])[20, whole.Length / 2, whole.Length - 1])
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 1;
            File.WriteAllBytes(file, damaged);
            Assert.ThrowsAny<NadException>(() => Train(At(TimeSpan.Zero)));
        }

        File.WriteAllBytes(file, whole[..^1]);
        Assert.Throws<DamagedFileException>(() => Train(At(TimeSpan.Zero)));
    }

    [Fact]
    public void The_best_epoch_on_the_hold_out_is_remembered_across_an_interruption()
    {
        TrainingCheckpoints whole = At(TimeSpan.Zero);
        Train(whole);
        GoodWeights expected = whole.Good!;
        Directory.EnumerateFiles(folder.Path).ToList().ForEach(File.Delete);

        Assert.Throws<OperationCanceledException>(() => Train(At(TimeSpan.Zero), stopAfter: 5));
        TrainingCheckpoints resumed = At(TimeSpan.Zero);
        Train(resumed);

        Assert.Equal((expected.Epoch, expected.Accuracy), (resumed.Good!.Epoch, resumed.Good.Accuracy));
        Assert.Equal(expected.Weights.Select(t => t.Data.Bytes), resumed.Good.Weights.Select(t => t.Data.Bytes));
    }

    private TrainingCheckpoints At(TimeSpan interval) => new(SafeFolder.Open(folder.Path), interval);

    private static void Same(IReadOnlyList<EpochRecord> expected, IReadOnlyList<EpochRecord> records) =>
        Assert.Equal(
            expected.Select(r => (r.Epoch, r.Lr, r.Loss, r.CrossEntropy, r.ValAcc)),
            records.Select(r => (r.Epoch, r.Lr, r.Loss, r.CrossEntropy, r.ValAcc)));

    private static (byte[][] Bits, IReadOnlyList<EpochRecord> Records) Train(
        TrainingCheckpoints? checkpoints, int stopAfter = 0, int dieAfter = 0, long seed = 0, long weights = 0, CleanData? clean = null,
        TrainingRecipe? recipe = null)
    {
        using CancellationTokenSource source = new();
        using WideResNet model = TestModels.Random(weights);
        int steps = 0;
        Watcher watcher = new(() =>
        {
            steps++;
            if (steps == stopAfter) source.Cancel();
            if (steps == dieAfter) throw new InvalidOperationException("died");
        });
        RunContext run = new() { Seed = seed, Progress = watcher, Cancellation = source.Token, Checkpoints = checkpoints };
        IReadOnlyList<EpochRecord> records = Nad.Training.Train.Run(
            model, clean ?? Clean, recipe ?? Recipe, run, "student", batch => SupervisedLoss.Of(model, batch)).Epochs;
        source.Token.ThrowIfCancellationRequested();
        return (TestModels.Bits(model), records);
    }

    private sealed class Watcher(Action step) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Finished is null) step();
        }
    }
}
