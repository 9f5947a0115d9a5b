namespace Nad.Torch.Tests;

public sealed class ThreadWatchTests
{
    [Fact]
    public void A_much_slower_epoch_leads_to_a_new_choice_that_is_noted()
    {
        int before = TorchRuntime.Threads, asked = 0;
        List<string> told = [];
        ThreadWatch watch = new(
            () =>
            {
                asked++;
                return TorchRuntime.Threads = before + 1;
            },
            told.Add);
        try
        {
            watch.EpochEnded("teacher", 1, 1000);
            watch.EpochEnded("teacher", 2, 510);
            watch.EpochEnded("student", 1, 400);       // another training, with other work for each image
            Assert.Equal(0, asked);
            Assert.Null(watch.Changes);

            watch.EpochEnded("teacher", 3, 490);

            Assert.Equal((1, before), (asked, watch.First));
            Assert.Equal($"{before + 1} after epoch 3 of the teacher", watch.Changes);
            Assert.Contains($"now {before + 1} instead of {before}", Assert.Single(told), StringComparison.Ordinal);

            watch.EpochEnded("teacher", 4, 490);       // the new measure
            Assert.Equal(1, asked);
        }
        finally
        {
            TorchRuntime.Threads = before;
        }
    }

    [Fact]
    public void The_same_choice_is_no_change()
    {
        ThreadWatch watch = new(() => TorchRuntime.Threads);
        watch.EpochEnded("student", 1, 1000);
        watch.EpochEnded("student", 2, 10);

        Assert.Null(watch.Changes);
    }
}
