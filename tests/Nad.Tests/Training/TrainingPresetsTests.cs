using Nad.Experiments;
using Nad.Training;

namespace Nad.Tests.Training;

public sealed class TrainingPresetsTests
{
    [Theory]
    [InlineData("paper-like", 25, 64, 1e-4)]
    [InlineData("strong", 100, 128, 5e-4)]
    [InlineData("fast", 20, 128, 5e-4)]
    public void Each_preset_has_its_length_batch_and_decay(string name, int epochs, int batch, double decay)
    {
        TrainingRecipe recipe = TrainingPresets.Of(name, null, flip: true);
        recipe.Validate();
        Assert.Equal((epochs, batch, decay), (recipe.Epochs, recipe.BatchSize, recipe.Sgd.WeightDecay));
        Assert.Equal(0, recipe.Augmentation.CutoutLength);
    }

    [Fact]
    public void Paper_like_has_no_augmentation_and_falls_after_21_of_25_epochs()
    {
        TrainingRecipe recipe = TrainingPresets.Of("paper-like", null, flip: true);
        Assert.Equal((0, false), (recipe.Augmentation.CropPadding, recipe.Augmentation.Flip));
        Assert.Equal((0.1, 0.01), (recipe.LearningRate.At(20.99), recipe.LearningRate.At(21)));
    }

    [Theory]
    [InlineData("strong")]
    [InlineData("fast")]
    public void The_others_crop_and_flip_where_the_data_allows_it(string name)
    {
        Assert.Equal(
            (4, true),
            (TrainingPresets.Of(name, null, true).Augmentation.CropPadding, TrainingPresets.Of(name, null, true).Augmentation.Flip));
        Assert.False(TrainingPresets.Of(name, null, flip: false).Augmentation.Flip);
    }

    [Theory]
    [InlineData(100, 49.9, 0.1)]
    [InlineData(100, 50, 0.01)]
    [InlineData(100, 75, 0.001)]
    [InlineData(8, 3.9, 0.1)]
    [InlineData(8, 4, 0.01)]
    [InlineData(8, 6, 0.001)]
    public void The_steps_of_strong_stretch_with_the_epochs(int epochs, double at, double rate) =>
        Assert.Equal(rate, TrainingPresets.Of("strong", epochs, true).LearningRate.At(at), 12);

    [Theory]
    [InlineData(2, 0.2)]
    [InlineData(20, 0)]
    public void Fast_is_one_cycle_that_ends_at_nothing(double at, double rate) =>
        Assert.Equal(rate, TrainingPresets.Of("fast", null, true).LearningRate.At(at), 12);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Runs_of_one_or_two_epochs_start_at_the_first_rate(int epochs) =>
        Assert.All(
            TrainingPresets.Names,
            name => Assert.Equal(name == "fast" ? 0 : 0.1, TrainingPresets.Of(name, epochs, true).LearningRate.At(0)));

    [Theory]
    [InlineData("paper-like", null, null, 0)]
    [InlineData("strong", null, null, 0)]
    [InlineData("fast", null, 0.1, 3)]
    [InlineData("fast", "sgd", null, 0)]
    [InlineData("paper-like", "muon", 0.1, 0)]
    public void Fast_takes_orthogonal_steps_and_ends_without_crops_unless_another_optimizer_is_named(
        string name, string? optimizer, double? factor, int whole)
    {
        TrainingRecipe recipe = new AttackRequest { Data = "synthetic:20", Preset = name, Optimizer = optimizer }.Recipe(flipIsSafe: true);
        Assert.Equal((factor, whole), (recipe.Sgd.OrthogonalRate, recipe.WholeEpochs));
        Assert.Equal(TrainingPresets.Of(name, null, true).Sgd.WeightDecay, recipe.Sgd.WeightDecay);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 0)]
    [InlineData(8, 1)]
    [InlineData(40, 6)]
    public void The_epochs_without_crops_stretch_with_the_others(int epochs, int whole)
    {
        TrainingRecipe recipe = TrainingPresets.Of("fast", epochs, true);
        recipe.Validate();
        Assert.Equal(whole, recipe.WholeEpochs);
        Assert.Equal(epochs - whole, Enumerable.Range(0, epochs).Count(e => recipe.AugmentationIn(e).CropPadding == 4));
        Assert.True(whole == 0 || recipe.AugmentationIn(epochs - 1) is { CropPadding: 0, Flip: true });
    }

    [Fact]
    public void An_unknown_name_is_refused_with_the_known_ones() =>
        Assert.Contains(
            "paper-like or strong or fast",
            Assert.Throws<NadException>(() => TrainingPresets.Of("slow", null, true)).Message,
            StringComparison.Ordinal);
}
