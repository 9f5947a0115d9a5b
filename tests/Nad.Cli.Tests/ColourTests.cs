using System.Diagnostics;

namespace Nad.Cli.Tests;

/// <summary>Escape sequences are for terminals, and for those who have not said <c>NO_COLOR</c>.</summary>
public sealed class ColourTests : IDisposable
{
    private const char Escape = '\u001b';

    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Theory]
    [InlineData(true, "", true)]
    [InlineData(true, "NO_COLOR=1", false)]
    [InlineData(true, "TERM=dumb", false)]
    [InlineData(false, "", false)]
    public void Output_has_escape_sequences_only_on_a_terminal_that_wants_them(bool terminal, string variable, bool coloured)
    {
        string model = Cli.WriteModel(temp.File("m.safetensors"));
        string words = $"erase --model {model} --clean synthetic:80 --method finetune --epochs 2 --batch 16 --collapse-limit 100 "
            + $"--accept-accuracy --threads 1 --out {temp.File("out")}";
        (int code, string output, string errors) = Run(terminal, variable, words);

        Assert.True(code is 0, output + errors);
        Assert.Contains("2/2", output, StringComparison.Ordinal);
        Assert.Equal(coloured, output.Contains(Escape, StringComparison.Ordinal));
        Assert.DoesNotContain(Escape, errors);
    }

    [Fact]
    public void Help_is_plain_too()
    {
        (int code, string output, _) = Run(terminal: true, "NO_COLOR=1", "--help");

        Assert.Equal(0, code);
        Assert.Contains("Usage:", output, StringComparison.Ordinal);
        Assert.DoesNotContain(Escape, output);
    }

    private static (int Code, string Output, string Errors) Run(bool terminal, string variable, string words)
    {
        string command = $"dotnet exec {Path.Combine(AppContext.BaseDirectory, "Nad.Cli.dll")} {words}";
        ProcessStartInfo start =
            new("/bin/sh") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.ArgumentList.Add("-c");
        // script is of Debian's essential packages: it runs a command on a terminal of its own.
        start.ArgumentList.Add(
            $"unset NO_COLOR; export TERM=xterm {variable}; {(terminal ? $"script -qec '{command}' /dev/null" : command)}");
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
