using System.Text.Json.Nodes;

namespace Nad.Cli.Tests.Commands;

/// <summary><c>--log-format json</c>: events on standard error, the result alone on standard output.</summary>
public sealed class LogFormatTests : IDisposable
{
    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Fact]
    public void Every_event_is_a_line_of_json_and_the_result_stands_alone()
    {
        string model = Cli.WriteModel(temp.File("m.safetensors"));
        (int code, string output, string errors) = Cli.Run(
            "erase", "--model", model, "--clean", "synthetic:80", "--method", "finetune", "--epochs", "2", "--batch", "16",
            "--collapse-limit", "100", "--threads", "1", "--json", "--log-format", "json", "--out", temp.File("out"));

        Assert.Equal(0, code);
        Assert.NotNull(JsonNode.Parse(output)!["verdict"]);
        JsonNode[] events = [.. errors.TrimEnd().Split('\n').Select(l => JsonNode.Parse(l)!)];
        Assert.Contains(events, e => (string?)e["event"] == "stage");
        JsonNode[] epochs = [.. events.Where(e => (string?)e["event"] == "epoch")];
        Assert.Equal([1, 2], epochs.Select(e => (int)e["epoch"]!));
        Assert.All(epochs, e => Assert.True((double)e["loss"]! > 0 && (int)e["epochs"]! == 2));
        Assert.Equal(0, (int)epochs[^1]["seconds_left"]!);
    }

    [Fact]
    public void An_error_is_a_line_of_json_too()
    {
        (int code, string output, string errors) =
            Cli.Run("eval", "--model", temp.File("none.pth"), "--data", "synthetic:20", "--log-format", "json");
        Assert.Equal((2, ""), (code, output));
        JsonNode error = JsonNode.Parse(errors.TrimEnd().Split('\n')[^1])!;
        Assert.Equal(("error", 2), ((string)error["event"]!, (int)error["exit_code"]!));
        Assert.Contains("none.pth", (string)error["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_word_is_refused() =>
        Assert.Contains(
            "--log-format must be text or json",
            Cli.Run("eval", "--model", "m", "--data", "synthetic:20", "--log-format", "xml").Errors,
            StringComparison.Ordinal);

    [Fact]
    public void A_dry_run_says_how_long_it_would_take()
    {
        string model = Cli.WriteModel(temp.File("m.safetensors"));
        (int code, string output, _) = Cli.Run(
            "erase", "--model", model, "--clean", "synthetic:80", "--method", "finetune", "--epochs", "2", "--batch", "16", "--threads",
            "1", "--dry-run", "--out", temp.File("out"));
        Assert.Equal(0, code);
        Assert.Matches("All trainings take (less than a minute|about [0-9]+ min) here\\.", output);
    }
}
