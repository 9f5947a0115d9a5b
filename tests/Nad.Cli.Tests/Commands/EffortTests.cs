namespace Nad.Cli.Tests.Commands;

/// <summary>What a run costs, how it is shortened, and other weights to start from.</summary>
public sealed class EffortTests : IDisposable
{
    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Fact]
    public void The_cost_is_told_before_anything_is_trained()
    {
        (int code, string output, _) = Erase("--epochs", "3", "--dry-run");
        Assert.Equal(0, code);
        Assert.Matches(
            "[0-9]+ images, [0-9]+ steps \\(student 3 epochs\\), [0-9.]+ s for a step of finetuning\\. All trainings take", output);
    }

    [Fact]
    public void A_run_that_is_too_long_is_shortened_and_says_how()
    {
        (int code, string output, _) = Erase("--epochs", "100000", "--budget", "2", "--dry-run");
        Assert.Equal(0, code);
        Assert.Matches("Shortened to --budget 2 min: student 100000 epochs to [0-9]{1,5}; the learning rates fall in that time\\.", output);
    }

    [Theory]
    [InlineData("--budget must be above 0", "--budget", "0")]
    [InlineData("--budget must be a number", "--budget", "NaN")]
    [InlineData("--budget 1e-06 is too short", "--budget", "0.000001")]
    [InlineData("--memory must be 16M to 1024G", "--memory", "12")]
    public void What_cannot_be_is_refused(string expected, params string[] options)
    {
        (int code, _, string errors) = Erase(["--epochs", "3", .. options]);
        Assert.Equal(2, code);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public void Training_starts_from_given_weights_with_a_new_last_layer()
    {
        string model = Cli.WriteModel(temp.File("m.safetensors")), folder = Photos(3);
        (int code, string output, string errors) = Cli.Run(
            "attack", "none", "--data", $"images:{folder}", "--init", model, "--epochs", "1", "--batch", "4", "--threads", "1", "--out",
            temp.File("out"));
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("Training starts from the wrn-", output, StringComparison.Ordinal);
        Assert.Contains("so a new one for 3 is put in its place", output, StringComparison.Ordinal);

        // The rate is so low that nothing else moves: all but the last layer is what it was.
        (code, _, errors) = Cli.Run(
            "attack", "none", "--data", $"images:{folder}", "--init", model, "--epochs", "1", "--batch", "4", "--lr", "1e-30", "--preset",
            "paper-like", "--threads", "1", "--out", temp.File("still"));
        Assert.Equal((0, ""), (code, errors));
        Dictionary<string, byte[]> before = Weights(model), after = Weights(Path.Combine(temp.File("still"), "model.safetensors"));
        Assert.NotEqual(before["fc.weight"].Length, after["fc.weight"].Length);
        Assert.All(before.Where(t => t.Key.Contains("conv", StringComparison.Ordinal)), t => Assert.Equal(t.Value, after[t.Key]));
    }

    [Fact]
    public void Weights_of_another_network_than_was_named_are_refused()
    {
        string model = Cli.WriteModel(temp.File("m.safetensors"));
        (int code, _, string errors) =
            Cli.Run("attack", "none", "--data", "synthetic:80", "--init", model, "--arch", "resnet18", "--out", temp.File("out"));
        Assert.Equal(2, code);
        Assert.Contains("so --arch cannot be resnet18", errors, StringComparison.Ordinal);
    }

    private (int Code, string Output, string Errors) Erase(params string[] options)
    {
        string model = Cli.WriteModel(temp.File("m.safetensors"));
        return Cli.Run([
            "erase", "--model", model, "--clean", "synthetic:80", "--method", "finetune", "--batch", "16", "--collapse-limit", "100",
            "--threads", "1", "--out", temp.File("out"), .. options
        ]);
    }

    private static Dictionary<string, byte[]> Weights(string path) =>
        Nad.Files.Checkpoints.Checkpoint.Read(path).Tensors.ToDictionary(t => t.Name, t => t.Data.Bytes, StringComparer.Ordinal);

    private string Photos(int classes)
    {
        string folder = temp.File("photos");
        for (int i = 0; i < 4 * classes; i++)
        {
            string of = Path.Combine(folder, $"class{i % classes}");
            Directory.CreateDirectory(of);
            File.WriteAllBytes(
                Path.Combine(of, $"{i}.ppm"),
                [.. "P6 32 32 255\n"u8, .. Enumerable.Range(0, 32 * 32 * 3).Select(p => (byte)(p * (i + 3) % 251))]);
        }

        return folder;
    }
}
