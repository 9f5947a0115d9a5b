using Nad.Defenses;
using Nad.Models;
using Nad.Tests.Models;
using Nad.Torch.Optimizers;
using Nad.Training;

namespace Nad.Tests.Training;

public sealed class BestEpochTests
{
    [Theory]
    [InlineData(new[] { 0.5, 0.7, 0.8, 0.8 }, false)]                       // rose within the patience
    [InlineData(new[] { 0.5, 0.8, 0.8, 0.8 }, true)]                        // 2 epochs without improvement
    [InlineData(new[] { 0.5, 0.8, 0.803, 0.804 }, true)]                    // less than half a point is none
    [InlineData(new[] { 0.5, 0.8, 0.803, 0.806 }, false)]
    [InlineData(new[] { 0.9, 0.8, 0.8 }, false)]                            // 4 epochs are run in any case
    [InlineData(new[] { 0.5, 0.6, 0.7, 0.8, 0.81, 0.79, 0.8 }, true)]
    public void Training_stops_when_the_hold_out_no_longer_improves(double[] accuracies, bool stops)
    {
        using WideResNet model = TestModels.Random();
        using BestEpoch best = new(model, new StoppingRule(), 100);
        Assert.Equal(stops, best.ShouldStop(accuracies));
    }

    [Fact]
    public void The_weights_of_the_best_epoch_come_back_the_latest_of_equals()
    {
        using WideResNet model = TestModels.Random(0), second = TestModels.Random(2);
        using BestEpoch best = new(model, new StoppingRule { Early = false }, 100);
        IReadOnlyList<EpochRecord> records = Run(best, model, 0.8, 0.8, 0.6);

        Assert.Equal(TestModels.Bits(second), TestModels.Bits(model));
        Selection choice = best.Choice(3, "student");
        Assert.Equal((2, "epoch of the student"), (choice.Value, choice.What));
        Assert.Contains(
            "epoch 2 was kept: its hold-out accuracy, 80.0 %, is the highest; all 3 epochs were run",
            choice.Reason,
            StringComparison.Ordinal);
        Assert.Equal([0.8, 0.8, 0.6], choice.Candidates.Select(c => c.ValAcc));
        Assert.Equal(3, records.Count);
        Assert.Null(best.Warning);
    }

    [Theory]
    [InlineData(
        0.76,
        3,
        "is not below 76.0 % (1 standard error of 100 images below the 80.0 % of epoch 2), and the last is kept where it is not; all 3")]
    [InlineData(0.75, 2, "is the highest")]
    [InlineData(0.9, 3, "is the highest")]
    public void A_rule_for_late_epochs_keeps_the_last_unless_it_is_clearly_below_the_best(double last, int kept, string why)
    {
        using WideResNet model = TestModels.Random(0), expected = TestModels.Random(kept);
        using BestEpoch best = new(model, new StoppingRule { Early = false, LastErrors = 1 }, 100);
        Run(best, model, 0.7, 0.8, last);

        Assert.Equal(TestModels.Bits(expected), TestModels.Bits(model));
        Assert.Equal((kept, kept == 3 ? last : 0.8), (best.Epoch, best.Accuracy));
        Assert.Contains($"epoch {kept} was kept", best.Choice(3, "student").Reason, StringComparison.Ordinal);
        Assert.Contains(why, best.Choice(3, "student").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_rolls_back_to_the_best_epoch_and_is_told()
    {
        using WideResNet model = TestModels.Random(0), first = TestModels.Random(0), broken = TestModels.Random(1);
        using BestEpoch best = new(model, new StoppingRule(), 100);
        IReadOnlyList<EpochRecord> records = best.Protect(() =>
        {
            best.Add(Record(1, 0.8));
            model.State.CopyFrom(broken.State);
            throw new TrainingFailedException("The loss became NaN.");
        });

        Assert.Equal(TestModels.Bits(first), TestModels.Bits(model));
        Assert.Single(records);
        Assert.Equal("The training was rolled back to epoch 1: The loss became NaN.", best.Warning);
        Assert.Contains("epoch 2 failed and was rolled back", best.Choice(10, "student").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_before_any_epoch_ended_stays_a_failure()
    {
        using WideResNet model = TestModels.Random();
        using BestEpoch best = new(model, new StoppingRule(), 100);
        Assert.Throws<TrainingFailedException>(() => best.Protect(() => throw new TrainingFailedException("at once")));
    }

    [Fact]
    public void A_run_with_early_stopping_ends_early_and_has_the_weights_of_its_best_epoch()
    {
        using WideResNet model = TestModels.Random();
        CleanData clean = new(TestModels.Images(16, seed: 1), TestModels.Images(10, seed: 2));
        // A rate of 0 changes no weight, so that only the batch statistics move and no epoch is much better than another.
        TrainingRecipe recipe = new()
        {
            Epochs = 9,
            BatchSize = 8,
            LearningRate = StepSchedule.Constant(0),
            Stopping = new StoppingRule { AtLeast = 3, MinDelta = 1 }
        };

        TrainedModel trained = Train.Run(model, clean, recipe, new RunContext(), "student", batch => SupervisedLoss.Of(model, batch));

        Assert.Equal(3, trained.Epochs.Count);
        Assert.Equal(trained.Epochs.Max(e => e.ValAcc), trained.Accuracy);
        Assert.Contains("training ended after epoch 3 of 9", trained.Selections.Single().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_loss_that_is_no_number_late_in_a_run_costs_only_the_epochs_after_the_best()
    {
        using WideResNet model = TestModels.Random();
        CleanData clean = new(TestModels.Images(16, seed: 1), TestModels.Images(10, seed: 2));
        TrainingRecipe recipe = new()
        {
            Epochs = 4,
            BatchSize = 8,
            LearningRate = new StepSchedule([(0, 0.001), (2, 1e30)]),
            Stopping = new StoppingRule { Early = false }
        };

        TrainedModel trained = Train.Run(model, clean, recipe, new RunContext(), "student", batch => SupervisedLoss.Of(model, batch));

        Assert.InRange(trained.Epochs.Count, 2, 3);
        Assert.Contains("rolled back to epoch", Assert.Single(trained.Warnings), StringComparison.Ordinal);
        Assert.All(model.State.Parameters, p => Assert.All(p.ToFloats(), x => Assert.True(float.IsFinite(x))));
    }

    // Epochs whose weights are those of the random model of their number.
    private static IReadOnlyList<EpochRecord> Run(BestEpoch best, WideResNet model, params double[] accuracies) => best.Protect(() =>
    {
        List<EpochRecord> all = [];
        foreach (double accuracy in accuracies)
        {
            using WideResNet weights = TestModels.Random(all.Count + 1);
            model.State.CopyFrom(weights.State);
            all.Add(Record(all.Count + 1, accuracy));
            Assert.False(best.Add(all[^1]));
        }

        return all;
    });

    private static EpochRecord Record(int epoch, double accuracy) =>
        new() { Phase = "student", Epoch = epoch, Lr = 0.1, Loss = 1, CrossEntropy = 1, ValAcc = accuracy };
}
