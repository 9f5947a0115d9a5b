using Nad.Data;
using Nad.Torch.Optimizers;
using Nad.Training;

namespace Nad.Tests.Training;

public sealed class TrainingRecipeTests
{
    public static TheoryData<TrainingRecipe, string> Wrong => new()
    {
        { new() { Epochs = 0 }, "epochs must be 1 to 100000, but is 0" },
        { new() { LeastSteps = -1 }, "least number of steps must be 0 to 100000, but is -1" },
        { new() { BatchSize = 1 }, "batch size must be 2 to 65536, but is 1" },
        { new() { LearningRate = StepSchedule.Constant(-0.1) }, "learning rate must be a number of at least 0, but is -0.1" },
        { new() { LearningRate = StepSchedule.Constant(double.NaN) }, "but is NaN" },
        { new() { Epochs = 3, WholeEpochs = 4 }, "must be 0 to 3, all epochs, but are 4" },
        { new() { WholeEpochs = -1 }, "but are -1" },
        { new() { Augmentation = new Augmentation { CropPadding = -1 } }, "crop padding must be 0 to 64 pixels, but is -1" },
        { new() { Augmentation = new Augmentation { CutoutLength = 5000 } }, "Cutout length must be 0 to 4096 pixels, but is 5000" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Values_outside_their_range_are_named(TrainingRecipe recipe, string message) =>
        Assert.Contains(message, Assert.Throws<NadException>(recipe.Validate).Message, StringComparison.Ordinal);

    [Fact]
    public void The_presets_are_valid()
    {
        foreach (TrainingRecipe recipe in (TrainingRecipe[])[
            TrainingRecipe.Paper, TrainingRecipe.AuthorsCode, TrainingRecipe.Auto, TrainingRecipe.Scratch
        ])
            Assert.Null(Record.Exception(recipe.Validate));
    }

    [Theory]
    [InlineData(2250, 20)]                                                  // what it was measured with
    [InlineData(45_000, 20)]
    [InlineData(450, 88)]                                                   // 8 steps an epoch
    [InlineData(65, 700)]                                                   // a batch of 65, no step of a single image
    [InlineData(20, 700)]
    public void Of_few_images_there_are_more_epochs_along_the_same_curve(int images, int epochs)
    {
        TrainingRecipe recipe = TrainingRecipe.Auto.For(images);
        Assert.Equal(epochs, recipe.Epochs);
        Assert.Equal(new CosineSchedule(0.1, epochs), recipe.LearningRate);
        Assert.Same(TrainingRecipe.Paper, TrainingRecipe.Paper.For(images));
    }

    [Fact]
    public void The_papers_recipe_is_as_printed()
    {
        TrainingRecipe paper = TrainingRecipe.Paper;
        Assert.Equal(
            (10, 64, 0.9, true, 1e-4), (paper.Epochs, paper.BatchSize, paper.Sgd.Momentum, paper.Sgd.Nesterov, paper.Sgd.WeightDecay));
        Assert.Equal((4, true, 9), (paper.Augmentation.CropPadding, paper.Augmentation.Flip, paper.Augmentation.CutoutLength));
        Assert.Equal(
            [0.1, 0.1, 1e-2, 1e-2, 1e-3, 1e-3, 1e-4, 1e-4, 1e-5, 1e-5],
            Enumerable.Range(0, 10).Select(e => Math.Round(paper.LearningRate.At(e), 12)));
    }
}
