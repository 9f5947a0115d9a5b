using Nad.Defenses;
using Nad.Models;
using Nad.Tests.Data;
using Nad.Tests.Models;
using Nad.Torch;
using Nad.Torch.Optimizers;
using Nad.Training;

namespace Nad.Tests.Training;

/// <summary>
/// What is recorded on a card is done step by step on the processor: the same code but for the recording itself, against the usual steps.
/// </summary>
public sealed class RecordedStepsTests
{
    // The rate is multiplied in by another kernel, whose last bit may differ; a few steps carry that on.
    private const double Tolerance = 2e-4;

    private static readonly TrainingRecipe Recipe =
        new() { Epochs = 3, WholeEpochs = 1, BatchSize = 8, LearningRate = new CosineSchedule(0.05, 3) };

    [Fact]
    public void Weights_and_records_are_those_of_usual_steps()
    {
        (IReadOnlyList<EpochRecord> usual, float[] expected) = Distil(records: false);
        (IReadOnlyList<EpochRecord> recorded, float[] weights) = Distil(records: true);

        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], weights[i], Tolerance);
        Assert.Equal(3, recorded.Count);
        foreach ((EpochRecord u, EpochRecord r) in usual.Zip(recorded))
        {
            Assert.Equal((u.Phase, u.Epoch), (r.Phase, r.Epoch));
            Assert.Equal(u.Lr, r.Lr, 1e-12);
            Assert.Equal(u.Loss, r.Loss, 1e-3);
            Assert.Equal(u.CrossEntropy, r.CrossEntropy, 1e-3);
            Assert.Equal(u.Outputs, r.Outputs, 1e-3);
            Assert.True(u.Outputs > 0);
            Assert.Equal(3, r.Attention.Length);
            for (int l = 0; l < 3; l++) Assert.Equal(u.Attention[l], r.Attention[l], 1e-6);
        }
    }

    [Fact]
    public void The_first_step_differs_by_rounding_alone()
    {
        TrainingRecipe one = Recipe with { Epochs = 1, BatchSize = 17 };
        float[] usual = Supervised(one, records: false, new TrainingHooks()),
            recorded = Supervised(one, records: true, new TrainingHooks());
        for (int i = 0; i < usual.Length; i++) Assert.Equal(usual[i], recorded[i], 1e-6);
    }

    [Fact]
    public void What_must_hold_after_every_step_is_called_after_every_step()
    {
        int steps = 0;
        Supervised(Recipe, records: true, new TrainingHooks { StepEnded = () => steps++ });
        Assert.Equal(3 * 2, steps);             // 17 images: 8 and 9
    }

    [Fact]
    public void A_loss_that_draws_is_never_recorded()
    {
        using WideResNet model = TestModels.Random();
        int calls = 0;
        new Trainer(Recipe, new RunContext(), "student") { Records = true }
            .Run(model, new CleanData(TestModels.Images(17), null), (batch, random) =>
            {
                calls++;
                random.Next(5);
                return SupervisedLoss.Of(model, batch);
            });
        Assert.Equal(3 * 2, calls);
    }

    [Fact]
    public void A_loss_that_is_no_number_ends_the_epoch_with_the_usual_words()
    {
        using WideResNet model = TestModels.Random();
        TrainingFailedException failed =
            Assert.Throws<TrainingFailedException>(() => new Trainer(Recipe, new RunContext(), "student") { Records = true }.Run(
                model, new CleanData(TestModels.Images(17), null), batch =>
                {
                    Tensor loss = SupervisedLoss.Of(model, batch).Total * double.NaN;
                    return new StepLoss(loss, loss, []);
                }));
        Assert.StartsWith("The loss of the student became NaN in epoch 1, at learning rate ", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_run_ends_between_two_steps()
    {
        using WideResNet model = TestModels.Random();
        using CancellationTokenSource stop = new();
        int steps = 0;
        Trainer trainer = new(Recipe, new RunContext { Cancellation = stop.Token }, "student")
        {
            Records = true,
            Hooks = new TrainingHooks { StepEnded = () => { if (++steps == 3) stop.Cancel(); } },
        };
        Assert.Throws<OperationCanceledException>(
            () => trainer.Run(model, new CleanData(TestModels.Images(17), null), batch => SupervisedLoss.Of(model, batch)));
        Assert.Equal(3, steps);
    }

    [Fact]
    public void A_run_that_died_within_an_epoch_goes_on_after_the_last_whole_one_to_the_same_bits()
    {
        using TemporaryFolder folder = new();
        RunContext At() => new() { Checkpoints = new TrainingCheckpoints(SafeFolder.Open(folder.Path), TimeSpan.Zero) };
        float[] expected = Supervised(Recipe, records: true, new TrainingHooks());
        int steps = 0;
        Assert.Throws<InvalidOperationException>(() =>
            Supervised(
                Recipe,
                records: true,
                new TrainingHooks { StepEnded = () => { if (++steps == 3) throw new InvalidOperationException("died"); } },
                At()));
        steps = 0;
        Assert.Equal(expected, Supervised(Recipe, records: true, new TrainingHooks { StepEnded = () => steps++ }, At()));
        Assert.Equal(2 * 2, steps);
    }

    [Fact]
    public void Work_is_done_once_for_each_call()
    {
        int done = 0;
        using RepeatedWork work = new(() => done++, Device.Cpu);
        for (int i = 1; i <= 10; i++)
        {
            work.Run();
            Assert.Equal(i, done);
        }

        Assert.Null(work.Refusal);
    }

    private static float[] Supervised(TrainingRecipe recipe, bool records, TrainingHooks hooks, RunContext? run = null)
    {
        using WideResNet model = TestModels.Random();
        new Trainer(recipe, run ?? new RunContext(), "student") { Records = records, Hooks = hooks }.Run(
            model, new CleanData(TestModels.Images(17), null), batch => SupervisedLoss.Of(model, batch));
        return Weights(model);
    }

    private static (IReadOnlyList<EpochRecord>, float[]) Distil(bool records)
    {
        using WideResNet student = TestModels.Random(), teacher = TestModels.Random(), given = TestModels.Random();
        using (TensorScope scope = TensorScope.Begin())
        {
            using Autograd.NoGradScope off = Autograd.NoGrad();
            foreach (Tensor p in teacher.State.Parameters) p.CopyInPlace(p * 1.1);
            foreach (Tensor p in given.State.Parameters) p.CopyInPlace(p * 0.9);
        }

        NeuralAttentionDistillation method = new(new NadOptions { Beta = [100, 100, 100] });
        OutputDistillation outputs = new();
        IReadOnlyList<EpochRecord> epochs = new Trainer(Recipe, new RunContext(), "student") { Records = records }.Run(
            student,
            new CleanData(TestModels.Images(17), TestModels.Images(4)),
            batch => outputs.AddTo(method.Loss(student, teacher, batch), given, batch));
        return (epochs, Weights(student));
    }

    private static float[] Weights(WideResNet model) => [.. model.State.Parameters.SelectMany(p => p.ToFloats())];
}
