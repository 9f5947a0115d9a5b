using Nad.Data;
using Nad.Evaluation;

namespace Nad.Tests.Evaluation;

public sealed class RocCurveTests
{
    [Fact]
    public void The_area_is_the_share_of_pairs_in_order_and_ties_count_half()
    {
        Assert.Equal(1, new RocCurve([1, 2], [3, 4]).Area);
        Assert.Equal(0, new RocCurve([3, 4], [1, 2]).Area);
        Assert.Equal(0.5, new RocCurve([1, 1], [1, 1]).Area);
        Assert.Equal(3 / 4.0, new RocCurve([1, 3], [2, 4]).Area);
    }

    [Fact]
    public void The_curve_goes_from_corner_to_corner_and_encloses_the_area()
    {
        RandomStream random = new(0, "numbers");
        RocCurve curve = new(Numbers(random, 30, 0), Numbers(random, 20, 1));
        IReadOnlyList<(double FalsePositives, double TruePositives)> points = curve.Points;
        Assert.Equal(((0, 0), (1, 1)), (points[0], points[^1]));
        double area = points.Zip(points.Skip(1)).Sum(
            p => (p.Second.FalsePositives - p.First.FalsePositives) * (p.Second.TruePositives + p.First.TruePositives) / 2);
        Assert.Equal(curve.Area, area, 1e-12);
    }

    // The true area of two normal distributions one standard deviation apart is Φ(1/√2) = 0.760.
    [Fact]
    public void Of_a_hundred_intervals_about_five_miss_the_true_area()
    {
        int missed = Enumerable.Range(0, 200).Count(i =>
        {
            RandomStream random = new(i, "numbers");
            (double low, double high) = new RocCurve(Numbers(random, 40, 0), Numbers(random, 40, 1)).Interval95;
            return low > 0.7602 || high < 0.7602;
        });
        Assert.InRange(missed, 2, 25);
    }

    [Fact]
    public void Groups_that_do_not_overlap_leave_an_interval_all_the_same()
    {
        (double low, double high) = new RocCurve([.. Enumerable.Range(0, 40).Select(i => (double)i)], [100, 101, 102]).Interval95;
        Assert.InRange(low, 0.3, 0.9);
        Assert.Equal(1, high, 1e-12);
    }

    [Fact]
    public void True_positives_are_above_all_but_the_false_positives_that_are_allowed()
    {
        double[] clean = [.. Enumerable.Range(1, 40).Select(i => (double)i)];
        // Of 40 two are allowed: 39 and 40.
        Assert.Equal(new Rate(2, 3), new RocCurve(clean, [38, 38.5, 50]).TruePositives(0.05));
        // Of 10 none is.
        Assert.Equal(new Rate(1, 3), new RocCurve(clean[..10], [9, 10, 11]).TruePositives(0.05));
    }

    private static double[] Numbers(RandomStream random, int count, double mean) =>
        [.. Enumerable.Range(0, count).Select(_ => mean + random.NextNormal())];
}
