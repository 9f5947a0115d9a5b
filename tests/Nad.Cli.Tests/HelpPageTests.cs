using System.CommandLine;
using System.Diagnostics;
using Nad.Cli.Help;

namespace Nad.Cli.Tests;

/// <summary>
/// What holds for the help of every command, and what is made of it: the manual page, the completion of shells, the nearest word.
/// </summary>
public sealed class HelpPageTests
{
    public static TheoryData<string> Commands => [.. CommandTree.Of(Catalogue.Root).Select(c => c.Name).Where(n => n != "nad")];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_command_has_examples_that_are_command_lines(string name)
    {
        Command command = CommandTree.Of(Catalogue.Root).Single(c => c.Name == name).Command;
        List<(string Line, string Does)> examples = HelpPage.Of(command).Examples;
        Assert.InRange(examples.Count, 1, 2);
        foreach (string line in examples.Select(e => e.Line)
            .Where(l => l.StartsWith("nad ", StringComparison.Ordinal) && !l.EndsWith("--help", StringComparison.Ordinal)))
        {
            Assert.Empty(Catalogue.Root.Parse(line.Split(" > ")[0].Split(' ')[1..]).Errors);
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_shows_every_option_once_and_no_line_is_too_long(string name)
    {
        Command command = CommandTree.Of(Catalogue.Root).Single(c => c.Name == name).Command;
        string text = HelpText.Of(command, name, null, 100);
        Assert.All(command.Options.Where(o => !o.Hidden), o => Assert.Contains($"  {o.Name}", text, StringComparison.Ordinal));
        int examples = text.IndexOf("\nUsage:", StringComparison.Ordinal);
        Assert.All(text[..Math.Max(0, examples)].Split('\n'), l => Assert.InRange(l.Length, 0, 100));
    }

    [Theory]
    [InlineData("auto", "--students", "--curve")]
    [InlineData("mcr", "--curve", "--students")]
    [InlineData("mesa", "--mesa-target", "--power")]
    [InlineData("nad", "--power", "--mesa-target")]
    public void Help_of_erase_shows_the_options_of_the_method_that_is_named(string method, string shown, string hidden)
    {
        (int code, string output, string errors) = Cli.Run("erase", "--method", method, "--help");
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains($"Options of --method {method}:", output, StringComparison.Ordinal);
        Assert.Contains($"  {shown} ", output, StringComparison.Ordinal);
        Assert.DoesNotContain($"  {hidden} ", output, StringComparison.Ordinal);
        Assert.Contains("  --seed ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("has no command 'erasee'. Did you mean erase?", "erasee")]
    [InlineData("has no command 'badnet'. Did you mean badnets?", "attack", "badnet")]
    [InlineData("has no option --modle. Did you mean --model?", "erase", "--modle", "x")]
    [InlineData("has no option --clean-cuont. Did you mean --clean-count?", "erase", "--clean-cuont=5")]
    [InlineData("has no option --xyzzy. See", "eval", "--xyzzy")]
    [InlineData("takes no word 'x' here", "eval", "--model", "m", "--data", "synthetic:20", "x")]
    public void A_word_that_does_not_exist_names_the_nearest(string said, params string[] words)
    {
        (int code, _, string errors) = Cli.RunAsTyped(words);
        Assert.Equal(2, code);
        Assert.Contains(said, errors, StringComparison.Ordinal);
        Assert.Single(errors.Trim().Split('\n'));
    }

    [Theory]
    [InlineData("era", "erase")]
    [InlineData("attack bad", "badnets")]
    [InlineData("erase --clean-c", "--clean-count")]
    [InlineData("erase --method mc", "mcr")]
    [InlineData("erase --model x --prune-", "--prune-ratio")]
    [InlineData("zoo verify --zo", "--zoo")]
    public void Bash_completes_what_is_begun(string line, string expected)
    {
        string script = Cli.Run("completion", "bash").Output;
        string[] words = ["nad", .. line.Split(' ')];
        // As readline does: the words, and which of them is being typed.
        string asked = $"{script}\nCOMP_WORDS=({string.Join(' ', words)})\nCOMP_CWORD={words.Length - 1}\n_nad\n"
            + "printf '%s\\n' \"${COMPREPLY[@]}\"\n";
        Assert.Contains(expected, Ask("bash", asked).Split('\n'));
    }

    [Fact]
    public void The_script_for_zsh_is_the_one_for_bash_with_what_zsh_needs_before_it()
    {
        string zsh = Cli.Run("completion", "zsh").Output, bash = Cli.Run("completion", "bash").Output;
        Assert.Contains("bashcompinit", zsh, StringComparison.Ordinal);
        Assert.EndsWith(bash[(bash.IndexOf('\n') + 1)..], zsh, StringComparison.Ordinal);
        if (!File.Exists("/usr/bin/zsh") && !File.Exists("/bin/zsh")) return;
        Assert.Equal("", Ask("zsh", "emulate sh -c 'true'\n" + zsh + "\nwhich _nad >/dev/null || echo missing\n"));
    }

    [Fact]
    public void The_manual_page_has_every_command_and_option()
    {
        string page = Cli.Run("man").Output.Replace("\\-", "-", StringComparison.Ordinal);
        Assert.StartsWith(".TH NAD 1", page, StringComparison.Ordinal);
        foreach ((string name, Command command) in CommandTree.Of(Catalogue.Root).Skip(1))
        {
            Assert.Contains($".SH \"{name.ToUpperInvariant()}\"\n", page, StringComparison.Ordinal);
            Assert.All(command.Options.Where(o => !o.Hidden), o => Assert.Contains($"\n.B {o.Name}", page, StringComparison.Ordinal));
        }
    }

    private static string Ask(string shell, string script)
    {
        using Process process = Process.Start(new ProcessStartInfo(shell, shell == "bash" ? ["--norc"] : ["-f"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(script);
        process.StandardInput.Close();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return output.Trim();
    }
}
