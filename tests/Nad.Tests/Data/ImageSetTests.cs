using Nad.Data;

namespace Nad.Tests.Data;

public sealed class ImageSetTests
{
    private static readonly ImageSet Left = new([1, 2, 3, 4, 5, 6], [0, 1], 1, 1, ["a", "b"], "left");
    private static readonly ImageSet Right = new([7, 8, 9], [1], 1, 1, ["a", "b"], "right");

    [Fact]
    public void Concat_keeps_images_labels_and_sources_in_order()
    {
        ImageSet both = Left.Concat(Right);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9], both.Pixels);
        Assert.Equal([0, 1, 1], both.Labels);
        Assert.Equal([1, 2], both.CountByClass());
        Assert.Equal("left + right", both.Source);
    }

    [Fact]
    public void Groups_follow_their_images_and_never_meet_those_of_another_set()
    {
        ImageSet films = new(new byte[12], [0, 0, 1, 1], 1, 1, ["a", "b"], "films") { Groups = [5, 5, 5, 9] };
        Assert.Equal([9, 5], films.Subset([3, 0]).Groups!);
        Assert.Equal([0, 0, 0, 1, 2, 3], films.Concat(Left).Groups!);
        Assert.Equal([0, 0, 0, 1, 2, 2, 2, 3], films.Concat(films).Groups!);
        Assert.Null(Left.Concat(Right).Groups);
        Assert.Throws<ArgumentException>(() => new ImageSet(new byte[3], [0], 1, 1, ["a"], "wrong") { Groups = [1, 2] });
    }

    [Fact]
    public void Concat_refuses_other_sizes_and_other_classes()
    {
        Assert.Throws<ArgumentException>(() => Left.Concat(new ImageSet(new byte[6], [0], 1, 2, ["a", "b"], "wide")));
        Assert.Throws<ArgumentException>(() => Left.Concat(new ImageSet(new byte[3], [0], 1, 1, ["a", "c"], "named")));
    }
}
