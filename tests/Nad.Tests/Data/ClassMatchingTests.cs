using System.Text;
using Nad.Data;

namespace Nad.Tests.Data;

public sealed class ClassMatchingTests
{
    [Fact]
    public void A_list_fixes_the_order_and_may_have_more_classes_than_the_data()
    {
        using TemporaryFolder temporary = new();
        ClassLayoutTests.Fill(temporary, "train/{cat,dog}/1.png test/dog/1.png");
        IDataSource source = Open(temporary, "ship\ndog\r\ncat\n\n");
        Assert.Equal(["ship", "dog", "cat"], source.ClassNames);
        Assert.Equal(LabelOrder.Listed, source.Order);
        Assert.Equal([2, 1], source.LoadTrain().Labels);
        Assert.Equal([1], source.LoadTest()!.Labels);
        Assert.Equal([1], source.LoadTrain(known => [Array.IndexOf(known.Labels, 1)]).Labels);
    }

    [Fact]
    public void Folders_that_are_listed_are_classes_whatever_they_hold()
    {
        using TemporaryFolder temporary = new();
        ClassLayoutTests.Fill(temporary, "{train,test}/{a,b}/1.png");
        IDataSource source = Open(temporary, "train\ntest\n");
        Assert.Equal([1, 1, 0, 0], source.LoadTrain().Labels);
    }

    [Fact]
    public void Folders_that_are_numbers_are_labels_of_the_listed_names()
    {
        using TemporaryFolder temporary = new();
        ClassLayoutTests.Fill(temporary, "{0,2}/1.png");
        IDataSource source = Open(temporary, "cat\ndog\nship\n");
        Assert.Equal([0, 2], source.LoadTrain().Labels);
        Assert.Contains(source.Remarks, remark => remark.Contains("2 is ship", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("cat\n\ndog\n", "line 2: it is empty")]
    [InlineData("cat\ndog\ncat\n", "line 3: 'cat' stands in line 1 too")]
    [InlineData("caf\u00e9\ncafe\u0301\n", "stands in line 1 too")]
    [InlineData("cat\n", "has 1 line")]
    [InlineData("", "has 0 lines")]
    [InlineData("cat\nship\n", "a class that is not in")]
    [InlineData("cat\0\ndog\n", "no name of a class")]
    public void A_list_that_does_not_fit_is_explained(string text, string expected)
    {
        using TemporaryFolder temporary = new();
        ClassLayoutTests.Fill(temporary, "{cat,dog}/1.png");
        NadException e = Assert.ThrowsAny<NadException>(() => Open(temporary, text));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.Contains("classes.txt", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a b c", "a b c", "0 1 2", null)]
    [InlineData("a b c", "c a b", "0 1 2", null)]
    [InlineData("0 1 10 2", "10 2 1 0", "0 1 2 3", null)]
    [InlineData("a b c", "0 1 2", "0 1 2", "numbers were taken as labels")]
    [InlineData("0 1 2", "a b c", "0 1 2", "numbers were taken as labels")]
    public void Test_images_of_the_same_classes_get_the_labels_of_the_clean_ones(string clean, string test, string labels, string? said)
    {
        using TemporaryFolder temporary = new(), others = new();
        ClassLayoutTests.Fill(temporary, $"{{{clean.Replace(' ', ',')}}}/1.png");
        ClassLayoutTests.Fill(others, $"{{{test.Replace(' ', ',')}}}/1.png");
        IDataSource like = ClassMatching.Like(new ImageFolderSource(others.Path + "/set"), new ImageFolderSource(temporary.Path + "/set"));
        Assert.Equal(labels.Split(' '), like.LoadTrain().Labels.Select(label => $"{label}"));
        Assert.Equal(said is not null, like.Remarks.Any(remark => remark.Contains(said ?? "\n", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("a b c", "a b d", "only the first has d; only the second has c")]
    [InlineData("a b c", "a b", "only the second has c")]
    [InlineData("a b", "1 2", "only the first has 1, 2")]
    public void Test_images_of_other_classes_are_refused(string clean, string test, string expected)
    {
        using TemporaryFolder temporary = new(), others = new();
        ClassLayoutTests.Fill(temporary, $"{{{clean.Replace(' ', ',')}}}/1.png");
        ClassLayoutTests.Fill(others, $"{{{test.Replace(' ', ',')}}}/1.png");
        NadException e = Assert.Throws<NadException>(
            () => ClassMatching.Like(new ImageFolderSource(others.Path + "/set"), new ImageFolderSource(temporary.Path + "/set")));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.Contains("--classes", e.Message, StringComparison.Ordinal);
    }

    private static IDataSource Open(TemporaryFolder temporary, string list) =>
        DataSpec.Parse($"images:{temporary.Path}/set").Open(temporary.Write("classes.txt", Encoding.UTF8.GetBytes(list)));
}
