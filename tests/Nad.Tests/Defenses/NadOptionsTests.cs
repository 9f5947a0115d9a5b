using System.Collections.Immutable;
using Nad.Defenses;
using Nad.Training;

namespace Nad.Tests.Defenses;

public sealed class NadOptionsTests
{
    private static readonly string[] Taps = ["block1", "block2", "block3"];

    [Fact]
    public void Defaults_are_the_papers_and_the_authors_code_is_a_preset()
    {
        Assert.Equal([500, 1000, 1000], NadOptions.Paper.Beta);
        Assert.Equal(
            (2, DistanceForm.Mse, AttentionOperator.Sum), (NadOptions.Paper.Power, NadOptions.Paper.Loss, NadOptions.Paper.Attention));
        Assert.Equal((10, 9), (NadOptions.Paper.Student.Epochs, NadOptions.Paper.Student.Augmentation.CutoutLength));
        Assert.Equal((20, 3), (NadOptions.AuthorsCode.Student.Epochs, NadOptions.AuthorsCode.TeacherRecipe.Augmentation.CutoutLength));
        Assert.Equal([0.1, 0.1, 0.01, 0.01], new[] { 0.0, 1, 2, 19 }.Select(NadOptions.AuthorsCode.Student.LearningRate.At));
    }

    [Fact]
    public void One_beta_holds_for_all_taps() => Assert.Equal([7, 7, 7], new NadOptions { Beta = [7] }.BetaFor(Taps));

    [Theory]
    [InlineData(new[] { 1.0, 2 }, 2, "one for each of the 3 taps; 2 were given")]
    [InlineData(new double[0], 2, "0 were given")]
    [InlineData(new[] { -1.0 }, 2, "at least 0, but is -1")]
    [InlineData(new[] { double.NaN }, 2, "at least 0, but is NaN")]
    [InlineData(new[] { 1.0 }, 0, "above 0, but is 0")]
    [InlineData(new[] { 1.0 }, double.PositiveInfinity, "above 0, but is")]
    public void Values_outside_their_range_are_named(double[] beta, double power, string message)
    {
        NadOptions options = new() { Beta = [.. beta.ToImmutableArray()], Power = power };
        Assert.Contains(message, Assert.Throws<NadException>(() => options.Validate(Taps)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Both_recipes_are_checked()
    {
        TrainingRecipe wrong = new() { Epochs = 0 };
        Assert.Throws<NadException>(() => new NadOptions { Student = wrong }.Validate(Taps));
        Assert.Throws<NadException>(() => new NadOptions { TeacherRecipe = wrong }.Validate(Taps));
    }
}
