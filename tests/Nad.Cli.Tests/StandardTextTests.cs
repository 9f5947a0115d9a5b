using System.Diagnostics;
using Nad.Cli.Tests.Survival;
using Nad.TestSupport;

namespace Nad.Cli.Tests;

/// <summary>Whatever becomes of standard output, standard error and the folders around: a line at most, and never a stack trace.</summary>
public sealed class StandardTextTests : IDisposable
{
    private static readonly string[] Erase =
    [
        "--accept-accuracy", "--clean", "synthetic:80", "--epochs", "2", "--teacher-epochs", "2", "--batch", "16", "--collapse-limit",
        "100", "--threads", "1"
    ];

    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Theory]
    [InlineData("--help")]
    [InlineData("--version")]
    [InlineData("erase", "--help")]
    [InlineData("doctor")]
    [InlineData("zoo")]
    [InlineData("data", "synthetic:40")]
    [InlineData("data", "synthetic:40", "--json", "--quiet")]
    public void An_output_on_a_full_disk_is_told_in_one_line(params string[] words)
    {
        (int code, string errors) = NadProcess.Run(words, "exec >/dev/full;");
        Assert.Equal(2, code);
        Assert.Equal("nad: What was printed is lost: standard output cannot be written to (the disk is full).\n", errors);
    }

    [Theory]
    [InlineData("exec >&-;")]
    [InlineData("exec 1</dev/null;")]
    public void An_output_that_is_closed_is_told_in_one_line(string shell) =>
        Assert.Equal(
            (2, "nad: What was printed is lost: standard output cannot be written to (it is closed).\n"),
            NadProcess.Run(["--version"], shell));

    [Fact]
    public void An_output_beyond_the_limit_of_size_is_told_in_one_line() =>
        Assert.Equal(
            (2, "nad: What was printed is lost: standard output cannot be written to (the file would be larger than the system allows).\n"),
            NadProcess.Run(
                ["erase", "--help"], $"trap '' XFSZ; export DOTNET_EnableWriteXorExecute=0; ulimit -f 1; exec >'{temp.File("log")}';"));

    [Theory]
    [InlineData("exec 2>/dev/full;", "inspect", "none.pth")]
    [InlineData("exec >/dev/full 2>/dev/full;", "inspect", "none.pth")]
    [InlineData("exec 2>/dev/full;", "erase")]
    [InlineData("exec 2>&-;", "erase")]
    public void An_error_that_nobody_can_be_told_keeps_its_code(string shell, params string[] words) =>
        Assert.Equal((2, ""), NadProcess.Run(words, shell));

    [Theory]
    [InlineData("--help")]
    [InlineData("erase", "--help")]
    [InlineData("data", "synthetic:40")]
    public void A_reader_that_leaves_is_no_mistake(params string[] words)
    {
        // The shell leaves at once; the code is that of nad.
        (int code, string errors) = NadProcess.Run(words, "exec > >(exec true); sleep 0.2;");
        Assert.Equal((0, ""), (code, errors));
    }

    [Slow]
    [Fact]
    public void A_run_whose_output_is_lost_can_be_resumed()
    {
        string model = Cli.WriteModel(temp.File("m.safetensors"));
        string[] command = ["erase", "--model", model, "--out", temp.File("out"), .. Erase];

        // Standard output is a file that may have a few blocks, as on a disk that fills up; the folder is not limited before that.
        (int code, string errors) = NadProcess.Run(command, "exec >/dev/full;");

        Assert.Equal(2, code);
        Assert.Equal(1, errors.Count(c => c == '\n'));
        Assert.Contains("standard output cannot be written to", errors, StringComparison.Ordinal);
        Assert.Equal((0, ""), NadProcess.Run([.. command, "--resume"]));
    }

    [Slow]
    [Fact]
    public void A_folder_for_temporary_files_that_is_gone_is_told_in_one_line()
    {
        string model = Cli.WriteModel(temp.File("m.safetensors"));
        Assert.Equal(0, NadProcess.Run(["erase", "--model", model, "--out", temp.File("out"), .. Erase, "--quiet"]).Code);

        (int code, string errors) =
            NadProcess.Run(["replay", Path.Combine(temp.File("out"), "manifest.json"), "--quiet"], $"export TMPDIR='{temp.File("gone")}';");

        Assert.Equal(2, code);
        Assert.Equal(1, errors.Count(c => c == '\n'));
        Assert.Contains("The folder for temporary files", errors, StringComparison.Ordinal);
        Assert.Contains("--out", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("eval", "--model", "m.pth", "--data", "synthetic:40")]
    [InlineData("erase", "--model", "m.pth", "--clean", "synthetic:40", "--out", "out")]
    [InlineData("compare", "out")]
    [InlineData("verify", "out")]
    public void A_current_folder_that_is_gone_is_told_in_one_line(params string[] words)
    {
        (int code, string errors) =
            NadProcess.Run(words, $"mkdir '{temp.File("here")}'; cd '{temp.File("here")}'; rmdir '{temp.File("here")}';");
        Assert.Equal(2, code);
        Assert.Equal(1, errors.Count(c => c == '\n'));
        Assert.StartsWith("nad: ", errors, StringComparison.Ordinal);
    }

    /// <summary>The script in front of the program, with a program that only says how it was started.</summary>
    [Theory]
    [InlineData("", "0 1 2 a b")]
    [InlineData("<&-", "0 1 2 a b")]
    [InlineData("2>&-", "0 1 2 a b")]
    public void The_launcher_works_behind_links_and_with_closed_streams(string redirection, string expected)
    {
        string root = temp.File("some where");
        foreach (string folder in (string[])["src", "native", "artifacts/nad", "bin"])
            Directory.CreateDirectory(Path.Combine(root, folder));
        File.Copy(Path.Combine(TestData.Repository, "nad"), Path.Combine(root, "nad"));
        foreach (string file in (string[])["Directory.Build.props", "Directory.Packages.props"])
            File.WriteAllText(Path.Combine(root, file), "");
        string program = Path.Combine(root, "artifacts/nad/Nad.Cli");
        File.WriteAllText(
            program,
            "#!/bin/bash\nfor n in 0 1 2; do [ -e /proc/$$/fd/$n ] && printf '%s ' $n; done; echo \"$@\" || exit 1; [ "
                + "\"$1\" != trap ] || trap\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.WriteAllText(Path.Combine(root, "artifacts/nad.stamp"), "");
        File.CreateSymbolicLink(temp.File("first"), Path.Combine(root, "nad"));
        File.CreateSymbolicLink(temp.File("second"), "first");

        Assert.Equal(expected, Shell($"'{temp.File("second")}' a b {redirection}").Trim());
        Assert.Equal(expected, Shell($"cd '{temp.Path}'; PATH=.:$PATH; second a b {redirection}").Trim());
        Assert.Contains("XFSZ", Shell($"'{temp.File("second")}' trap"), StringComparison.Ordinal);
        // Written to a closed stream, the words are lost, and the program hears of it.
        Assert.Contains("rc=1", Shell($"'{temp.File("second")}' a b >&-; echo rc=$?"), StringComparison.Ordinal);
    }

    private static string Shell(string line)
    {
        ProcessStartInfo start = new("/bin/bash") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(line);
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
