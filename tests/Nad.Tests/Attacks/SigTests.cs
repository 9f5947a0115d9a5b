using Nad.Attacks;
using Nad.Data;
using Nad.TestSupport;
using static Nad.Tests.Attacks.AttackSupport;

namespace Nad.Tests.Attacks;

public sealed class SigTests
{
    // 20·sin(2π·6·j/32) repeats after 16 columns; 100 + v, cut off.
    [Fact]
    public void The_sinusoid_has_its_golden_values_in_every_row()
    {
        byte[] image = Stamped(new Sig(new SigOptions(), 10, 32, 32).Backdoor.Trigger, 100);
        byte[] golden = [100, 118, 114, 92, 80, 92, 114, 118, 100, 81, 85, 107, 120, 107, 85, 81];
        Assert.All(Enumerable.Range(0, 32), y => Assert.Equal([.. golden, .. golden], Row(image, y)));
        Assert.All(image.Chunk(3), p => Assert.Single(p.Distinct()));
    }

    [Fact]
    public void Sums_are_clipped_to_bytes()
    {
        Trigger trigger = new Sig(new SigOptions(), 10, 32, 32).Backdoor.Trigger;
        Assert.Equal(0, Row(Stamped(trigger, 5), 0)[4]);
        Assert.Equal(255, Row(Stamped(trigger, 250), 0)[12]);
    }

    [Fact]
    public void The_authors_mask_is_the_formula_wrapped_to_bytes()
    {
        string path = TestData.Require("nad-authors", "trigger", "signal_cifar10_mask.npy");
        byte[] stored = File.ReadAllBytes(path)[^1024..];
        PictureTrigger trigger = (PictureTrigger)new Sig(new SigOptions { AuthorsMask = true }, 10, 32, 32).Backdoor.Trigger;
        Assert.Equal(stored, trigger.Pixels.Where((_, i) => i % 3 == 0));
        Assert.Equal(0.2, trigger.Blend);
    }

    [Theory]
    [InlineData(0.08, RateBasis.Dataset, 16)]
    [InlineData(0.5, RateBasis.TargetClass, 10)]
    public void A_poisoned_set_differs_only_where_the_rule_says_so(double rate, RateBasis basis, int count)
    {
        Sig attack = new(new SigOptions { Rate = rate, Basis = basis, Target = 2 }, 10, 32, 32);
        DiffersOnlyWhereTheRuleSaysSo(attack, Set(200, 3), new RandomStream(0, "poison"));
        Assert.Equal(count, attack.Poison(Set(200, 3), new RandomStream(0, "poison")).Poisoned.Length);
    }

    [Fact]
    public void The_papers_rate_is_the_default() => Assert.Equal(0.08, new SigOptions().Rate);

    [Fact]
    public void An_amplitude_outside_its_range_is_refused() =>
        Assert.Throws<NadException>(() => new Sig(new SigOptions { Amplitude = 0 }, 10, 32, 32));
}
