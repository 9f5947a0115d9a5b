using Nad.Defenses;
using Nad.Models;
using Nad.Tests.Models;
using Nad.Training;

namespace Nad.Tests.Defenses;

/// <summary>The rule that lowers the rate of teacher and student, on teachers whose accuracies are made up; nothing is trained.</summary>
public sealed class GentlerRateTests
{
    private const double Fails = double.NegativeInfinity;

    private static readonly NadOptions Auto = NadOptions.Auto;
    private readonly List<double> rates = [];

    [Theory]
    [InlineData(0.85, new double[0], 1, 0.85)]                              // within 10 points of 90 %: nothing is tried
    [InlineData(0.79, new[] { 0.84 }, 1 / 3.0, 0.84)]
    [InlineData(0.40, new[] { 0.70, 0.82 }, 1 / 9.0, 0.82)]
    [InlineData(0.40, new[] { 0.70, 0.60 }, 1 / 3.0, 0.70)]                 // none is good enough: the best
    [InlineData(0.70, new[] { 0.60, 0.50 }, 1, 0.70)]
    [InlineData(Fails, new[] { 0.85 }, 1 / 3.0, 0.85)]
    [InlineData(Fails, new[] { Fails, 0.85 }, 1 / 9.0, 0.85)]
    [InlineData(0.70, new[] { Fails, 0.85 }, 1 / 9.0, 0.85)]
    public void A_third_of_the_rate_is_tried_until_the_teacher_loses_no_more_than_it_may(double usual, double[] gentler, double factor, double accuracy)
    {
        (Classifier model, TrainedModel trained, double chosen) = Choose(Auto, 0.9, usual, gentler);
        model.Dispose();
        Assert.Equal(factor, chosen, 1e-12);
        Assert.Equal(accuracy, trained.Accuracy);
        Assert.Equal(gentler.Select((_, i) => Math.Round(0.1 / Math.Pow(3, i + 1), 6)), rates);
        Assert.Equal(1, trained.Epochs.Count(e => !e.Rejected));
        Assert.Equal("teacher", trained.Epochs[^1].Phase);
        Assert.Equal(gentler.Append(usual).Count(a => a != Fails), trained.Epochs.Count);
    }

    [Fact]
    public void The_reader_is_told_what_was_tried_and_why()
    {
        (Classifier model, TrainedModel trained, _) = Choose(Auto, 0.9, 0.4, 0.7, 0.65);
        model.Dispose();
        Assert.Equal(
            [
                "A rate of 0.0333 was taken for teacher and student: at the usual rate the teacher had 40.0 % on the hold-out, more than 10 points below the given model's 90.0 %; at this one it has 70.0 %.",
                "A rate of 0.0111 was tried too, because the teacher has 70.0 % on the hold-out, more than 10 points below the given model's 90.0 %; it left 65.0 %.",
            ],
            trained.Selections.Select(s => s.Reason));
        Assert.Equal([0.033333, 0.033333], trained.Selections.Select(s => s.Value));
        Assert.Equal(["teacher, a rate of 0.0111", "teacher, the usual rate", "teacher"], trained.Epochs.Select(e => e.Phase));
    }

    [Fact]
    public void Nothing_is_tried_without_a_hold_out_or_where_it_is_not_asked_for()
    {
        Choose(Auto, double.NaN, 0.1).Model.Dispose();
        Choose(Auto with { GentlerRates = 0 }, 0.9, 0.1).Model.Dispose();
        Choose(Auto with { TeacherMaxDrop = null }, 0.9, 0.1).Model.Dispose();
        Assert.Empty(rates);
        Assert.Throws<TrainingFailedException>(() => Choose(Auto with { GentlerRates = 0 }, 0.9, Fails));
        Assert.Throws<TrainingFailedException>(() => Choose(Auto, 0.9, Fails, Fails, Fails));
    }

    [Fact]
    public void The_student_is_trained_at_the_teachers_rate()
    {
        using WideResNet model = TestModels.Random();
        CleanData clean = new(TestModels.Images(12, seed: 1), TestModels.Images(40, seed: 2));
        // No teacher can be 100 points better than the given model, so all rates are tried.
        TrainingRecipe recipe = new() { Epochs = 1, BatchSize = 6, LearningRate = new Nad.Torch.Optimizers.CosineSchedule(0.09, 2) };
        NadOptions options = new() { Student = recipe, TeacherRecipe = recipe, CollapseLimit = 1, Beta = [100], TeacherMaxDrop = -1, GentlerRates = 1 };
        using TrainedModels made = new Teachers(options, null).Make(model, clean, new RunContext(), new CollapseGuard(model, clean, 1, new RunContext()));
        Assert.Equal(2, made.Epochs.Count);
        Selection choice = made.Selections.Single(s => s.What == "rate");
        Assert.Equal(choice.Value, made.Recipe.LearningRate.Peak, 1e-9);
        Assert.Equal("teacher", made.Epochs.Single(e => !e.Rejected).Phase);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(6)]
    public void The_number_has_a_range(int times)
    {
        using WideResNet model = TestModels.Random();
        Assert.Contains("0 to 5 times", Assert.Throws<NadException>(() => (Auto with { GentlerRates = times }).Validate(model.TapNames)).Message, StringComparison.Ordinal);
    }

    private (Classifier Model, TrainedModel Trained, double Factor) Choose(NadOptions options, double before, double usual, params double[] gentler)
    {
        Queue<double> given = new(gentler);
        return new GentlerRate(options, before).Choose(() => Made(usual), Train, "teacher");

        (Classifier Model, TrainedModel Trained) Train(TrainingRecipe recipe)
        {
            rates.Add(Math.Round(recipe.LearningRate.Peak, 6));
            return Made(given.Dequeue());
        }

        static (Classifier Model, TrainedModel Trained) Made(double accuracy)
        {
            if (accuracy == Fails) throw new TrainingFailedException("no number");
            EpochRecord epoch = new() { Phase = "teacher", Epoch = 1, Lr = 0.1, Loss = 1, CrossEntropy = 1, ValAcc = accuracy };
            return (TestModels.Random(), new TrainedModel([epoch], accuracy, [], []));
        }
    }
}
