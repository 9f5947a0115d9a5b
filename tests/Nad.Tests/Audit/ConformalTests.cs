using Nad.Audit;
using Nad.Data;

namespace Nad.Tests.Audit;

public sealed class ConformalTests
{
    [Fact]
    public void P_counts_the_references_that_show_as_much()
    {
        Assert.Equal(0.25, Conformal.P([1, 2, 3], 4));
        Assert.Equal(0.5, Conformal.P([1, 2, 3], 3));
        Assert.Equal(1, Conformal.P([1, 2, 3], 0));
        Assert.Equal(1, Conformal.P([], 0));
    }

    [Fact]
    public void One_statistic_that_is_far_out_is_enough_among_many()
    {
        Dictionary<string, double> own = Statistics(new RandomStream(99, "model"));
        own["f3"] = 50;
        Assert.Equal((1.0 / 40, "f3"), Conformal.Together(Clean(39, 0), own));
    }

    [Fact]
    public void Units_and_origins_of_the_statistics_are_of_no_account()
    {
        Dictionary<string, double> own = Statistics(new RandomStream(5, "model"));
        IReadOnlyDictionary<string, double>[] clean = Clean(30, 1);
        Assert.Equal(Conformal.Together(clean, own), Conformal.Together([.. clean.Select(Changed)], Changed(own)));

        static Dictionary<string, double> Changed(IReadOnlyDictionary<string, double> statistics) =>
            statistics.ToDictionary(s => s.Key, s => s.Key == "f2" ? (1024 * s.Value) + 64 : s.Value);
    }

    // Seven statistics of which none is corrected by itself: without the correction about 30 % would be accused.
    [Fact]
    public void Models_like_the_references_are_accused_no_more_often_than_the_level_says()
    {
        int accused =
            Enumerable.Range(0, 1000).Count(i => Conformal.Together(Clean(39, i), Statistics(new RandomStream(i, "another"))).P <= 0.05);
        // 50 are expected; five standard deviations of a binomial are 35.
        Assert.InRange(accused, 15, 85);
    }

    [Fact]
    public void Equal_values_have_no_spread_to_be_measured_in() => Assert.Equal([0, 0, 0, 0], Conformal.Standardised([1, 1, 1, 9]));

    private static IReadOnlyDictionary<string, double>[] Clean(int count, long seed)
    {
        RandomStream random = new(seed, "clean");
        return [.. Enumerable.Range(0, count).Select(_ => Statistics(random))];
    }

    private static Dictionary<string, double> Statistics(RandomStream random) =>
        Enumerable.Range(0, 7).ToDictionary(f => $"f{f}", _ => random.NextNormal());
}
