using Nad.Data;
using Nad.TestSupport;

namespace Nad.Tests.Data;

public sealed class DataSpecTests
{
    [Theory]
    [InlineData("cifar10:some/dir", "cifar10", "some/dir")]
    [InlineData("images:a:b@32", "images", "a:b@32")]
    [InlineData("IMAGES:x", "images", "x")]
    [InlineData("images", "images", null)]
    public void Splits_at_the_first_colon(string text, string kind, string? argument)
    {
        DataSpec spec = DataSpec.Parse(text);
        Assert.Equal((kind, argument), (spec.Kind, spec.Argument));
    }

    [Theory]
    [InlineData("imagenet:x")]
    [InlineData("some/path")]
    [InlineData("")]
    public void An_unknown_kind_is_an_error_that_lists_the_known_ones(string text)
    {
        NadException e = Assert.Throws<NadException>(() => DataSpec.Parse(text));
        Assert.All(DataSpec.KnownForms, form => Assert.Contains(form, e.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_bare_path_that_exists_gets_a_suggestion() =>
        Assert.Contains(
            $"images:{AppContext.BaseDirectory}",
            Assert.Throws<NadException>(() => DataSpec.Parse(AppContext.BaseDirectory)).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("images", "names no place")]
    [InlineData("images:", "names no place")]
    [InlineData("images:no/such/place@32", "no/such/place;")]
    [InlineData("images:no/such/place@0", "1 to 1024")]
    public void A_source_that_cannot_be_opened_is_explained(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<NadException>(() => DataSpec.Parse(text).Open()).Message, StringComparison.Ordinal);

    [Fact]
    public void A_folder_whose_name_ends_like_a_size_is_taken_by_its_name()
    {
        using TemporaryFolder temporary = new();
        temporary.Write("set@16/a/1.png", ImageFixtures.Read("rgb8.png"));
        IDataSource source = DataSpec.Parse($"images:{temporary.Path}/set@16").Open();
        Assert.Equal("set@16", source.Name);
        Assert.Equal(13, source.LoadTrain().Width);
    }
}
