using Nad.Attacks;
using Nad.Data;
using static Nad.Tests.Attacks.AttackSupport;

namespace Nad.Tests.Attacks;

public sealed class BlendTests
{
    [Fact]
    public void The_pattern_is_mixed_in_with_its_weight_and_truncated()
    {
        PictureTrigger trigger = (PictureTrigger)Attack(new BlendOptions()).Backdoor.Trigger;
        byte[] image = Stamped(trigger, 101);
        for (int i = 0; i < image.Length; i++) Assert.Equal((byte)((0.8 * 101) + (0.2 * trigger.Pixels[i])), image[i]);
        Assert.Equal(3072, trigger.Pixels.Length);
        Assert.InRange(trigger.Pixels.Average(p => (double)p), 122, 133);
    }

    [Fact]
    public void The_pattern_is_fixed_by_the_seed_and_has_three_channels_or_one()
    {
        byte[] Pattern(long seed, bool gray) => ((PictureTrigger)Attack(new BlendOptions { Gray = gray }, seed).Backdoor.Trigger).Pixels;
        Assert.Equal(Pattern(1, false), Pattern(1, false));
        Assert.NotEqual(Pattern(1, false), Pattern(2, false));
        Assert.All(Pattern(1, true).Chunk(3), p => Assert.Single(p.Distinct()));
        Assert.Contains(Pattern(1, false).Chunk(3), p => p.Distinct().Count() > 1);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.37)]
    public void A_poisoned_set_differs_only_where_the_rule_says_so(double rate) =>
        DiffersOnlyWhereTheRuleSaysSo(Attack(new BlendOptions { Rate = rate, Target = 4 }), Set(60, 2), new RandomStream(0, "poison"));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_weight_outside_its_range_is_refused(double alpha) =>
        Assert.Throws<NadException>(() => Attack(new BlendOptions { Alpha = alpha }));

    private static Blend Attack(BlendOptions options, long seed = 0) => new(options, 10, 32, 32, new RandomStream(seed, "pattern"));
}
