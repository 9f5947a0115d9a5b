using Nad.Data;

namespace Nad.Tests;

public sealed class RandomStreamTests
{
    [Fact]
    public void Same_seed_and_name_give_the_same_numbers() =>
        Assert.Equal(new RandomStream(7, "order").Permutation(100), new RandomStream(7, "order").Permutation(100));

    [Fact]
    public void Another_name_gives_other_numbers() =>
        Assert.NotEqual(new RandomStream(7, "order").NextUInt64(), new RandomStream(7, "crop").NextUInt64());

    [Fact]
    public void Bounded_integers_reach_every_value_evenly()
    {
        RandomStream random = new(1, "bounded");
        int[] counts = new int[7];
        for (int i = 0; i < 70_000; i++) counts[random.Next(7)]++;
        Assert.All(counts, c => Assert.InRange(c, 9_500, 10_500));
    }

    [Fact]
    public void Normal_numbers_have_mean_0_and_variance_1()
    {
        RandomStream random = new(1, "normal");
        double[] x = [.. Enumerable.Range(0, 100_000).Select(_ => random.NextNormal())];
        Assert.InRange(x.Average(), -0.02, 0.02);
        Assert.InRange(x.Average(v => v * v), 0.97, 1.03);
    }
}
