using Nad.Data;
using Nad.Defenses;
using Nad.Evaluation;
using Nad.Models;
using Nad.Tests.Models;
using Nad.Torch;
using Nad.Torch.Optimizers;
using Nad.Training;

namespace Nad.Tests.Defenses;

/// <summary>A defense that fails says so, leaks nothing (the leak guard watches), and leaves the input as it was.</summary>
public sealed class FailureTests
{
    public static TheoryData<string> Defenses => ["finetune", "nad"];

    [Theory]
    [MemberData(nameof(Defenses))]
    public void A_loss_that_is_no_number_ends_the_run(string defense)
    {
        TrainingFailedException e = Fails(
            defense, new() { Epochs = 3, BatchSize = 8, LearningRate = StepSchedule.Constant(1e30) }, new(TestModels.Images(16), null));
        Assert.Contains("Use a lower --lr", e.Message, StringComparison.Ordinal);
        Assert.Contains("learning rate 1e+30", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Defenses))]
    public void A_model_that_forgets_its_task_is_not_handed_out(string defense)
    {
        // Held-out labels are the model's own answers, so it starts at 100 %; it is then taught one other class for every image.
        ImageSet held = TestModels.Images(20, seed: 3);
        using WideResNet model = TestModels.Random();
        int[] answers = new Evaluator(Device.Cpu).Predict(model, held);
        ImageSet own = new(held.Pixels, answers, 32, 32, held.ClassNames, "own answers");
        int other = Enumerable.Range(0, 10).First(c => !answers.Contains(c));
        TrainingRecipe recipe =
            new() { Epochs = 4, BatchSize = 8, LearningRate = StepSchedule.Constant(0.1), Augmentation = Augmentation.None };

        TrainingFailedException e = Fails(defense, recipe, new(TestModels.Images(32, seed: 4, label: other), own));

        Assert.Contains("collapsed from 100", e.Message, StringComparison.Ordinal);
        Assert.Contains("20 clean images", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Defenses))]
    public void A_cancelled_run_stops_between_two_steps(string defense)
    {
        using CancellationTokenSource source = new();
        using WideResNet model = TestModels.Random();
        byte[][] before = TestModels.Bits(model);
        Steps steps = new(() => source.Cancel(), after: 2);
        RunContext run = new() { Cancellation = source.Token, Progress = steps };

        Assert.Throws<OperationCanceledException>(
            () => Make(defense, new() { Epochs = 2, BatchSize = 8 }).Erase(model, new(TestModels.Images(40), null), run));

        Assert.Equal(2, steps.Count);
        Assert.Equal(before, TestModels.Bits(model));
    }

    [Fact]
    public void Without_a_hold_out_nothing_is_guarded()
    {
        using WideResNet model = TestModels.Random();
        Assert.Null(Record.Exception(
            () => new CollapseGuard(model, new(TestModels.Images(4), null), 0, new RunContext()).CheckAccuracy(double.NaN, "student")));
    }

    private static TrainingFailedException Fails(string defense, TrainingRecipe recipe, CleanData clean)
    {
        using WideResNet model = TestModels.Random();
        byte[][] before = TestModels.Bits(model);
        TrainingFailedException e =
            Assert.Throws<TrainingFailedException>(() => Make(defense, recipe).Erase(model, clean, new RunContext()));
        Assert.Equal(before, TestModels.Bits(model));
        Assert.Contains("The model that was given is untouched", e.Message, StringComparison.Ordinal);
        return e;
    }

    private static IDefense Make(string defense, TrainingRecipe recipe) => defense == "nad"
        ? new NeuralAttentionDistillation(new NadOptions { Student = recipe, TeacherRecipe = recipe })
        : new FineTuning(new FineTuningOptions { Recipe = recipe });

    private sealed class Steps(Action action, int after) : IProgress<TrainingProgress>
    {
        public int Count { get; private set; }

        public void Report(TrainingProgress value)
        {
            if (value.Finished is null && ++Count == after) action();
        }
    }
}
