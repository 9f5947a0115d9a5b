using Nad.Defenses;
using Nad.Experiments;

namespace Nad.Tests.Experiments;

/// <summary>What is measured after each epoch, beside the records of a defense that tried more than it kept.</summary>
public sealed class EraseJobTests
{
    [Fact]
    public void What_was_measured_stays_with_its_epoch_where_trainings_are_listed_in_another_order()
    {
        EpochRecord[] trained =
        [
            Record("teacher", 1, 0.3),
            Record("teacher", 2, 0.3),
            Record("teacher", 1, 0.1),
            Record("teacher", 2, 0.1),
            Record("student", 1, 0.1) with { Loss = 7 }
        ];
        EpochRecord[] watched = [.. trained.Select((e, i) => e with { TestAcc = i / 10.0, TestAsr = 1 - (i / 10.0) })];
        EpochRecord[] listed =
        [
            .. trained[2..4].Select(e => e with { Phase = "teacher, rate 0.1", Rejected = true }),
            .. trained[..2],
            trained[4],
        ];

        IReadOnlyList<EpochRecord> merged = EraseJob.Merged(listed, watched);

        Assert.Equal([0.2, 0.3, 0, 0.1, 0.4], merged.Select(e => e.TestAcc!.Value));
        Assert.Equal([0.8, 0.7, 1, 0.9, 0.6], merged.Select(e => e.TestAsr!.Value));
        Assert.Equal(listed.Select(e => e.Phase), merged.Select(e => e.Phase));
    }

    [Fact]
    public void An_epoch_that_was_not_measured_has_no_figures() =>
        Assert.All(
            EraseJob.Merged([Record("student", 1, 0.1), Record("student", 2, 0.1)], [Record("student", 2, 0.2) with { TestAcc = 1 }]),
            e => Assert.Null(e.TestAcc));

    private static EpochRecord Record(string phase, int epoch, double rate) =>
        new() { Phase = phase, Epoch = epoch, Lr = rate / epoch, Loss = 1 / rate, CrossEntropy = epoch };
}
