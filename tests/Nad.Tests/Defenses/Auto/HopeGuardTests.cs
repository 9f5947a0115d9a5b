using Nad.Defenses;
using Nad.Models;
using Nad.Tests.Models;
using Nad.Torch.Optimizers;
using Nad.Training;
using static Nad.Tests.Defenses.AutoSupport;

namespace Nad.Tests.Defenses;

public sealed class HopeGuardTests
{
    [Theory]
    [InlineData(4.6, false)]                                            // 2 ln 10 = 4.605
    [InlineData(4.7, true)]
    public void An_epoch_twice_as_bad_as_guessing_ends_a_training(double crossEntropy, bool ends)
    {
        List<EpochRecord> told = [];
        RunContext watched = HopeGuard.Watched(new RunContext { EpochEnded = (record, _) => told.Add(record) }, classes: 10);
        EpochRecord record = new() { Phase = "teacher", Epoch = 1, Lr = 0.3, Loss = crossEntropy, CrossEntropy = crossEntropy };
        using WideResNet model = TestModels.Random();

        Exception? thrown = Record.Exception(() => watched.EpochEnded!(record, model));

        Assert.Equal(ends, thrown is TrainingFailedException);
        Assert.Equal([record], told);
    }

    [Fact]
    public void A_rate_that_shatters_the_model_costs_one_epoch_and_the_next_is_tried()
    {
        using WideResNet model = TestModels.Random();
        int epochs = 0;
        TrainingRecipe wild = Short with { Epochs = 3, LearningRate = new StepSchedule([(0, 1000)]) };
        AutoOptions options = Plain with { TeacherRecipe = wild, Recipe = Short };

        using DefenseResult result =
            new AutoErasure(options).Erase(model, Clean, new RunContext { EpochEnded = (r, _) => epochs += r.Phase == "teacher" ? 1 : 0 });

        Assert.Equal(1 + 3, epochs);                                    // one at the wild rate, all at the student's
        Assert.Contains("1000 failed", result.Selections.First(s => s.What == "rate of the teacher").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rate_that_no_student_bears_is_lowered_though_the_teacher_bore_its_own()
    {
        using WideResNet model = TestModels.Random();
        AutoOptions options = Plain with { Recipe = Short with { LearningRate = StepSchedule.Constant(30) }, GentlerRates = 5 };

        using DefenseResult result = Erase(model, options);

        Assert.Contains(
            result.Warnings, w => w.StartsWith("No student came of the learning rate 30, so that a third", StringComparison.Ordinal));
        double used = Assert.IsType<AutoOptions>(result.Used).Recipe.LearningRate.Peak;
        Assert.InRange(used, 0.1, 10.1);
        Assert.Equal(used, result.Epochs.Last(e => e.Phase == "student").Lr, 1e-9);
    }

    [Fact]
    public void Where_no_rate_is_left_the_failure_is_told()
    {
        using WideResNet model = TestModels.Random();
        AutoOptions options = Plain with { Recipe = Short with { LearningRate = StepSchedule.Constant(1000) }, GentlerRates = 1 };

        TrainingFailedException e = Assert.Throws<TrainingFailedException>(() => Erase(model, options));

        Assert.Contains("cross-entropy of the student", e.Message, StringComparison.Ordinal);
    }
}
