namespace Nad.Torch.Tests;

public sealed class ThreadPolicyTests
{
    [Theory]
    [InlineData(1, 5, 5, 1)]       // one processor: nothing to choose
    [InlineData(2, 5, 9, 2)]       // idle: two threads are faster
    [InlineData(2, 40, 9, 1)]      // busy: two threads wait for each other
    [InlineData(8, 9, 9, 1)]       // no gain is no reason to disturb others
    public void The_number_of_threads_is_what_is_faster(int processors, double many, double one, int expected) =>
        Assert.Equal(expected, ThreadPolicy.Choose(processors, threads => threads == 1 ? one : many));

    [Fact]
    public void A_single_disturbance_does_not_decide()
    {
        int call = 0;
        Assert.Equal(4, ThreadPolicy.Choose(4, threads => ++call == 5 ? 1000 : threads == 1 ? 9 : 3));
    }
}
