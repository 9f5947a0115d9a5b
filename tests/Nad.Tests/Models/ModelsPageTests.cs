using Nad.Models;
using Nad.TestSupport;

namespace Nad.Tests.Models;

/// <summary>The table of docs/models.md is the catalogue.</summary>
public sealed class ModelsPageTests
{
    [Fact]
    public void The_page_lists_the_families_of_the_catalogue()
    {
        string[] page = File.ReadAllLines(Path.Combine(TestData.Repository, "docs", "models.md"));
        int first = Array.IndexOf(page, "|---|---|---|") + 1;
        string[] listed = [.. page.Skip(first).TakeWhile(l => l.StartsWith('|'))];

        Assert.Equal(Architectures.All.Select(Row), listed);
    }

    private static string Row(IArchitecture family)
    {
        string names = family is WideResNetFamily ? "`wrn-D-K`, such as `wrn-16-1`" : string.Join(", ", family.Names.Select(n => $"`{n}`"));
        return $"| {family.Family} | {names}{(names.Length > 0 ? " " : "")}| {family.Reads} |";
    }
}
