using Nad.Defenses;
using Nad.Models;
using Nad.Tests.Models;
using Nad.Training;

namespace Nad.Tests.Defenses;

public sealed class TeacherRateTests
{
    private static readonly NadOptions Hot = NadOptions.Auto with { TeacherMaxDrop = 0.2, TeacherMinGain = 0 };
    private readonly List<double> rates = [];

    [Fact]
    public void A_teacher_that_loses_no_more_than_is_allowed_is_kept()
    {
        (Classifier model, TrainedModel trained) = Choose(Hot, 0.9, 0.71);
        using (model) Assert.Equal(0.71, trained.Accuracy);
        Assert.Equal([0.3], rates);
        Assert.Empty(trained.Selections);
    }

    [Fact]
    public void One_that_loses_more_is_trained_again_at_the_rate_of_the_student_and_the_reader_is_told()
    {
        (Classifier model, TrainedModel trained) = Choose(Hot, 0.9, 0.69, 0.85);
        using (model) Assert.Equal(0.85, trained.Accuracy);
        Assert.Equal([0.3, 0.1], rates);
        Selection selection = Assert.Single(trained.Selections);
        Assert.Equal(("rate of the teacher", 0.1), (selection.What, selection.Value));
        Assert.Equal("The teacher was trained at the student's rate, 0.1: a rate of 0.3 left 69.0 % on the hold-out, more than 20 points below the given model's 90.0 %.", selection.Reason);
        Assert.Equal([(0.3, 0.69), (0.1, 0.85)], selection.Candidates.Select(c => (c.Value, c.ValAcc)));
        Assert.Equal([("teacher, rate 0.3", true), ("teacher", false)], trained.Epochs.Select(e => (e.Phase, e.Rejected)));
    }

    [Fact]
    public void A_second_teacher_that_is_not_ahead_by_the_gain_leaves_the_first_in_its_place()
    {
        (Classifier model, TrainedModel trained) = Choose(Hot with { TeacherMinGain = 0.08 }, 0.9, 0.69, 0.76);
        using (model) Assert.Equal(0.69, trained.Accuracy);
        Assert.Equal([0.3, 0.1], rates);
        Selection selection = Assert.Single(trained.Selections);
        Assert.Equal(0.3, selection.Value);
        Assert.Equal("The teacher keeps its rate of 0.3: it left 69.0 % on the hold-out, more than 20 points below the given model's 90.0 %, but at the student's rate, 0.1, it has 76.0 %, not 8 points more.", selection.Reason);
        Assert.Equal([("teacher, rate 0.1", true), ("teacher", false)], trained.Epochs.Select(e => (e.Phase, e.Rejected)));
    }

    [Fact]
    public void The_second_rate_falls_over_the_epochs_of_the_teacher_whatever_those_of_the_student_are()
    {
        NadOptions longer = Hot with { TeacherRecipe = Hot.TeacherRecipe with { Epochs = 40, LearningRate = Hot.TeacherRecipe.LearningRate.Over(40) } };
        List<double> halfway = [];
        (Classifier model, _) = new TeacherRate(longer, 0.9).Choose(Train, "teacher");
        model.Dispose();
        Assert.Equal([0.15, 0.05], halfway);

        (Classifier, TrainedModel) Train(TrainingRecipe recipe)
        {
            halfway.Add(Math.Round(recipe.LearningRate.At(20), 9));
            return (TestModels.Random(), new TrainedModel([], 0.1, [], []));
        }
    }

    [Fact]
    public void One_that_fails_is_trained_again_too()
    {
        (Classifier model, TrainedModel trained) = Choose(Hot, 0.9, double.NegativeInfinity, 0.85);
        using (model) Assert.Contains("a rate of 0.3 failed (no number)", Assert.Single(trained.Selections).Reason, StringComparison.Ordinal);
        Assert.Equal(["teacher"], trained.Epochs.Select(e => e.Phase));
    }

    [Fact]
    public void Where_the_second_fails_the_first_is_kept()
    {
        (Classifier model, TrainedModel trained) = Choose(Hot, 0.9, 0.69, double.NegativeInfinity);
        using (model) Assert.Equal(0.69, trained.Accuracy);
        Selection selection = Assert.Single(trained.Selections);
        Assert.Equal("The teacher keeps its rate of 0.3: it left 69.0 % on the hold-out, more than 20 points below the given model's 90.0 %, but at the student's rate, 0.1, its training failed (no number).", selection.Reason);
        Assert.Equal(["teacher"], trained.Epochs.Select(e => e.Phase));
    }

    [Fact]
    public void Where_both_fail_the_user_is_told()
    {
        Assert.Throws<TrainingFailedException>(() => Choose(Hot, 0.9, double.NegativeInfinity, double.NegativeInfinity));
        Assert.Equal([0.3, 0.1], rates);
    }

    [Fact]
    public void Without_a_hold_out_or_a_limit_or_at_the_students_own_rate_the_first_is_kept()
    {
        Choose(Hot, double.NaN, 0.1).Model.Dispose();
        Choose(Hot with { TeacherMaxDrop = null }, 0.9, 0.1).Model.Dispose();
        Choose(Hot with { TeacherRecipe = TrainingRecipe.Auto }, 0.9, 0.1).Model.Dispose();
        Assert.Equal([0.3, 0.3, 0.1], rates.Select(r => Math.Round(r, 9)));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    public void The_limit_has_a_range(double limit)
    {
        using WideResNet model = TestModels.Random();
        NadException e = Assert.Throws<NadException>(() => (Hot with { TeacherMaxDrop = limit }).Validate(model.TapNames));
        Assert.Contains("a teacher may have must be 0 to 100", e.Message, StringComparison.Ordinal);
        Assert.Throws<NadException>(() => (Hot with { TeacherMinGain = limit }).Validate(model.TapNames));
    }

    private (Classifier Model, TrainedModel Trained) Choose(NadOptions options, double before, params double[] accuracies)
    {
        Queue<double> given = new(accuracies);
        return new TeacherRate(options, before).Choose(Train, "teacher");

        (Classifier Model, TrainedModel Trained) Train(TrainingRecipe recipe)
        {
            rates.Add(Math.Round(recipe.LearningRate.Peak, 9));
            double accuracy = given.Dequeue();
            if (double.IsNegativeInfinity(accuracy)) throw new TrainingFailedException("no number");
            EpochRecord epoch = new() { Phase = "teacher", Epoch = 1, Lr = recipe.LearningRate.Peak, Loss = 1, CrossEntropy = 1, ValAcc = accuracy };
            return (TestModels.Random(), new TrainedModel([epoch], accuracy, [], []));
        }
    }
}
