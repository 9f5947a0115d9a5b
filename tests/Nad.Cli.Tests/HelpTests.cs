using System.CommandLine;
using Nad.TestSupport;

namespace Nad.Cli.Tests;

/// <summary>What users read, word for word: a change of it is a readable difference of a stored text.</summary>
public sealed class HelpTests
{
    /// <summary>Every command with its sub-commands, as they are typed.</summary>
    public static TheoryData<string> Commands => [.. Below("", Program.Root(TextWriter.Null, TextWriter.Null))];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_reads_as_stored(string command)
    {
        string name = command.Replace(' ', '-');
        string[] arguments = [.. command.Split(' ').Skip(1), "--help"];
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

    private static IEnumerable<string> Below(string parents, Command command) =>
        [$"{parents}{command.Name}", .. command.Subcommands.SelectMany(c => Below($"{parents}{command.Name} ", c))];

    // Lines end in spaces where a column is empty; editors would remove them from the stored text.
    private static string Tidy(string text) =>
        string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(l => l.TrimEnd())).TrimEnd() + "\n";
}
