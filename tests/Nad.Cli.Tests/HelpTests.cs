using Nad.TestSupport;

namespace Nad.Cli.Tests;

/// <summary>What users read, word for word: a change of it is a readable difference of a stored text.</summary>
public sealed class HelpTests
{
    [Theory]
    [InlineData("nad", "--help")]
    [InlineData("nad-erase", "erase", "--help")]
    [InlineData("nad-eval", "eval", "--help")]
    [InlineData("nad-inspect", "inspect", "--help")]
    [InlineData("nad-attack", "attack", "--help")]
    [InlineData("nad-attack-badnets", "attack", "badnets", "--help")]
    [InlineData("nad-attack-trojan", "attack", "trojan", "--help")]
    [InlineData("nad-attack-blend", "attack", "blend", "--help")]
    [InlineData("nad-attack-cl", "attack", "cl", "--help")]
    [InlineData("nad-attack-refool", "attack", "refool", "--help")]
    [InlineData("nad-attack-custom", "attack", "custom", "--help")]
    [InlineData("nad-triggers", "triggers", "--help")]
    [InlineData("nad-attack-sig", "attack", "sig", "--help")]
    [InlineData("nad-attention", "attention", "--help")]
    [InlineData("nad-compare", "compare", "--help")]
    [InlineData("nad-reproduce", "reproduce", "--help")]
    [InlineData("nad-data", "data", "--help")]
    [InlineData("nad-zoo", "zoo", "--help")]
    [InlineData("nad-zoo-add", "zoo", "add", "--help")]
    [InlineData("nad-zoo-verify", "zoo", "verify", "--help")]
    [InlineData("nad-demo", "demo", "--help")]
    [InlineData("nad-verify", "verify", "--help")]
    [InlineData("nad-replay", "replay", "--help")]
    public void Help_reads_as_stored(string name, params string[] arguments)
    {
        (int code, string output, string errors) = Cli.Run(arguments);

        Assert.Equal((0, ""), (code, errors));
        string stored = Path.Combine(TestData.Repository, "tests", "Nad.Cli.Tests", "Expectations", $"{name}.help.txt");
        // NAD_UPDATE_EXPECTATIONS=1 writes the text anew, to be read in the diff.
        if (Environment.GetEnvironmentVariable("NAD_UPDATE_EXPECTATIONS") == "1") File.WriteAllText(stored, Tidy(output));
        Assert.Equal(File.ReadAllText(stored), Tidy(output));
    }

    [Fact]
    public void The_version_is_that_of_the_program()
    {
        (int code, string output, _) = Cli.Run("--version");

        Assert.Equal(0, code);
        Assert.StartsWith(NadVersion.Text.Split('+')[0], output, StringComparison.Ordinal);
    }

    // Lines end in spaces where a column is empty; editors would remove them from the stored text.
    private static string Tidy(string text) => string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(l => l.TrimEnd())).TrimEnd() + "\n";
}
