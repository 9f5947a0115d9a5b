using System.Diagnostics;
using Nad.Cli.Tests.Survival;

namespace Nad.Cli.Tests.Commands;

/// <summary>A request to stop is obeyed while the program waits for a file that does not come.</summary>
public sealed class InterruptTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Theory]
    [InlineData("erase --model MODEL --clean synthetic:64", NadProcess.Terminate)]
    [InlineData("erase --model MODEL --clean synthetic:64", NadProcess.Interrupt)]
    [InlineData("attack trojan --data synthetic:64 --source-model MODEL", NadProcess.Terminate)]
    public void A_program_that_waits_for_a_file_ends(string line, int signal)
    {
        (int code, string errors) = Stop(line, process => NadProcess.Signal(process, signal));

        Assert.Equal((ExitCode.Stopped, "nad: stopped.\n"), (code, errors));
        Assert.False(Directory.Exists(temp.File("out")));
    }

    [Fact]
    public void A_second_signal_ends_it_at_once()
    {
        (int code, _) = Stop("erase --model MODEL --clean synthetic:64", process =>
        {
            NadProcess.Signal(process, NadProcess.Terminate);
            Thread.Sleep(300);
            NadProcess.Signal(process, NadProcess.Terminate);
        });

        Assert.True(code is 143 or ExitCode.Stopped, $"exit code {code}");
    }

    private (int Code, string Errors) Stop(string line, Action<Process> stop)
    {
        string model = Cli.WriteModel(temp.File("m.safetensors"));
        // Whoever starts the tests in the background ignores Ctrl-C, and so would the program.
        ProcessStartInfo start = new("env") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string word in (string[])[
            "--default-signal=INT,TERM",
            "dotnet",
            "exec",
            Path.Combine(AppContext.BaseDirectory, "Nad.Cli.dll"),
            .. line.Split(' '),
            "--out",
            temp.File("out"),
            "--threads",
            "1"
        ])
            start.ArgumentList.Add(word.Replace("MODEL", model, StringComparison.Ordinal));
        start.Environment["NAD_WAIT_AT_READ"] = "1";
        using Process process = Process.Start(start)!;
        try
        {
            // It is said before the first file is opened.
            Assert.StartsWith("loading", process.StandardOutput.ReadLine(), StringComparison.Ordinal);
            stop(process);
            Assert.True(process.WaitForExit(Patience), "it did not end");
            return (process.ExitCode, process.StandardError.ReadToEnd());
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }
}
