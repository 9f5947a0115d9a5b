using Nad.Attacks;

namespace Nad.Tests.Attacks;

public sealed class LabelMapTests
{
    [Fact]
    public void All_to_one_leaves_the_target_class_out()
    {
        AllToOne map = new(3);
        Assert.Equal([3, 3, 3, 3], Enumerable.Range(1, 4).Select(map.Target));
        Assert.Equal([1, 2, 4], Enumerable.Range(1, 4).Where(map.Counts));
        Assert.Equal(3, new Backdoor("a", new PatchTrigger([]), map).TargetLabel);
    }

    [Fact]
    public void All_to_all_takes_the_next_class_and_counts_every_one()
    {
        AllToAll map = new(4);
        Assert.Equal([1, 2, 3, 0], Enumerable.Range(0, 4).Select(map.Target));
        Assert.All(Enumerable.Range(0, 4), label => Assert.True(map.Counts(label)));
        Assert.Null(new Backdoor("a", new PatchTrigger([]), map).TargetLabel);
    }
}
