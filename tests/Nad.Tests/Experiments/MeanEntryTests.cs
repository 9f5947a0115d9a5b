using Nad.Experiments;

namespace Nad.Tests.Experiments;

public sealed class MeanEntryTests
{
    [Fact]
    public void Deviation_is_that_of_a_sample() => Assert.Equal(new MeanEntry(2, 1, 3), MeanEntry.Of([1, 2, 3]));

    [Fact]
    public void One_value_has_no_deviation() => Assert.Equal(new MeanEntry(0.5, null, 1), MeanEntry.Of([0.5]));

    [Fact]
    public void A_missing_value_leaves_no_mean() => Assert.Null(MeanEntry.Of([0.5, null]));

    [Fact]
    public void Nothing_has_no_mean() => Assert.Null(MeanEntry.Of([]));
}
