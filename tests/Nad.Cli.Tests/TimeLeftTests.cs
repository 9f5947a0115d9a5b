namespace Nad.Cli.Tests;

/// <summary>The time left is that of the whole run.</summary>
public sealed class TimeLeftTests
{
    private double now;

    [Fact]
    public void It_falls_steadily_through_all_trainings_that_are_expected()
    {
        TimeLeft left = new(() => now);
        left.Expect([new("teacher", 2, 10), new("student", 2, 10, 2), new("student-b", 2, 10, 2)]);
        // 20 steps of one second, then 40 of two.
        double before = double.PositiveInfinity;
        foreach ((string phase, double seconds) in ((string, double)[])[("teacher", 1), ("student", 2), ("student-b", 2)])
        {
            for (int step = 1; step <= 20; step++)
            {
                now += seconds;
                double told = left.At(At(phase, step)).TotalSeconds;
                if (phase == "teacher" && step == 1) continue;
                Assert.True(told <= before + 3, $"{phase} {step}: {told} after {before}");
                Assert.InRange(told, 0, 105);
                if (phase == "student-b") Assert.InRange(told, ((20 - step) * 2) - 6, ((20 - step) * 2) + 6);
                before = told;
            }
        }

        Assert.Equal(0, before);
    }

    [Fact]
    public void A_second_try_adds_to_it_and_what_waits_is_still_counted()
    {
        TimeLeft left = new(() => now);
        left.Expect([new("teacher", 2, 10), new("student", 2, 10)]);
        for (int step = 1; step <= 20; step++) Tick(left, "teacher", step);
        double again = Tick(left, "teacher", 1), end = 0;
        Assert.InRange(again, 35, 42);
        for (int step = 2; step <= 20; step++) end = Tick(left, "teacher", step);
        Assert.InRange(end, 18, 22);
    }

    [Fact]
    public void What_was_trained_before_a_resumption_costs_nothing()
    {
        TimeLeft left = new(() => now);
        left.Expect([new("student", 2, 10)]);
        Tick(left, "student", 16);
        Assert.InRange(Tick(left, "student", 17), 2, 4);
    }

    private double Tick(TimeLeft left, string phase, int step)
    {
        now++;
        return left.At(At(phase, step)).TotalSeconds;
    }

    private static TrainingProgress At(string phase, int step) =>
        new(phase, ((step - 1) / 10) + 1, 2, ((step - 1) % 10) + 1, 10, 1, 1, [], 1);
}
