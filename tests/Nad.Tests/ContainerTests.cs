using System.Text.RegularExpressions;
using Nad.TestSupport;

namespace Nad.Tests;

/// <summary>Container recipes install what eng/setup.sh does, and nothing else.</summary>
public sealed partial class ContainerTests
{
    [Theory]
    [InlineData("Containerfile")]
    [InlineData("apptainer.def")]
    public void A_recipe_installs_what_set_up_does(string recipe)
    {
        // What is for the tests alone is named in a list of its own, and read from it.
        string[] setup = [.. Missing().Matches(Read("eng/setup.sh")).SelectMany(m => m.Groups[1].Value.Split(' ')).Where(
            p => !p.StartsWith('"') && p != "chromium").Distinct().Order(StringComparer.Ordinal)];
        string[] first = [.. Installs().Match(Read(recipe)).Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(
            StringComparer.Ordinal)];

        Assert.Contains("libtorch-dev", setup);
        Assert.Equal(setup, first);
    }

    [Fact]
    public void What_a_container_runs_with_is_a_part_of_what_it_is_built_with()
    {
        MatchCollection lists = Installs().Matches(Read("Containerfile"));

        Assert.Equal(2, lists.Count);
        Assert.Subset(
            lists[0].Groups[1].Value.Split(' ').ToHashSet(), lists[1].Groups[1].Value.Split(' ').Where(p => p.Length > 0).ToHashSet());
    }

    private static string Read(string name) => File.ReadAllText(Path.Combine(TestData.Repository, name));

    [GeneratedRegex(@"(?:missing|optional)\+=\(([^)]*)\)")]
    private static partial Regex Missing();

    [GeneratedRegex(@"apt-get install -y --no-install-recommends ([a-z0-9+. -]*[a-z0-9+])")]
    private static partial Regex Installs();
}
