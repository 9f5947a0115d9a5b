using Nad.Defenses;
using Nad.Training;
using static Nad.Tests.Defenses.AutoSupport;

namespace Nad.Tests.Defenses;

/// <summary>The rule that chooses β and outputs, on students whose accuracies are made up; nothing is trained.</summary>
public sealed class StepLadderTests
{
    private static readonly AutoOptions Options =
        new() { Steps = [new(1000, 0.2), new(100, 0.5), new(10, 0.8), new(1, 1)], RelativeDrop = 0.02 };

    private readonly List<double> asked = [], settled = [];
    private StepLadder? ladder;

    [Theory]
    [InlineData(new[] { 0.78 }, 0.80, 1000)]                                // the largest is accepted: one training
    [InlineData(new[] { 0.70, 0.76, 0.78 }, 0.80, 10)]
    [InlineData(new[] { Fails, 0.78 }, 0.80, 100)]                          // a training that failed
    [InlineData(new[] { 0.60, 0.67, 0.69, 0.70 }, 0.95, 10)]                // none is accepted: 2 points below the smallest
    [InlineData(new[] { 0.60, 0.61, 0.62, 0.70 }, 0.95, 1)]
    public void From_the_strongest_step_down_the_first_accepted_is_kept(double[] accuracies, double given, double chosen)
    {
        (Trial kept, AutoStep step) = Choose(Options, given, double.NaN, accuracies);

        using (kept)
        {
            Selection selection = kept.Selections[0];
            Assert.Equal((chosen, chosen), (selection.Value, step.Beta));
            Assert.Equal(Options.Steps.Take(accuracies.Length).Select(s => s.Beta), asked);
            Assert.Equal(accuracies.Select(a => a == Fails ? double.NaN : a), selection.Candidates.Select(c => c.ValAcc));
            Assert.Equal(accuracies[asked.IndexOf(chosen)], kept.Accuracy);
            Assert.Equal("student", kept.Epochs[^1].Phase);
            Assert.Equal(kept.Epochs.SkipLast(1), kept.Epochs.Where(e => e.Rejected));
        }
    }

    [Theory]
    [InlineData(new[] { 0.79 }, 0.80, 1000)]                                // 80 % of 100 images: an error of 4 points
    [InlineData(new[] { 0.75, 0.76 }, 0.80, 100)]
    [InlineData(new[] { 0.75, 0.75, 0.75, 0.75 }, 0.80, 1)]                 // none is accepted: the smallest
    [InlineData(new[] { 0.6, 0.77, 0.92 }, 0.80, 10)]                       // the largest ruined the model: the given model is the measure
    [InlineData(new[] { 0.6, 0.77, 0.78, 0.79 }, 0.80, 100)]                // and if none reaches that, the smallest is the measure
    // the teacher keeps what the user wants kept: the given model is the measure
    [InlineData(new[] { 0.91, 0.92 }, 0.93, 100)]
    public void A_student_must_be_as_good_as_a_teacher_that_loses_too_much(double[] accuracies, double teacher, double chosen)
    {
        using Trial kept = Choose(Options, 0.95, teacher, accuracies).Student;
        Assert.Equal(chosen, kept.Selections[0].Value);
        Assert.Equal(accuracies.Length, asked.Count);
    }

    [Theory]
    [InlineData(new[] { 0.79, 0.78 }, new[] { 1000.0 }, 100, 2)]            // the next one is trained only then
    [InlineData(new[] { 0.79, 0.70, 0.78 }, new[] { 1000.0, 10 }, 1, 4)]
    [InlineData(new[] { 0.79, Fails, Fails, Fails }, new[] { 1000.0 }, 1000, 4)]       // nothing else came of it
    public void A_step_at_which_chance_decides_is_given_up_for_a_gentler_one(
        double[] accuracies, double[] unstable, double chosen, int tried)
    {
        using Trial kept = Choose(Options, 0.8, double.NaN, [.. accuracies, 0.78], unstable).Student;

        Selection selection = kept.Selections[0];
        Assert.Equal(unstable.Contains(chosen), ladder!.IsUnstable);
        Assert.Equal((chosen, tried, tried), (selection.Value, asked.Count, selection.Candidates.Count));
        Assert.Equal([.. unstable, .. unstable.Contains(chosen) ? [] : (double[])[chosen]], settled);
        Assert.Equal("student", kept.Epochs[^1].Phase);
        Assert.Equal(kept.Epochs.SkipLast(1), kept.Epochs.Where(e => e.Rejected));
        Assert.Equal(selection.Candidates.Count(c => !double.IsNaN(c.ValAcc)), kept.Epochs.Count);
        if (settled.Count > 1)
            Assert.Contains($"{unstable[0]} was given up, because its students differ", selection.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_reason_has_the_step_what_was_wanted_and_by_what_measure()
    {
        using Trial good = Choose(Options, 0.95, 0.8, 0.79).Student;
        Assert.Equal(
            "Beta 1000, with the given model's outputs at 0.2 of their weight, was chosen: "
                + "its hold-out accuracy is 79.0 %, and at least 76.0 % was wanted (the teacher's 80.0 % less " +
                "1 standard error of 100 images, for the teacher already loses more than 3 points against the given model's 95.0 %); it is "
                + "the largest that was tried.",
            good.Selections[0].Reason);
        asked.Clear();
        using Trial bad = Choose(Options, 0.95, 0.8, 0.7, 0.7, 0.7, 0.7).Student;
        Assert.Contains("no student has the 76.0 % on the hold-out that was wanted", bad.Selections[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gentlest_step_that_fails_ends_the_run() =>
        Assert.Throws<TrainingFailedException>(() => Choose(Options, 0.8, double.NaN, Fails, Fails, Fails, Fails));

    [Fact]
    public void With_one_step_or_without_a_hold_out_nothing_is_chosen()
    {
        using Trial only = Choose(Options with { Steps = [new(7, 1)] }, 0.8, double.NaN, 0.1).Student;
        using Trial blind = Choose(Options, double.NaN, double.NaN, 0.1, 0.1).Student;
        Assert.Equal([7, 1], asked);
        Assert.Empty(only.Selections);
        Assert.Empty(blind.Selections);
    }

    private (Trial Student, AutoStep Step) Choose(AutoOptions options, double given, double teacher, params double[] accuracies) =>
        Choose(options, given, teacher, accuracies, []);

    private (Trial Student, AutoStep Step) Choose(
        AutoOptions options, double given, double teacher, double[] accuracies, double[] unstable) =>
        (ladder = new StepLadder(options, Judge(given))).Choose(
            teacher,
            step =>
            {
                asked.Add(step.Beta);
                return Trial(accuracies[asked.Count - 1]);
            },
            (step, student) =>
            {
                settled.Add(step.Beta);
                return new Settled(student, unstable.Contains(step.Beta) ? "its students differ" : null);
            });
}
