using Nad.Data;
using Nad.Defenses;
using Nad.Models;
using Nad.Tests.Models;
using Nad.Torch;
using Nad.Torch.Optimizers;
using Nad.Training;

namespace Nad.Tests.Defenses;

/// <summary>What the paper varies: teachers and students, attention functions, taps, rounds.</summary>
public sealed class NadVariantsTests
{
    private static readonly CleanData Clean = new(TestModels.Images(12, seed: 1), TestModels.Images(10, seed: 2));
    private static readonly TrainingRecipe Short = new() { Epochs = 1, BatchSize = 6, LearningRate = StepSchedule.Constant(0.01) };
    private static readonly NadOptions Options = new() { Student = Short, TeacherRecipe = Short, CollapseLimit = 1 };

    [Fact]
    public void A_subset_of_taps_is_beta_0_at_the_others()
    {
        using WideResNet model = TestModels.Random();
        using DefenseResult subset = Erase(model, Options with { Taps = ["block3", "1"], Beta = [20, 10] });
        using DefenseResult zeros = Erase(model, Options with { Beta = [10, 0, 20] });
        using DefenseResult all = Erase(model, Options with { Beta = [10, 15, 20] });
        Assert.Equal(TestModels.Bits(zeros.Model), TestModels.Bits(subset.Model));
        Assert.NotEqual(TestModels.Bits(all.Model), TestModels.Bits(subset.Model));
    }

    [Theory]
    [InlineData(new string[0], new[] { 7.0 }, new[] { 7.0, 7, 7 })]
    [InlineData(new[] { "2", "3" }, new[] { 7.0 }, new[] { 0.0, 7, 7 })]
    [InlineData(new[] { "2", "block3" }, new[] { 5.0, 6 }, new[] { 0.0, 5, 6 })]
    [InlineData(new[] { "2", "3" }, new[] { 500.0, 1000, 2000 }, new[] { 0.0, 1000, 2000 })]
    public void Betas_go_to_the_taps_that_are_named(string[] taps, double[] beta, double[] expected)
    {
        NadOptions options = new() { Taps = [.. taps], Beta = [.. beta] };
        options.Validate(["block1", "block2", "block3"]);
        Assert.Equal(expected, options.BetaFor(["block1", "block2", "block3"]));
    }

    [Fact]
    public void A_tap_that_does_not_exist_is_named()
    {
        using WideResNet model = TestModels.Random();
        Assert.Contains(
            "no tap 'block7'; its taps are block1, block2, block3",
            Assert.Throws<NadException>(() => Erase(model, Options with { Taps = ["block7"], Beta = [1] })).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TeacherSource.Backdoored, StudentSource.Finetuned, new[] { "start", "student" })]
    [InlineData(TeacherSource.Finetuned, StudentSource.Backdoored, new[] { "teacher", "student" })]
    [InlineData(TeacherSource.Finetuned, StudentSource.Finetuned, new[] { "teacher", "student" })]
    [InlineData(TeacherSource.Scratch, StudentSource.Backdoored, new[] { "teacher", "student" })]
    public void The_combinations_of_figure_4_train_what_they_need(TeacherSource teacher, StudentSource student, string[] phases)
    {
        using WideResNet model = TestModels.Random();
        byte[][] before = TestModels.Bits(model);
        // At a rate of 0 the student keeps the weights that it started from.
        using DefenseResult result = Erase(
            model,
            Options with { Teacher = teacher, StudentStart = student, Student = Short with { LearningRate = StepSchedule.Constant(0) } });
        Assert.Equal(phases, result.Epochs.Select(e => e.Phase));
        Assert.Equal(before, TestModels.Bits(model));
        if (teacher == TeacherSource.Backdoored) Assert.Equal(before, TestModels.Bits(result.Teacher!));
        using TensorScope scope = TensorScope.Begin();
        float[] started = Weights(result.Model);
        if (student == StudentSource.Backdoored) Assert.Equal(Weights(model), started);
        else if (teacher == TeacherSource.Finetuned) Assert.Equal(Weights(result.Teacher!), started);
        else Assert.NotEqual(Weights(model), started);

        static float[] Weights(Classifier m) => m.State["block2.layer.0.conv1.weight"].ToFloats();
    }

    [Fact]
    public void A_teacher_from_scratch_may_be_of_another_architecture()
    {
        using WideResNet model = TestModels.Random();
        using DefenseResult result = Erase(model, Options with { Teacher = TeacherSource.Scratch, TeacherArchitecture = "wrn-16-2" });
        Assert.Equal(("wrn-16-2", "wrn-10-1"), (result.Teacher!.Architecture, result.Model.Architecture));
        Assert.Equal(3, result.Epochs[^1].Attention.Length);
        Assert.Throws<NadException>(() => Erase(model, Options with { TeacherArchitecture = "wrn-16-2" }));
    }

    [Fact]
    public void Activations_of_another_width_cannot_be_distilled_but_their_maps_can()
    {
        using WideResNet model = TestModels.Random(), wide = new(10, 2, 10);
        wide.Initialise(new RandomStream(3, "weights"));
        NadOptions given = Options with { Teacher = TeacherSource.Given };
        UnsupportedInputException e = Assert.Throws<UnsupportedInputException>(
            () => new NeuralAttentionDistillation(given with { Attention = AttentionOperator.Activation }, wide).Erase(
                model, Clean, new RunContext()));
        Assert.Contains("16 (student) and 32 (teacher)", e.Message, StringComparison.Ordinal);
        using DefenseResult maps = new NeuralAttentionDistillation(given, wide).Erase(model, Clean, new RunContext());
        Assert.True(maps.Epochs[^1].Attention.All(d => d > 0));
    }

    [Fact]
    public void Activations_are_normalised_over_channels_and_space()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor features = Tensor.From([3f, 0, 0, -4f, 1, 1, 1, 1], 2, 2, 1, 2);
        float[] rows = AttentionMap.Of(features, 2, AttentionOperator.Activation).ToFloats();
        float[] expected = [0.6f, 0, 0, -0.8f, 0.5f, 0.5f, 0.5f, 0.5f];
        for (int i = 0; i < 8; i++) Assert.Equal(expected[i], rows[i], 1e-5f);
    }

    [Fact]
    public void In_a_second_round_the_student_of_the_first_is_the_teacher()
    {
        using WideResNet model = TestModels.Random();
        using DefenseResult one = Erase(model, Options), two = Erase(model, Options with { Iterations = 2 }),
            on = Erase(model, Options with { Iterations = 2, Iterate = IterationStart.Continue });
        Assert.Equal(["teacher", "student", "student-2"], two.Epochs.Select(e => e.Phase));
        Assert.Equal(TestModels.Bits(one.Model), TestModels.Bits(two.Teacher!));
        Assert.Equal(TestModels.Bits(one.Model), TestModels.Bits(on.Teacher!));
        Assert.NotEqual(TestModels.Bits(two.Model), TestModels.Bits(on.Model));
    }

    [Fact]
    public void Iterated_finetuning_goes_on_from_its_own_output()
    {
        using WideResNet model = TestModels.Random();
        FineTuningOptions once = new() { Recipe = Short, CollapseLimit = 1 };
        using DefenseResult two = new FineTuning(once with { Iterations = 2 }).Erase(model, Clean, new RunContext());
        using DefenseResult first = new FineTuning(once).Erase(model, Clean, new RunContext());
        Assert.Equal(["student", "student-2"], two.Epochs.Select(e => e.Phase));
        Assert.Equal(first.Epochs[0].Loss, two.Epochs[0].Loss);
        Assert.NotEqual(TestModels.Bits(first.Model), TestModels.Bits(two.Model));
        Assert.Throws<NadException>(() => (once with { Iterations = 0 }).Validate());
    }

    private static DefenseResult Erase(Classifier model, NadOptions options) =>
        new NeuralAttentionDistillation(options).Erase(model, Clean, new RunContext());
}
