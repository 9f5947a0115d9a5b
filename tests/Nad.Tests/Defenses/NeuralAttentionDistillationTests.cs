using Nad.Data;
using Nad.Defenses;
using Nad.Models;
using Nad.Tests.Models;
using Nad.Torch;
using Nad.Torch.Optimizers;
using Nad.Training;

namespace Nad.Tests.Defenses;

public sealed class NeuralAttentionDistillationTests
{
    // 17 images in batches of 8: the last batch is 9 images, never one.
    private static readonly CleanData Clean = new(TestModels.Images(17, seed: 1), TestModels.Images(10, seed: 2));
    private static readonly TrainingRecipe Short = new() { Epochs = 2, BatchSize = 8, LearningRate = StepSchedule.Constant(0.01) };
    private static readonly NadOptions Options = new() { Student = Short, TeacherRecipe = Short with { Epochs = 1 }, CollapseLimit = 1 };

    [Fact]
    public void Zero_beta_makes_distillation_plain_finetuning_bit_for_bit()
    {
        using WideResNet model = TestModels.Random();
        RunContext run = new() { Seed = 5 };

        using DefenseResult tuned = new FineTuning(new FineTuningOptions { Recipe = Short, CollapseLimit = 1 }).Erase(model, Clean, run);
        using DefenseResult distilled =
            new NeuralAttentionDistillation(Options with { Beta = [0], Teacher = TeacherSource.Given }, model).Erase(model, Clean, run);

        Assert.Equal(TestModels.Bits(tuned.Model), TestModels.Bits(distilled.Model));
        Assert.NotEqual(TestModels.Bits(model), TestModels.Bits(distilled.Model));
        Assert.Equal(tuned.Epochs.Select(e => (e.Loss, e.ValAcc)), distilled.Epochs.Select(e => (e.Loss, e.ValAcc)));
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_and_another_seed_others_while_the_input_stays()
    {
        using WideResNet model = TestModels.Random();
        byte[][] before = TestModels.Bits(model);

        using DefenseResult first = Erase(model, 5), same = Erase(model, 5), other = Erase(model, 6);

        Assert.Equal(TestModels.Bits(first.Model), TestModels.Bits(same.Model));
        Assert.Equal(TestModels.Bits(first.Teacher!), TestModels.Bits(same.Teacher!));
        Assert.NotEqual(TestModels.Bits(first.Model), TestModels.Bits(other.Model));
        Assert.Equal(before, TestModels.Bits(model));
        Assert.Equal(["teacher", "student", "student"], first.Epochs.Select(e => e.Phase));
        Assert.Equal([0, 3, 3], first.Epochs.Select(e => e.Attention.Length));
    }

    [Fact]
    public void The_loss_is_the_cross_entropy_plus_the_weighted_distances()
    {
        using TensorScope scope = TensorScope.Begin();
        using WideResNet student = TestModels.Random(1), teacher = TestModels.Random(2);
        StepLoss loss = new NeuralAttentionDistillation(new NadOptions { Beta = [1, 20, 300] }).Loss(student, teacher, Batch());
        double[] d = [.. loss.Attention.Select(a => a.Item())];
        Assert.All(d, x => Assert.True(x > 0));
        Assert.Equal(loss.CrossEntropy.Item() + d[0] + (20 * d[1]) + (300 * d[2]), loss.Total.Item(), 1e-5);
    }

    [Fact]
    public void Every_distance_pulls_on_the_student_and_none_on_the_teacher()
    {
        using TensorScope scope = TensorScope.Begin();
        using WideResNet student = TestModels.Random(1), teacher = TestModels.Random(2);
        StepLoss loss = new NeuralAttentionDistillation(new NadOptions()).Loss(student, teacher, Batch());
        for (int l = 0; l < 3; l++)
        {
            Tensor weight = student.State[$"block{l + 1}.layer.0.conv2.weight"];
            Assert.Contains(Autograd.Gradients(loss.Attention[l], [weight], keepGraph: true)[0].ToFloats(), g => Math.Abs(g) > 1e-9);
        }

        Assert.All(
            teacher.State.Parameters, p => Assert.Throws<TorchException>(() => Autograd.Gradients(loss.Total, [p], keepGraph: true)));
    }

    [Fact]
    public void A_teacher_that_is_given_is_not_changed_and_stays_the_callers()
    {
        using WideResNet model = TestModels.Random(1), teacher = TestModels.Random(2);
        byte[][] before = TestModels.Bits(teacher);
        using (new NeuralAttentionDistillation(Options with { Teacher = TeacherSource.Given }, teacher).Erase(
            model, Clean, new RunContext()))
        {
            Assert.Equal(before, TestModels.Bits(teacher));
        }

        Assert.Equal(before, TestModels.Bits(teacher));
        Assert.Throws<NadException>(
            () => new NeuralAttentionDistillation(Options with { Teacher = TeacherSource.Given }).Erase(model, Clean, new RunContext()));
    }

    [Fact]
    public void A_teacher_from_scratch_does_not_start_from_the_backdoored_weights()
    {
        using WideResNet model = TestModels.Random(1), other = TestModels.Random(2);
        NadOptions scratch = Options with { Teacher = TeacherSource.Scratch };
        using DefenseResult a = new NeuralAttentionDistillation(scratch).Erase(model, Clean, new RunContext());
        using DefenseResult b = new NeuralAttentionDistillation(scratch).Erase(other, Clean, new RunContext());
        Assert.Equal(TestModels.Bits(a.Teacher!), TestModels.Bits(b.Teacher!));
    }

    [Fact]
    public void A_student_whose_attention_is_constant_is_refused_before_training()
    {
        using WideResNet model = new(10, 1, 10), teacher = TestModels.Random();          // all weights 0
        Assert.Throws<UnsupportedInputException>(() =>
            new NeuralAttentionDistillation(Options with { Teacher = TeacherSource.Given }, teacher).Erase(model, Clean, new RunContext()));
    }

    private static DefenseResult Erase(Classifier model, long seed) =>
        new NeuralAttentionDistillation(Options).Erase(model, Clean, new RunContext { Seed = seed });

    private static Batch Batch() => new BatchAssembler(Clean.Training, Device.Cpu).InOrder(0, 4);
}
