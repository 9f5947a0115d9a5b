using FsCheck;
using FsCheck.Fluent;
using Nad.Data;

namespace Nad.Tests.Data;

public sealed class CleanSubsetTests
{
    [Fact]
    public void Five_percent_of_fifty_thousand_leave_a_hold_out_beside_them()
    {
        CleanSubset subset = CleanSubset.Choose(Set(50_000), null, 0.05, seed: 0);
        Assert.Equal((2500, 250, true), (subset.Train.Length, subset.HoldOut.Length, subset.HoldOutIsExtra));
    }

    [Fact]
    public void All_images_give_their_tenth_to_the_hold_out()
    {
        CleanSubset subset = CleanSubset.Choose(Set(5000), null, null, seed: 0);
        Assert.Equal((4500, 500, false), (subset.Train.Length, subset.HoldOut.Length, subset.HoldOutIsExtra));
    }

    [Fact]
    public void Indices_are_sorted_disjoint_and_within_the_set_whatever_is_asked() =>
        Prop.ForAll(Requests(), request =>
        {
            CleanSubset subset = CleanSubset.Choose(Set(request.Size), request.Count, null, request.Seed);
            int[] all = [.. subset.Train, .. subset.HoldOut];
            return subset.Train.Length >= 2 && subset.HoldOut.Length >= 1
                && subset.Train.SequenceEqual(subset.Train.Order()) && subset.HoldOut.SequenceEqual(subset.HoldOut.Order())
                && all.Distinct().Count() == all.Length && all.Min() >= 0 && all.Max() < request.Size
                && (subset.HoldOutIsExtra ? subset.Train.Length == request.Count : all.Length == request.Count);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_same_seed_gives_the_same_images_and_another_seed_others()
    {
        int[] first = CleanSubset.Choose(Set(1000), 100, null, seed: 3).Train;
        Assert.Equal(first, CleanSubset.Choose(Set(1000), 100, null, seed: 3).Train);
        Assert.NotEqual(first, CleanSubset.Choose(Set(1000), 100, null, seed: 4).Train);
    }

    [Fact]
    public void The_choice_never_changes_between_versions()
    {
        // computed by a separate implementation of the random stream in Python
        CleanSubset subset = CleanSubset.Choose(Set(100), 10, null, seed: 0);
        Assert.Equal([3, 5, 11, 22, 27, 28, 30, 46, 74, 89], subset.Train);
        Assert.Equal([1, 29, 40, 62, 66, 84, 85, 87, 88, 93], subset.HoldOut);
    }

    [Fact]
    public void Every_class_has_its_share_of_both_parts()
    {
        // 600 images of class 0, 300 of class 1, 100 of class 2
        int[] labels = [.. Enumerable.Range(0, 1000).Select(i => i % 10 < 6 ? 0 : i % 10 < 9 ? 1 : 2)];
        ImageSet images = new(new byte[3000], labels, 1, 1, ["a", "b", "c"], "test");

        CleanSubset subset = CleanSubset.Choose(images, 100, null, seed: 5);

        Assert.Equal([60, 30, 10], Enumerable.Range(0, 3).Select(c => subset.Train.Count(i => labels[i] == c)));
        Assert.Equal([6, 3, 1], Enumerable.Range(0, 3).Select(c => subset.HoldOut.Count(i => labels[i] == c)));
    }

    [Theory]
    [InlineData(2000, null, "2000 clean images were asked for, but test has only 1000")]
    [InlineData(1, null, "too few")]
    [InlineData(-5, null, "too few")]
    [InlineData(10, 0.5, "not by both")]
    [InlineData(null, 0.0, "above 0 and at most 1")]
    [InlineData(null, 1.01, "above 0 and at most 1")]
    [InlineData(null, double.NaN, "above 0 and at most 1")]
    [InlineData(null, 0.0001, "too few")]
    public void What_cannot_be_drawn_is_explained(int? count, double? fraction, string expected) =>
        Assert.Contains(
            expected,
            Assert.Throws<NadException>(() => CleanSubset.Choose(Set(1000), count, fraction, seed: 0)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Two_images_are_enough_only_where_the_hold_out_is_extra()
    {
        Assert.Equal(2, CleanSubset.Choose(Set(12, classes: 12), 2, null, seed: 0).Train.Length);
        Assert.Contains(
            "at least 3",
            Assert.Throws<NadException>(() => CleanSubset.Choose(Set(11, classes: 11), 2, null, seed: 0)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void One_class_alone_is_refused() =>
        Assert.Contains(
            "one class",
            Assert.Throws<NadException>(() => CleanSubset.Choose(Set(100, classes: 1), 50, null, seed: 0)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void No_group_is_on_both_sides_whatever_is_asked() =>
        Prop.ForAll(Requests(), request =>
        {
            ImageSet images = Films(request.Size + 30);     // two films of each class at least
            CleanSubset subset = CleanSubset.Choose(images, request.Count, null, request.Seed);
            int[] all = [.. subset.Train, .. subset.HoldOut];
            return subset.Train.Length >= 2 && subset.HoldOut.Length >= 1 && all.Distinct().Count() == all.Length
                && !subset.Train.Select(i => images.Groups![i]).Intersect(subset.HoldOut.Select(i => images.Groups![i])).Any()
                && (subset.HoldOutIsExtra ? subset.Train.Length == request.Count : all.Length == request.Count);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Groups_still_leave_every_class_on_both_sides()
    {
        ImageSet images = Films(3000);
        CleanSubset few = CleanSubset.Choose(images, null, 0.05, seed: 1), all = CleanSubset.Choose(images, null, null, seed: 1);
        Assert.Equal((150, 15, true), (few.Train.Length, few.HoldOut.Length, few.HoldOutIsExtra));
        Assert.Equal((3000, false), (all.Train.Length + all.HoldOut.Length, all.HoldOutIsExtra));
        foreach (CleanSubset subset in (CleanSubset[])[few, all])
        {
            Assert.Equal(3, subset.Train.Select(i => images.Labels[i]).Distinct().Count());
            Assert.Equal(3, subset.HoldOut.Select(i => images.Labels[i]).Distinct().Count());
        }
    }

    [Fact]
    public void One_group_in_each_class_cannot_be_split() =>
        Assert.Contains(
            "none can be held out",
            Assert.Throws<NadException>(() => CleanSubset.Choose(Films(30), 10, null, seed: 0)).Message,
            StringComparison.Ordinal);

    // Films of 10 frames, three classes in turn by film.
    private static ImageSet Films(int count, int frames = 10) =>
        new(new byte[count * 3], [.. Enumerable.Range(0, count).Select(i => i / frames % 3)], 1, 1, ["a", "b", "c"], "test")
        {
            Groups = [.. Enumerable.Range(0, count).Select(i => i / frames)]
        };

    private static Arbitrary<(int Size, int Count, int Seed)> Requests() => Arb.From(
        from size in Gen.Choose(30, 400) from count in Gen.Choose(12, size) from seed in Gen.Choose(0, 1000) select (size, count, seed));

    private static ImageSet Set(int count, int classes = 10) =>
        new(
            new byte[count * 3], [.. Enumerable.Range(0, count).Select(i => i % classes)], 1, 1,
            [.. Enumerable.Range(0, classes).Select(c => $"class {c}")], "test");
}
