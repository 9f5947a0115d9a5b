using Nad.Defenses;
using Nad.Models;
using Nad.Tests.Models;
using Nad.Training;
using static Nad.Tests.Defenses.AutoSupport;

namespace Nad.Tests.Defenses;

/// <summary>The policy as a whole, on short trainings.</summary>
public sealed class AutoErasureTests
{
    public static TheoryData<string> Trainable => ["nad", "finetune", "mixup", "cutout"];

    [Fact]
    public void With_everything_switched_off_it_is_the_method_itself()
    {
        using WideResNet model = TestModels.Random();
        using DefenseResult tuned = Erase(model, Plain);
        using DefenseResult alone =
            new NeuralAttentionDistillation(new NadOptions { Student = Short, TeacherRecipe = Short, Beta = [100], CollapseLimit = 1 })
                .Erase(model, Clean, new RunContext());
        Assert.Equal(TestModels.Bits(alone.Model), TestModels.Bits(tuned.Model));
        Assert.Equal(TestModels.Bits(alone.Teacher!), TestModels.Bits(tuned.Teacher!));
    }

    [Theory]
    [MemberData(nameof(Trainable))]
    public void Any_defense_that_trains_a_copy_is_tuned(string name)
    {
        using WideResNet model = TestModels.Random();
        byte[][] before = TestModels.Bits(model);
        AutoOptions options =
            Plain with { Tuned = Of(name), Students = 2, GivenShare = 0.05, Outputs = new OutputDistillation(), GentlerRates = 1 };

        using DefenseResult result = Erase(model, options);

        string[] trained = name == "nad" ? ["teacher", "student", "student-b"] : ["student", "student-b"];
        Assert.Equal(trained, result.Epochs.Select(e => e.Phase));
        Assert.Equal(name == "nad", result.Teacher is not null);
        Assert.All(result.Epochs, e => Assert.True(e.Outputs > 0));
        Assert.Equal(["students averaged", "share of the given model"], result.Selections.Select(s => s.What));
        Assert.Equal(before, TestModels.Bits(model));
    }

    [Fact]
    public void A_finetuning_with_everything_switched_off_is_that_finetuning()
    {
        using WideResNet model = TestModels.Random();
        OutputDistillation outputs = new() { Weight = 2 };
        using DefenseResult tuned = Erase(model, Plain with { Tuned = new FineTuningOptions(), Outputs = outputs });
        using DefenseResult alone = new FineTuning(new FineTuningOptions { Recipe = Short, Outputs = outputs, CollapseLimit = 1 }).Erase(
            model, Clean, new RunContext());
        Assert.Equal(TestModels.Bits(alone.Model), TestModels.Bits(tuned.Model));
    }

    [Fact]
    public void A_teacher_is_held_to_the_outputs_by_its_factor_of_their_weight_and_a_student_by_that_of_its_step()
    {
        using WideResNet model = TestModels.Random();
        using DefenseResult held =
            Erase(model, Plain with { Steps = [new(0, 0.5)], Outputs = new OutputDistillation { Weight = 2 }, TeacherOutputs = 0.25 });
        using Trial teacher = FineTuning.Tune(model, Clean, Short, new RunContext(), "teacher", new OutputDistillation { Weight = 0.5 });
        using Trial student = FineTuning.Tune(model, Clean, Short, new RunContext(), "student", new OutputDistillation { Weight = 1 });
        Assert.Equal(TestModels.Bits(teacher.Model), TestModels.Bits(held.Teacher!));
        Assert.Equal(TestModels.Bits(student.Model), TestModels.Bits(held.Model));
    }

    [Fact]
    public void The_settings_that_were_used_are_in_the_result()
    {
        using WideResNet model = TestModels.Random();
        AutoOptions options = Plain with
        {
            Recipe = Short with { LeastSteps = 6 },
            MirrorHoldOut = true,
            Steps = [new(100, 0.5), new(50, 1)],
            MaxDrop = 1,
            MaxRateDrop = 1,
            Outputs = new OutputDistillation(),
        };

        using DefenseResult result = Erase(model, options, Clean with { MirrorIsSafe = true });

        AutoOptions used = Assert.IsType<AutoOptions>(result.Used);
        Assert.Equal((3, 0, true), (used.Recipe.Epochs, used.MinGain, used.MirrorHoldOut));
        Assert.Equal(3, result.Epochs.Count(e => e.Phase == "student"));
        Assert.Equal(options.Steps[0], used.Chosen);
        Assert.Contains(used.Rows(), r => r is { Name: "beta", Value: "100" });
        Assert.Contains(options.Rows(), r => r is { Name: "beta", Value: "auto" });
    }

    [Fact]
    public void Steps_share_one_teacher_and_the_same_batches()
    {
        using WideResNet model = TestModels.Random();
        AutoOptions options = Plain with { Steps = [new(1000, 1), new(100, 1)], MaxDrop = 1 };
        using DefenseResult chosen = Erase(model, options), fixedStep = Erase(model, Plain with { Steps = [new(1000, 1)] });
        Assert.Equal(1000, chosen.Selections.Single(s => s.What == "beta").Value);
        Assert.Equal(TestModels.Bits(fixedStep.Model), TestModels.Bits(chosen.Model));
        Assert.Equal(["teacher", "student"], chosen.Epochs.Select(e => e.Phase));
    }

    [Fact]
    public void Without_a_hold_out_the_result_says_what_could_not_be_chosen()
    {
        using WideResNet model = TestModels.Random();
        AutoOptions options = new() { Recipe = Short, TeacherRecipe = Short, CollapseLimit = 1 };
        using DefenseResult result = Erase(model, options, Clean with { HoldOut = null });
        Assert.Equal(["teacher", "student"], result.Epochs.Select(e => e.Phase));
        Assert.Contains("beta could not be chosen; it is the smallest, 1000", result.Warnings[0], StringComparison.Ordinal);
        Assert.Contains("one student was trained instead of 2", result.Warnings[1], StringComparison.Ordinal);
        Assert.Contains("were not moved towards the given model", result.Warnings[2], StringComparison.Ordinal);
    }

    public static TheoryData<AutoOptions> Wrong =>
    [
        Plain with { GentlerRates = -1 }, Plain with { GentlerRates = 6 }, Plain with { Students = 0 }, Plain with { Students = 11 },
        Plain with { GivenShare = -0.1 }, Plain with { GivenShare = 1 }, Plain with { GivenShare = double.NaN },
        Plain with { MaxRateDrop = -0.1 }, Plain with { MinGain = 1.1 }, Plain with { MaxDrop = double.NaN },
        Plain with { TeacherErrors = -1 }, Plain with { TeacherOutputs = 0 }, Plain with { Steps = [] },
        Plain with { Steps = [new(-1, 1)] }, Plain with { Steps = [new(5, 0)] }, Plain with { Steps = [new(5, 1), new(5, 1)] },
        Plain with { Steps = [new(1, 1), new(5, 1)] }, Plain with { Tuned = new MesaOptions { Target = 1 } },
    ];

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void A_setting_outside_its_range_is_refused(AutoOptions options) => Assert.Throws<NadException>(options.Validate);

    private static DefenseOptions Of(string name) => name switch
    {
        "nad" => NadOptions.Paper,
        "finetune" => new FineTuningOptions(),
        "mixup" => new MixupOptions(),
        _ => new CutoutOptions(),
    };
}
