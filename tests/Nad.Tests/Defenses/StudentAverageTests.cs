using Nad.Defenses;
using Nad.Models;
using Nad.Tests.Models;
using Nad.Torch.Optimizers;
using Nad.Training;

namespace Nad.Tests.Defenses;

public sealed class StudentAverageTests
{
    private static readonly CleanData Clean = new(TestModels.Images(12, seed: 1), TestModels.Images(10, seed: 2));
    private static readonly TrainingRecipe Short = new() { Epochs = 1, BatchSize = 6, LearningRate = StepSchedule.Constant(0.01) };
    private static readonly NadOptions Options = new() { Student = Short, TeacherRecipe = Short, CollapseLimit = 1, Beta = [100] };

    [Fact]
    public void The_weights_of_students_that_differ_in_the_order_of_their_images_are_averaged()
    {
        using WideResNet model = TestModels.Random();
        using DefenseResult one = Erase(model, Options), two = Erase(model, Options with { Students = 2 });
        Assert.Equal(["teacher", "student", "student-b"], two.Epochs.Select(e => e.Phase));
        Assert.NotEqual(two.Epochs[1].Loss, two.Epochs[2].Loss);
        Assert.Equal(2, two.Selections.Single(s => s.What == "students averaged").Value);
        Assert.Equal(TestModels.Bits(one.Teacher!), TestModels.Bits(two.Teacher!));
        Assert.NotEqual(TestModels.Bits(one.Model), TestModels.Bits(two.Model));
    }

    [Fact]
    public void The_mean_is_that_of_every_weight_and_running_statistic()
    {
        using WideResNet mean = TestModels.Random(0), first = TestModels.Random(1), second = TestModels.Random(2), third = TestModels.Random(3);
        WeightMean.Set(mean, (first, 1 / 3.0), (second, 1 / 3.0), (third, 1 / 3.0));
        int compared = 0;
        foreach ((string name, Nad.Torch.Tensor tensor) in mean.State.Entries.Where(e => e.Tensor.Type == DType.Float32))
        {
            float[] m = Floats(tensor), a = Floats(first.State[name]), b = Floats(second.State[name]), c = Floats(third.State[name]);
            for (int i = 0; i < m.Length; i++) Assert.Equal((a[i] + b[i] + c[i]) / 3.0, m[i], 1e-6);
            compared += m.Length;
        }

        Assert.True(compared > 70_000);

        static float[] Floats(Nad.Torch.Tensor tensor) => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(tensor.ToData().Bytes).ToArray();
    }

    [Fact]
    public void A_mean_that_is_worse_than_every_student_is_not_taken()
    {
        using WideResNet first = TestModels.Random(1);
        byte[][] bits = TestModels.Bits(first);
        using Distilled kept = new StudentAverage(Clean, new RunContext()).Of(Student(first.Clone(), 2), 2, phase => Student(TestModels.Random(2), 2, phase));
        Assert.Equal(bits, TestModels.Bits(kept.Student));
        Assert.Equal(2, kept.Accuracy);
        Assert.StartsWith("its 2 students lie too far apart to be averaged (200.0, 200.0 % on the hold-out, their mean", kept.Unstable, StringComparison.Ordinal);
        Assert.Equal(1, kept.Selections.Single(s => s.What == "students averaged").Value);
        Assert.Contains("kept as it is", kept.Selections[^1].Reason, StringComparison.Ordinal);
        Assert.Equal([("student", false), ("student-b", true)], kept.Epochs.Select(e => (e.Phase, e.Rejected)));
    }

    [Fact]
    public void A_student_that_fails_is_left_out_and_told()
    {
        using WideResNet first = TestModels.Random(1), third = TestModels.Random(3), expected = TestModels.Random(0);
        WeightMean.Set(expected, (first, 0.5), (third, 0.5));
        using Distilled kept = new StudentAverage(Clean, new RunContext()).Of(Student(first.Clone(), 0), 3, phase =>
            phase == "student-b" ? throw new TrainingFailedException("The loss became NaN.") : Student(third.Clone(), 0, phase));
        Assert.Equal(TestModels.Bits(expected), TestModels.Bits(kept.Student));
        Assert.Contains("left out: The loss became NaN.", kept.Warnings.Single(), StringComparison.Ordinal);

        using Distilled alone = new StudentAverage(Clean, new RunContext()).Of(Student(first.Clone(), 0), 2, _ => throw new TrainingFailedException("The loss became NaN."));
        Assert.Equal(TestModels.Bits(first), TestModels.Bits(alone.Student));
        Assert.Single(alone.Warnings);
        Assert.Equal("another of its students failed", alone.Unstable);
    }

    [Fact]
    public void Several_students_need_one_round_and_a_hold_out()
    {
        using WideResNet model = TestModels.Random();
        Assert.Throws<NadException>(() => (Options with { Students = 0 }).Validate(model.TapNames));
        Assert.Throws<NadException>(() => (Options with { Students = 11 }).Validate(model.TapNames));
        Assert.Throws<NadException>(() => (Options with { Students = 2, Iterations = 2 }).Validate(model.TapNames));
        using DefenseResult result = new NeuralAttentionDistillation(Options with { Students = 2 }).Erase(model, Clean with { HoldOut = null }, new RunContext());
        Assert.Equal(["teacher", "student"], result.Epochs.Select(e => e.Phase));
        Assert.Contains("one student was trained instead of 2", result.Warnings[0], StringComparison.Ordinal);
    }

    internal static Distilled Student(Classifier model, double accuracy, string phase = "student")
    {
        EpochRecord[] epochs = [new() { Phase = phase, Epoch = 1, Lr = 0.1, Loss = 1, CrossEntropy = 1 }];
        return new Distilled(model, epochs, new TrainedModel(epochs, accuracy, [], []), 1);
    }

    private static DefenseResult Erase(Classifier model, NadOptions options) => new NeuralAttentionDistillation(options).Erase(model, Clean, new RunContext());
}
