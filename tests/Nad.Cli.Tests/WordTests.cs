using System.CommandLine;

namespace Nad.Cli.Tests;

/// <summary>Words that a shell leaves behind: empty ones, and home folders that it did not expand.</summary>
public sealed class WordTests : IDisposable
{
    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void No_option_of_any_command_takes_an_empty_value(string text)
    {
        int seen = 0;
        foreach ((string[] words, Command command) in Catalogue.Commands)
        {
            foreach (Option option in command.Options.Where(
                o => o.ValueType != typeof(bool) && o is not System.CommandLine.Help.HelpOption))
            {
                (int code, _, string errors) = Cli.Run([.. words, option.Name, text]);
                Assert.Equal(2, code);
                Assert.Equal(1, errors.Count(c => c == '\n'));
                Assert.Contains(
                    Catalogue.Root.Parse([.. words, option.Name, text]).Errors,
                    e => e.Message.StartsWith($"{option.Name} has an empty value", StringComparison.Ordinal));
                seen++;
            }
        }

        Assert.True(seen > 150, $"only {seen} options were tried");
    }

    [Theory]
    [InlineData("inspect", "")]
    [InlineData("verify", "")]
    [InlineData("replay", "")]
    [InlineData("compare", "")]
    [InlineData("data", "")]
    public void No_argument_takes_an_empty_value(params string[] words)
    {
        (int code, _, string errors) = Cli.Run(words);
        Assert.Equal(2, code);
        Assert.Contains("has an empty value", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("~", "HOME")]
    [InlineData("~/a b", "HOME/a b")]
    [InlineData("--out=~/res", "--out=HOME/res")]
    [InlineData("--out:~/res", "--out:HOME/res")]
    [InlineData("--out=~", "--out=HOME")]
    [InlineData("images:~/data", "images:HOME/data")]
    [InlineData("cifar10:~", "cifar10:HOME")]
    [InlineData("--clean=images:~/data@32", "--clean=images:HOME/data@32")]
    [InlineData("--image=images:~/data#3", "--image=images:HOME/data#3")]
    [InlineData("a/~/b", "a/~/b")]
    [InlineData("./~", "./~")]
    [InlineData("x~", "x~")]
    [InlineData("~x", "~x")]
    [InlineData("zoo:badnets", "zoo:badnets")]
    [InlineData("--seed=1", "--seed=1")]
    public void A_leading_tilde_is_the_home_folder(string word, string meaning) =>
        Assert.Equal(
            meaning.Replace("HOME", Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), StringComparison.Ordinal),
            HomeFolder.Expanded(word));

    [Fact]
    public void No_folder_of_that_name_is_ever_made()
    {
        Directory.CreateDirectory(temp.File("home"));
        Directory.CreateDirectory(temp.File("work"));
        string start = $"export HOME='{temp.File("home")}'; cd '{temp.File("work")}';";

        string model = Cli.WriteModel(temp.File("home/m.safetensors"));
        Assert.Equal(
            (0, ""),
            Survival.NadProcess.Run(
                ["attention", "--model", "~/m.safetensors", "--image", "synthetic:40#0", "--threads", "1", "--out=~/maps"], start));

        Assert.True(File.Exists(temp.File("home/maps/maps.json")), model);
        Assert.Empty(Directory.GetFileSystemEntries(temp.File("work")));
    }
}
