using Nad.Torch.Optimizers;

namespace Nad.Torch.Tests.Optimizers;

public sealed class LearningRateScheduleTests
{
    [Fact]
    public void Decay_gives_the_papers_rates()
    {
        StepSchedule schedule = StepSchedule.Decay(0.1, 0.1, every: 2, epochs: 10);
        double[] expected = [0.1, 0.1, 1e-2, 1e-2, 1e-3, 1e-3, 1e-4, 1e-4, 1e-5, 1e-5];
        for (int e = 0; e < expected.Length; e++)
        {
            // Powers of ten, rounded once more than the literal.
            Assert.Equal(expected[e], schedule.At(e), expected[e] * 1e-12);
            Assert.Equal(schedule.At(e), schedule.At(e + 0.99));
        }

        Assert.Equal(1e-5, schedule.At(100), 1e-16);
    }

    [Fact]
    public void A_step_schedule_takes_the_last_milestone_reached()
    {
        StepSchedule schedule = new([(0, 0.1), (2, 0.01)]);
        Assert.Equal([0.1, 0.1, 0.01, 0.01], new[] { 0, 1.999, 2, 19 }.Select(schedule.At));
        Assert.Equal(0.1, schedule.Peak);
        Assert.Equal([0.3, 0.03], new[] { 1.0, 2 }.Select(e => Math.Round(schedule.Scaled(3).At(e), 12)));
        Assert.Equal("0.1 from epoch 1, 0.01 from epoch 3", schedule.ToString());
    }

    [Fact]
    public void One_cycle_rises_to_the_peak_and_falls_to_zero()
    {
        OneCycleSchedule schedule = new(0.4, Epochs: 8, Rise: 0.25);
        Assert.Equal([0, 0.2, 0.4, 0.2, 0, 0], new[] { 0.0, 1, 2, 5, 8, 9 }.Select(e => Math.Round(schedule.At(e), 12)));
        Assert.Equal(0.8, ((OneCycleSchedule)schedule.Scaled(2)).Peak);
    }

    [Fact]
    public void A_cosine_falls_from_the_rate_to_zero()
    {
        CosineSchedule schedule = new(0.4, Epochs: 6);
        // (1 + cos(π/3))/2 = 3/4; (1 + cos(2π/3))/2 = 1/4
        Assert.Equal([0.4, 0.3, 0.2, 0.1, 0, 0], new[] { 0.0, 2, 3, 4, 6, 7 }.Select(e => Math.Round(schedule.At(e), 12)));
        Assert.Equal(0.4, schedule.Peak);
        Assert.Equal(0.2, schedule.Over(12).At(6), 12);
        Assert.Equal(0.1, schedule.Scaled(0.5).At(3), 12);
        Assert.Equal("0.4, falling along a cosine to 0 over 6 epochs", schedule.ToString());
    }

    [Fact]
    public void Schedules_that_know_their_length_stretch_and_steps_stay_where_they_are()
    {
        Assert.Equal(0.4, new OneCycleSchedule(0.4, Epochs: 8, Rise: 0.25).Over(16).At(4), 12);
        Assert.Equal(0.4, new HoldAndFallSchedule(0.4, 10).Over(20).At(10), 12);
        StepSchedule steps = new([(0, 0.1), (2, 0.01)]);
        Assert.Same(steps, steps.Over(40));
    }

    [Fact]
    public void The_same_rate_for_ever() => Assert.Equal([0.05, 0.05], new[] { 0.0, 1e6 }.Select(StepSchedule.Constant(0.05).At));
}
