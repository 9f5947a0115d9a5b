using Nad.Defenses;
using Nad.Models;
using Nad.Tests.Models;
using Nad.Torch.Optimizers;
using Nad.Training;

namespace Nad.Tests.Defenses;

public sealed class GivenShareTests
{
    private static readonly CleanData Clean = new(TestModels.Images(12, seed: 1), TestModels.Images(10, seed: 2));
    private static readonly TrainingRecipe Short = new() { Epochs = 1, BatchSize = 6, LearningRate = StepSchedule.Constant(0.001) };
    private static readonly NadOptions Options = new() { Student = Short, TeacherRecipe = Short, CollapseLimit = 1, Beta = [100] };

    [Fact]
    public void The_student_is_moved_so_far_towards_the_given_model()
    {
        using WideResNet given = TestModels.Random(1), student = TestModels.Random(2), expected = TestModels.Random(3);
        byte[][] before = TestModels.Bits(given);
        WeightMean.Set(expected, (student, 0.75), (given, 0.25));
        using Distilled moved = new GivenShare(Clean, new RunContext()).Of(StudentAverageTests.Student(student.Clone(), 0), given, 0.25);
        Assert.Equal(TestModels.Bits(expected), TestModels.Bits(moved.Student));
        Assert.NotEqual(TestModels.Bits(student), TestModels.Bits(moved.Student));
        Assert.Equal(before, TestModels.Bits(given));
        Selection choice = moved.Selections.Single(s => s.What == "share of the given model");
        Assert.Equal(0.25, choice.Value);
        Assert.Contains("moved by 25 % of the way", choice.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_hold_out_refuses_stays_as_it_is_and_so_does_a_share_of_0_or_a_student_without_a_hold_out()
    {
        using WideResNet given = TestModels.Random(1), student = TestModels.Random(2);
        using Distilled refused = new GivenShare(Clean, new RunContext()).Of(StudentAverageTests.Student(student.Clone(), 2), given, 0.5);
        Assert.Equal(0, refused.Selections.Single().Value);
        Assert.Contains("stay as they are", refused.Selections[0].Reason, StringComparison.Ordinal);
        using Distilled none = new GivenShare(Clean, new RunContext()).Of(StudentAverageTests.Student(student.Clone(), 0), given, 0);
        using Distilled blind = new GivenShare(Clean with { HoldOut = null }, new RunContext()).Of(StudentAverageTests.Student(student.Clone(), 0), given, 0.5);
        foreach (Distilled same in (Distilled[])[refused, none, blind]) Assert.Equal(TestModels.Bits(student), TestModels.Bits(same.Student));
        Assert.Empty(none.Selections);
        Assert.Empty(blind.Selections);
    }

    [Fact]
    public void A_whole_run_has_the_share_in_its_record_and_settings_outside_the_range_are_refused()
    {
        using WideResNet model = TestModels.Random();
        using DefenseResult plain = Erase(model, Options), moved = Erase(model, Options with { GivenShare = 0.1 });
        using Classifier expected = plain.Model.Clone();
        WeightMean.Set(expected, (plain.Model, 0.9), (model, 0.1));
        Selection choice = moved.Selections.Single(s => s.What == "share of the given model");
        Assert.Equal(TestModels.Bits(choice.Value == 0 ? plain.Model : expected), TestModels.Bits(moved.Model));
        Assert.DoesNotContain(plain.Selections, s => s.What == choice.What);

        using DefenseResult blind = new NeuralAttentionDistillation(Options with { GivenShare = 0.1 }).Erase(model, Clean with { HoldOut = null }, new RunContext());
        Assert.Contains("was not moved towards the given model", blind.Warnings[0], StringComparison.Ordinal);
        foreach (NadOptions wrong in (NadOptions[])[Options with { GivenShare = -0.1 }, Options with { GivenShare = 1 }, Options with { GivenShare = double.NaN }, Options with { GivenShare = 0.1, Iterations = 2 }])
        {
            Assert.Throws<NadException>(() => wrong.Validate(model.TapNames));
        }
    }

    private static DefenseResult Erase(Classifier model, NadOptions options) => new NeuralAttentionDistillation(options).Erase(model, Clean, new RunContext());
}
