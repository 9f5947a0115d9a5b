using Nad.Defenses;
using Nad.Models;
using Nad.Tests.Models;
using Nad.Training;
using static Nad.Tests.Defenses.AutoSupport;

namespace Nad.Tests.Defenses;

/// <summary>The rule that lowers the rate, on trainings whose accuracies are made up; and on short ones.</summary>
public sealed class RateLadderTests
{
    // Three times the student's rate, then the student's, which must be ahead by 8 points, then a third and a ninth of it.
    private static readonly RateRung[] Rungs =
        [new(At(0.3), 1, null), new(At(0.1), 1, 0.08), new(At(0.0333), 1 / 3.0, null), new(At(0.0111), 1 / 9.0, null)];

    [Theory]
    [InlineData(new[] { 0.85 }, 1, 0.85)]                                   // within 10 points of 90 %: nothing else is tried
    [InlineData(new[] { 0.69, 0.85 }, 1, 0.85)]
    [InlineData(new[] { 0.69, 0.76, 0.68, 0.67 }, 1, 0.69)]                 // not ahead by 8 points, and none is good enough: the best
    [InlineData(new[] { 0.40, 0.50, 0.84 }, 1 / 3.0, 0.84)]
    [InlineData(new[] { 0.40, 0.50, 0.70, 0.82 }, 1 / 9.0, 0.82)]
    [InlineData(new[] { 0.40, 0.50, 0.70, 0.60 }, 1 / 3.0, 0.70)]
    [InlineData(new[] { Fails, 0.85 }, 1, 0.85)]
    [InlineData(new[] { Fails, Fails, Fails, 0.85 }, 1 / 9.0, 0.85)]
    [InlineData(new[] { 0.69, Fails, Fails, Fails }, 1, 0.69)]
    public void The_first_rate_that_loses_no_more_than_it_may_is_kept_or_else_the_best(double[] accuracies, double scale, double accuracy)
    {
        int asked = 0;
        (Trial kept, double chosen) =
            new RateLadder(new AutoOptions(), Judge(0.9)).Choose(Rungs, _ => Trial(accuracies[asked++], "teacher"), "teacher");

        using (kept)
        {
            Assert.Equal((scale, accuracy, accuracies.Length), (chosen, kept.Accuracy, asked));
            Assert.Equal(accuracies.Count(a => a != Fails), kept.Epochs.Count);
            Assert.Equal("teacher", kept.Epochs.Single(e => !e.Rejected).Phase);
            Assert.Equal("teacher", kept.Epochs[^1].Phase);
            if (accuracies.Length == 1) Assert.Empty(kept.Selections);
            else
                Assert.Equal(
                    accuracies.Select(a => a == Fails ? double.NaN : a), Assert.Single(kept.Selections).Candidates.Select(c => c.ValAcc));
        }
    }

    [Fact]
    public void The_reader_is_told_what_was_tried()
    {
        Queue<double> accuracies = new([0.4, Fails, 0.85]);
        using Trial kept =
            new RateLadder(new AutoOptions(), Judge(0.9)).Choose(Rungs, _ => Trial(accuracies.Dequeue(), "teacher"), "teacher").Trial;
        Selection choice = Assert.Single(kept.Selections);
        Assert.Equal(("rate of the teacher", 0.0333), (choice.What, choice.Value));
        Assert.Equal(
            "The teacher was trained at a rate of 0.0333. Hold-out accuracy by rate: "
                + "0.3 left 40.0 %, 0.1 failed, 0.0333 left 85.0 %; at least 80.0 % was wanted, 10 points below the given model.",
            choice.Reason);
        Assert.Equal([("teacher, rate 0.3", true), ("teacher", false)], kept.Epochs.Select(e => (e.Phase, e.Rejected)));
    }

    [Fact]
    public void Level_with_what_was_tried_before_is_enough_only_if_no_gain_is_asked_for()
    {
        Assert.True(new RateRung(At(1), 1, 0).Beats(0.5, 0.5));
        Assert.False(new RateRung(At(1), 1, 0.08).Beats(0.57, 0.5));
        Assert.False(new RateRung(At(1), 1, null).Beats(0.5, 0.5));
    }

    [Fact]
    public void Without_a_hold_out_the_first_that_does_not_fail_is_kept_and_if_all_fail_the_user_is_told()
    {
        using Trial kept = new RateLadder(new AutoOptions(), Judge(double.NaN)).Choose(Rungs, _ => Trial(double.NaN), "teacher").Trial;
        Assert.Empty(kept.Selections);
        Assert.Throws<TrainingFailedException>(
            () => new RateLadder(new AutoOptions(), Judge(0.9)).Choose(Rungs, _ => Trial(Fails), "teacher"));
    }

    [Fact]
    public void The_student_is_trained_at_the_rate_that_the_teacher_bore()
    {
        using WideResNet model = TestModels.Random();
        TrainingRecipe recipe = Short with { LearningRate = new Nad.Torch.Optimizers.CosineSchedule(0.09, 2) };
        // A collapse everywhere, so that all rates are tried.
        AutoOptions options = Plain with { Recipe = recipe, TeacherRecipe = recipe, MaxRateDrop = 0, GentlerRates = 2 };
        using DefenseResult result = Erase(model, options);
        Selection? choice = result.Selections.FirstOrDefault(s => s.What == "rate of the teacher");
        double rate = choice?.Value ?? 0.09;
        Assert.Equal(rate, ((AutoOptions)result.Used!).Recipe.LearningRate.Peak, 1e-6);
        Assert.Equal("teacher", result.Epochs.Single(e => !e.Rejected && e.Phase.StartsWith("teacher", StringComparison.Ordinal)).Phase);
    }

    private static TrainingRecipe At(double rate) => Short with { LearningRate = Nad.Torch.Optimizers.StepSchedule.Constant(rate) };
}
