using Nad.Evaluation;

namespace Nad.Tests.Evaluation;

public sealed class WilsonIntervalTests
{
    // The four examples of R. G. Newcombe, Statistics in Medicine 17 (1998) 857–872, table I, method 3 (score, no continuity correction).
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void Limits_are_the_published_ones(int hits, int trials, double low, double high)
    {
        (double actualLow, double actualHigh) = WilsonInterval.Of(hits, trials);

        Assert.Equal(low, actualLow, 0.00005);
        Assert.Equal(high, actualHigh, 0.00005);
    }

    [Fact]
    public void Half_of_ten_gives_limits_that_mirror_each_other()
    {
        (double low, double high) = new Rate(5, 10).Interval95;

        Assert.Equal(0.23659, low, 0.00001);
        Assert.Equal(1, low + high, 1e-12);
    }

    [Fact]
    public void The_ends_are_exact_where_every_or_no_trial_hits()
    {
        Assert.Equal(0.0, new Rate(0, 911).Interval95.Low);
        Assert.Equal(1.0, new Rate(911, 911).Interval95.High);
    }

    [Fact]
    public void The_interval_holds_the_rate_and_stays_inside_0_and_1()
    {
        for (int trials = 1; trials <= 60; trials++)
        {
            for (int hits = 0; hits <= trials; hits++)
            {
                Rate rate = new(hits, trials);
                (double low, double high) = rate.Interval95;
                Assert.True(low >= 0 && low <= rate.Value && rate.Value <= high && high <= 1, $"{hits} of {trials}: {low} … {high}");
            }
        }
    }

    [Fact]
    public void Nothing_tried_is_not_a_number_and_could_be_anything()
    {
        Assert.True(double.IsNaN(default(Rate).Value));
        Assert.Equal((0.0, 1.0), default(Rate).Interval95);
    }

    [Theory]
    [InlineData(-1, 10)]
    [InlineData(11, 10)]
    [InlineData(0, -1)]
    public void Rejects_counts_that_cannot_be(int hits, int trials) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Rate(hits, trials));
}
