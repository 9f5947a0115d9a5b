using Nad.Reporting;

namespace Nad.Tests.Reporting;

public sealed class AxisTests
{
    [Fact]
    public void Linear_ticks_are_round_and_enclose_the_data()
    {
        Assert.Equal([0, 0.5, 1, 1.5, 2, 2.5], Axis.Linear(0, 2.3, 5).Ticks);
        Assert.Equal([40, 50, 60, 70, 80, 90], Axis.Linear(47.3, 81.5, 5).Ticks);
    }

    [Fact]
    public void Epochs_get_whole_ticks_and_the_first_has_one()
    {
        Assert.Equal([1, 2, 4, 6, 8, 10], Axis.Whole(1, 10, 8).Ticks);
        Assert.Equal([1, 20, 40, 60, 80, 100], Axis.Whole(1, 100, 8).Ticks);
        Assert.Equal([1], Axis.Whole(1, 1, 8).Ticks);
    }

    [Fact]
    public void Log_ticks_are_powers_of_ten_or_2_and_5_between_few_of_them()
    {
        Assert.Equal(["10⁻⁶", "10⁻⁵", "10⁻⁴", "0.001"], Axis.Log(4e-6, 5e-4).Ticks.Select(Format.Number));
        Assert.Equal(["0.02", "0.05", "0.1"], Axis.Log(0.03, 0.1).Ticks.Select(Format.Number));
    }

    [Fact]
    public void The_ends_of_the_axis_lie_at_0_and_1()
    {
        foreach (Axis axis in new[] { Axis.Linear(-3, 7, 5), Axis.Whole(1, 10, 5), Axis.Log(1e-3, 1e2) })
        {
            Assert.Equal(0, axis.At(axis.Low), 1e-12);
            Assert.Equal(1, axis.At(axis.High), 1e-12);
        }
    }
}
