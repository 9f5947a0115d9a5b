using Nad.Training;

namespace Nad.Tests.Training;

public sealed class TimeBudgetTests
{
    // 10 epochs of 6 steps at a second, and 20 of 6 at 1.8 seconds: 276 s.
    private static readonly TrainingCost Cost = new(100, [new("teacher", 10, 6), new("student", 20, 6, 1.8)], 1);

    [Fact]
    public void The_cost_is_told_in_images_steps_and_minutes()
    {
        Assert.Equal((180, 4.6), (Cost.Steps, Math.Round(Cost.Minutes, 6)));
        Assert.Equal(
            "100 images, 180 steps (teacher 10 epochs, student 20 epochs), 1.00 s for a step of finetuning. "
                + "All trainings take about 5 min here.",
            Cost.Describe());
    }

    [Fact]
    public void What_fits_stays_as_it_is() => Assert.Equal(1, new TimeBudget(4.7).PartOf(Cost));

    [Fact]
    public void What_does_not_fit_is_shortened_in_proportion()
    {
        double part = new TimeBudget(2.3).PartOf(Cost);
        Assert.Equal(0.5, part, 6);
        TrainingRecipe half = TrainingRecipe.Paper.Shortened(part);
        Assert.Equal(5, half.Epochs);
        Assert.Equal(TrainingRecipe.Paper.LearningRate.At(9.5), half.LearningRate.At(4.75));
        half.Validate();
    }

    [Fact]
    public void No_recipe_is_shortened_to_nothing()
    {
        foreach (string name in TrainingPresets.Names)
        {
            TrainingRecipe recipe = TrainingPresets.Of(name, null, true).Shortened(0.001);
            Assert.Equal(1, recipe.Epochs);
            recipe.Validate();
        }
    }

    [Fact]
    public void Less_than_an_epoch_is_refused_with_what_would_fit()
    {
        NadException refused = Assert.Throws<NadException>(() => new TimeBudget(0.1).PartOf(Cost));
        Assert.Contains("--budget 0.1 is too short", refused.Message, StringComparison.Ordinal);
        Assert.Contains("at most 35 images", refused.Message, StringComparison.Ordinal);
    }
}
