using System.Text.Json.Nodes;
using Nad.TestSupport;

namespace Nad.Cli.Tests.Outputs;

/// <summary>A finished folder stays finished, and a failed run says so in its folder.</summary>
[Slow]
public sealed class FinishedTests : IDisposable
{
    private readonly Writers writers = new();

    public void Dispose() => writers.Dispose();

    [Theory]
    [InlineData("--resume")]
    [InlineData("--resume", "--dry-run")]
    [InlineData("--resume", "--overwrite")]
    public void A_run_that_is_finished_is_not_done_again(params string[] more)
    {
        string model = Path.Combine(writers.Erased, "model.pth");
        DateTime written = File.GetLastWriteTimeUtc(model);

        (int code, string output, string errors) = Cli.Run([.. writers.All["erase"], writers.Erased, .. more]);

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("is finished", output, StringComparison.Ordinal);
        Assert.Contains("Nothing was trained.", output, StringComparison.Ordinal);
        Assert.DoesNotContain("student", output, StringComparison.Ordinal);
        Assert.Equal(written, File.GetLastWriteTimeUtc(model));
        Assert.False(Directory.Exists(Path.Combine(writers.Erased, ".resume")));
    }

    [Fact]
    public void A_finished_run_prints_its_stored_result_as_json()
    {
        (int code, string output, _) = Cli.Run([.. writers.All["erase"], writers.Erased, "--resume", "--json"]);
        Assert.Equal(0, code);
        Assert.Equal(File.ReadAllText(Path.Combine(writers.Erased, "result.json")).Trim(), output.Trim());
    }

    [Theory]
    [InlineData("--seed", "7")]
    [InlineData("--lr", "0.05")]
    public void Another_run_needs_overwrite(params string[] more)
    {
        string[] command = [.. writers.All["erase"], writers.Erased, .. more];
        foreach (string[] with in (string[][])[command, [.. command, "--resume"], [.. command, "--dry-run"]])
        {
            (int code, _, string errors) = Cli.Run(with);
            Assert.Equal(2, code);
            Assert.Contains("--overwrite", errors, StringComparison.Ordinal);
            Assert.Equal(1, errors.Count(c => c == '\n'));
        }

        Assert.Equal(0, Cli.Run("verify", writers.Erased).Code);
        Assert.Equal(0, Cli.Run([.. command, "--resume", "--overwrite"]).Code);
        Assert.Equal(0, Cli.Run("verify", writers.Erased).Code);
    }

    [Fact]
    public void A_finished_run_whose_file_is_gone_is_told()
    {
        File.Delete(Path.Combine(writers.Erased, "model.pth"));
        (int code, _, string errors) = Cli.Run([.. writers.All["erase"], writers.Erased, "--resume"]);
        Assert.Equal(2, code);
        Assert.Contains("model.pth is missing", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_run_leaves_its_reason_and_another_code()
    {
        string folder = Path.Combine(writers.Erased, "failed");
        string[] command = [.. writers.All["erase"], folder, "--lr", "1e30"];

        (int code, _, string errors) = Cli.Run(command);

        Assert.Equal(3, code);
        JsonNode result = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "result.json")))!;
        Assert.Equal("failed", (string)result["verdict"]!["code"]!);
        Assert.Contains("at learning rate", (string)result["failed"]!, StringComparison.Ordinal);
        Assert.Contains((string)result["failed"]!, errors, StringComparison.Ordinal);
        Assert.Equal(0, (long)result["seed"]!);
        Assert.Equal(2, Cli.Run(command[..^2]).Code);
        Assert.Equal(0, Cli.Run([.. command[..^2], "--overwrite"]).Code);
        Assert.Equal(0, Cli.Run("verify", folder).Code);
    }

    [Fact]
    public void A_run_that_fails_does_not_take_a_finished_result_with_it()
    {
        Assert.Equal(3, Cli.Run([.. writers.All["erase"], writers.Erased, "--overwrite", "--lr", "1e30"]).Code);
        Assert.Equal(0, Cli.Run("verify", writers.Erased).Code);
    }
}
