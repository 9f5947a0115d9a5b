using Nad.Attacks;
using Nad.Data;
using static Nad.Tests.Attacks.AttackSupport;

namespace Nad.Tests.Attacks;

public sealed class PoisoningRuleTests
{
    private static readonly LabelMap ToThree = new AllToOne(3);

    [Theory]
    [InlineData(0.08, RateBasis.Dataset, 8)]
    [InlineData(0.1, RateBasis.Dataset, 10)]
    [InlineData(0.5, RateBasis.TargetClass, 5)]
    [InlineData(0.19, RateBasis.TargetClass, 1)]
    [InlineData(1, RateBasis.TargetClass, 10)]
    public void A_clean_label_rule_draws_its_share_from_the_target_class_alone(double rate, RateBasis basis, int count)
    {
        ImageSet images = Set(100, 0);
        int[] drawn = new PoisoningRule(rate, basis, CleanLabel: true).Draw(images, ToThree, new RandomStream(0, "poison"));
        Assert.Equal(count, drawn.Length);
        Assert.All(drawn, i => Assert.Equal(3, images.Labels[i]));
        Assert.Equal(drawn.Distinct().Order(), drawn);
    }

    [Fact]
    public void A_dirty_label_rule_draws_from_every_class() =>
        Assert.True(
            new PoisoningRule(0.5).Draw(Set(200, 0), ToThree, new RandomStream(0, "poison")).Select(i => i % 10).Distinct().Count() == 10);

    [Fact]
    public void The_seed_decides_which_images()
    {
        int[] Draw(long seed) => new PoisoningRule(0.1).Draw(Set(200, 0), ToThree, new RandomStream(seed, "poison"));
        Assert.Equal(Draw(1), Draw(1));
        Assert.NotEqual(Draw(1), Draw(2));
    }

    [Fact]
    public void More_than_the_target_class_has_is_refused()
    {
        NadException e = Assert.Throws<NadException>(
            () => new PoisoningRule(0.2, CleanLabel: true).Draw(Set(100, 0), ToThree, new RandomStream(0, "poison")));
        Assert.Contains("20 images", e.Message, StringComparison.Ordinal);
        Assert.Contains("only 10", e.Message, StringComparison.Ordinal);
        Assert.Contains("at most 10 %", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rate_that_poisons_nothing_is_refused() =>
        Assert.Contains(
            "not one",
            Assert.Throws<NadException>(() => new PoisoningRule(0.005).Draw(Set(100, 0), ToThree, new RandomStream(0, "poison"))).Message,
            StringComparison.Ordinal);
}
