using Nad.Data;
using Nad.Defenses;
using Nad.Models;
using Nad.Tests.Models;
using Nad.TestSupport;
using Nad.Torch;
using Nad.Torch.Optimizers;
using Nad.Training;

namespace Nad.Tests.Defenses;

public sealed class OutputDistillationTests
{
    private static readonly CleanData Clean = new(TestModels.Images(16, seed: 1), TestModels.Images(10, seed: 2));
    private static readonly TrainingRecipe Short =
        new() { Epochs = 1, BatchSize = 8, LearningRate = StepSchedule.Constant(0.01), Augmentation = Augmentation.None };

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void The_distance_and_its_gradient_are_those_of_PyTorch(double temperature)
    {
        using TensorScope scope = TensorScope.Begin();
        TorchFixture stored = new("outputs");
        Tensor student = stored.Tensor("student").RequireGrad();
        Tensor distance = new OutputDistillation { Temperature = temperature }.Distance(student, stored.Tensor("given"));

        TorchFixture.Near(stored.Numbers($"{temperature}/distance"), [distance.Item()], 1e-5, "distance");
        TorchFixture.Near(
            stored.Numbers($"{temperature}/gradient"), TorchFixture.Numbers(Autograd.Gradients(distance, [student])[0]), 1e-5, "gradient");
    }

    [Fact]
    public void Equal_outputs_have_no_distance_and_the_weight_is_a_factor()
    {
        using TensorScope scope = TensorScope.Begin();
        TorchFixture stored = new("outputs");
        Tensor student = stored.Tensor("student"), given = stored.Tensor("given");
        Assert.Equal(0, new OutputDistillation().Distance(given, given).Item(), 1e-5);
        Assert.Equal(
            3 * new OutputDistillation().Distance(student, given).Item(),
            new OutputDistillation { Weight = 3 }.Distance(student, given).Item(),
            1e-3);
    }

    [Fact]
    public void The_loss_of_a_model_that_is_still_the_given_one_has_only_what_batch_statistics_change()
    {
        using TensorScope scope = TensorScope.Begin();
        using WideResNet model = TestModels.Random(), given = TestModels.Random();
        Batch batch = new BatchAssembler(Clean.Training, Device.Cpu).InOrder(0, 8);
        StepLoss plain = SupervisedLoss.Of(model, batch),
            kept = new OutputDistillation().AddTo(SupervisedLoss.Of(model, batch), given, batch);

        Assert.Equal(plain.Total.Item(), kept.CrossEntropy.Item(), 1e-5);
        Assert.True(kept.Outputs!.Item() >= 0);
        Assert.Equal(kept.CrossEntropy.Item() + kept.Outputs.Item(), kept.Total.Item(), 1e-5);
    }

    [Fact]
    public void Student_teacher_and_finetuned_model_are_held_to_the_outputs_of_the_given_model()
    {
        using WideResNet model = TestModels.Random();
        byte[][] before = TestModels.Bits(model);
        OutputDistillation strong = new() { Weight = 100 };

        using DefenseResult free = new FineTuning(new() { Recipe = Short, CollapseLimit = 1 }).Erase(model, Clean, new RunContext());
        using DefenseResult held =
            new FineTuning(new() { Recipe = Short, CollapseLimit = 1, Outputs = strong }).Erase(model, Clean, new RunContext());
        using DefenseResult distilled = AutoSupport.Erase(model, AutoSupport.Plain with { Recipe = Short, TeacherRecipe = Short }, Clean);
        using DefenseResult both =
            AutoSupport.Erase(model, AutoSupport.Plain with { Recipe = Short, TeacherRecipe = Short, Outputs = strong }, Clean);

        Assert.NotEqual(TestModels.Bits(free.Model), TestModels.Bits(held.Model));
        Assert.NotEqual(TestModels.Bits(distilled.Model), TestModels.Bits(both.Model));
        Assert.NotEqual(TestModels.Bits(distilled.Teacher!), TestModels.Bits(both.Teacher!));
        Assert.Equal(before, TestModels.Bits(model));
        Assert.All(free.Epochs.Concat(distilled.Epochs), e => Assert.Equal(0, e.Outputs));
        Assert.All(held.Epochs, e => Assert.True(e.Outputs > 0));
        Assert.All(held.Epochs, e => Assert.Equal(e.Loss, e.CrossEntropy + e.Outputs, 1e-3));
    }

    [Fact]
    public void With_beta_0_it_is_finetuning_that_keeps_the_outputs()
    {
        using WideResNet model = TestModels.Random();
        OutputDistillation outputs = new();
        using DefenseResult tuned =
            new FineTuning(new() { Recipe = Short, CollapseLimit = 1, Outputs = outputs }).Erase(model, Clean, new RunContext());
        using DefenseResult distilled = AutoSupport.Erase(
            model, AutoSupport.Plain with { Recipe = Short, TeacherRecipe = Short, Steps = [new(0, 1)], Outputs = outputs }, Clean);
        Assert.Equal(TestModels.Bits(tuned.Model), TestModels.Bits(distilled.Model));
    }

    [Theory]
    [InlineData(0, 4, "weight")]
    [InlineData(double.NaN, 4, "weight")]
    [InlineData(1, 0, "temperature")]
    [InlineData(1, double.PositiveInfinity, "temperature")]
    public void Numbers_outside_their_range_are_refused(double weight, double temperature, string word)
    {
        NadException e = Assert.Throws<NadException>(
            () => new FineTuningOptions { Outputs = new() { Weight = weight, Temperature = temperature } }.Validate());
        Assert.Contains(word, e.Message, StringComparison.Ordinal);
    }
}
