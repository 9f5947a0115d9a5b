using Nad.Data;
using Nad.Defenses;
using Nad.Evaluation;
using Nad.Models;
using Nad.Tests.Models;
using Nad.Torch.Optimizers;
using Nad.Training;

namespace Nad.Tests.Defenses;

/// <summary>The accuracy that a defense goes by is that on mirrored images, where that is asked for and safe.</summary>
public sealed class MirroredHoldOutTests
{
    private static readonly CleanData Clean = new(TestModels.Images(12, seed: 1), TestModels.Images(40, seed: 2)) { MirrorIsSafe = true };
    private static readonly TrainingRecipe Short = new() { Epochs = 1, BatchSize = 6, LearningRate = StepSchedule.Constant(0.01) };
    private static readonly NadOptions Options = new() { Student = Short, TeacherRecipe = Short, CollapseLimit = 1, Beta = [100] };

    [Fact]
    public void Mirroring_turns_the_columns_of_every_row_round_and_keeps_labels()
    {
        ImageSet images = TestModels.Images(3, seed: 4), mirrored = images.Mirrored();
        for (int n = 0; n < 3; n++)
            for (int y = 0; y < images.Height; y++)
                for (int x = 0; x < images.Width; x++)
                    for (int c = 0; c < 3; c++)
                        Assert.Equal(images.Image(n)[(((y * images.Width) + x) * 3) + c], mirrored.Image(n)[(((y * images.Width) + images.Width - 1 - x) * 3) + c]);
        Assert.Equal(images.Labels, mirrored.Labels);
        Assert.Equal(images.Pixels, mirrored.Mirrored().Pixels);
    }

    [Fact]
    public void The_hold_out_of_a_run_is_mirrored_and_nothing_else_changes()
    {
        using WideResNet model = TestModels.Random();
        ImageSet held = Clean.HoldOut!;
        byte[] before = [.. held.Pixels];
        using DefenseResult plain = Erase(Options, Clean), mirrored = Erase(Options with { MirrorHoldOut = true }, Clean);
        Assert.Equal(TestModels.Bits(plain.Model), TestModels.Bits(mirrored.Model));
        Assert.Equal(plain.Epochs[^1].Loss, mirrored.Epochs[^1].Loss);
        Assert.Equal(new Evaluator(new RunContext().Device).Accuracy(mirrored.Model, held.Mirrored()).Value, mirrored.Epochs[^1].ValAcc);
        Assert.Equal(new Evaluator(new RunContext().Device).Accuracy(plain.Model, held).Value, plain.Epochs[^1].ValAcc);
        Assert.Equal(before, held.Pixels);

        DefenseResult Erase(NadOptions options, CleanData clean) => new NeuralAttentionDistillation(options).Erase(model, clean, new RunContext());
    }

    [Fact]
    public void Images_whose_class_mirroring_may_change_stay_as_they_are()
    {
        using WideResNet model = TestModels.Random();
        NadOptions mirroring = Options with { MirrorHoldOut = true };
        foreach ((NadOptions options, CleanData clean) in ((NadOptions, CleanData)[])[(mirroring, Clean with { MirrorIsSafe = false }), (mirroring with { Student = Short with { Augmentation = new Augmentation { Flip = false } } }, Clean), (mirroring, Clean with { HoldOut = null })])
        {
            using DefenseResult result = new NeuralAttentionDistillation(options).Erase(model, clean, new RunContext());
            double expected = clean.HoldOut is null ? double.NaN : new Evaluator(new RunContext().Device).Accuracy(result.Model, clean.HoldOut).Value;
            Assert.Equal(expected, result.Epochs[^1].ValAcc);
        }
    }

    [Fact]
    public void Auto_mirrors_and_the_papers_recipe_does_not()
    {
        Assert.True(NadOptions.Auto.MirrorHoldOut);
        Assert.False(NadOptions.Paper.MirrorHoldOut);
        Assert.Contains(NadOptions.Auto.Rows(), r => r is { Name: "hold-out", Value: "mirrored" });
        Assert.DoesNotContain(NadOptions.Paper.Rows(), r => r.Name == "hold-out");
    }
}
