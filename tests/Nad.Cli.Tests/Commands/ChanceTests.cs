using System.Text.Json.Nodes;
using Nad.TestSupport;

namespace Nad.Cli.Tests.Commands;

/// <summary>A model that does not know the images: no hours are spent on it unasked.</summary>
public sealed class ChanceTests : IDisposable
{
    private static readonly string[] Small =
    [
        "--clean", "synthetic:80", "--epochs", "1", "--teacher-epochs", "1", "--batch", "16", "--collapse-limit", "100", "--threads", "1",
        "--quiet"
    ];

    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Theory]
    [InlineData]
    [InlineData("--dry-run")]
    [InlineData("--attack", "badnets")]
    public void A_model_at_chance_is_not_erased_unasked(params string[] more)
    {
        string folder = temp.File("out");

        (int code, string output, string errors) =
            Cli.RunAsTyped(["erase", "--model", Cli.WriteModel(temp.File("m.safetensors")), "--out", folder, .. Small, .. more]);

        Assert.Equal((2, ""), (code, output));
        Assert.Contains("m.safetensors is at chance", errors, StringComparison.Ordinal);
        Assert.Contains("--accept-accuracy", errors, StringComparison.Ordinal);
        Assert.Equal(1, errors.Count(c => c == '\n'));
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void It_is_erased_if_that_is_asked_for_and_everybody_is_told()
    {
        string folder = temp.File("out");

        (int code, string output, _) = Cli.RunAsTyped(
            ["erase", "--model", Cli.WriteModel(temp.File("m.safetensors")), "--out", folder, .. Small, "--accept-accuracy"]);

        Assert.Equal(0, code);
        Assert.Contains("Note: m.safetensors is at chance", output, StringComparison.Ordinal);
        Assert.Contains("is at chance", File.ReadAllText(Path.Combine(folder, "report.html")), StringComparison.Ordinal);
        JsonNode result = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "result.json")))!;
        Assert.True((bool)result["fit"]!["at_chance"]!);
        Assert.Contains(result["warnings"]!.AsArray(), w => ((string)w!).Contains("at chance", StringComparison.Ordinal));
    }

    [Fact]
    public void Measuring_it_says_so()
    {
        string model = Cli.WriteModel(temp.File("m.safetensors"));

        (int code, string output, _) = Cli.Run("eval", "--model", model, "--data", "synthetic:80", "--threads", "1", "--quiet");
        (_, string json, _) = Cli.Run("eval", "--model", model, "--data", "synthetic:80", "--threads", "1", "--json");
        (_, string attention, _) = Cli.Run([
            "attention",
            "--model",
            model,
            "--out",
            temp.File("a"),
            "--threads",
            "1",
            "--image",
            .. Enumerable.Range(0, 12).Select(i => $"synthetic:80#{i}")
        ]);

        Assert.Equal(0, code);
        Assert.Contains("Note: m.safetensors is at chance", output, StringComparison.Ordinal);
        Assert.True((bool)JsonNode.Parse(json)!["fit"]!["at_chance"]!);
        Assert.Contains("Note: m is right on", attention, StringComparison.Ordinal);
    }

    // Weights that expect (x - mean) / deviation: right on 55 % of images from 0 to 1.
    [Fact]
    public void A_model_for_inputs_in_another_scaling_is_told_which()
    {
        string given = TestData.Require("nad-authors", "s_net", "WRN-16-1-S-model_best.pth.tar"),
            cifar = TestData.Require("cifar-10-batches-bin");
        string scaled = temp.File("scaled.safetensors");
        double[] deviation = [0.247, 0.243, 0.261];
        Files.Checkpoints.NamedTensor[] tensors =
            [.. Files.Checkpoints.Checkpoint.Read(given).Tensors.Select(t => t.Name == "conv1.weight" ? Scaled(t) : t)];
        Files.Checkpoints.SafeTensorsFile.Write(scaled, tensors, new Dictionary<string, string> { ["best_prec"] = "85.66" });

        (int code, string output, _) = Cli.Run("eval", "--model", scaled, "--data", $"cifar10:{cifar}", "--threads", "1", "--quiet");

        Assert.Equal(0, code);
        Assert.Contains("The file says that the model is right on 85.7 % (best_prec)", output, StringComparison.Ordinal);
        Assert.Contains("another scaling: CIFAR-10's deviation", output, StringComparison.Ordinal);

        // Filters x channels x 3 x 3.
        Files.Checkpoints.NamedTensor Scaled(Files.Checkpoints.NamedTensor t)
        {
            float[] w = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(t.Data.Bytes).ToArray();
            for (int i = 0; i < w.Length; i++) w[i] *= (float)deviation[i / 9 % 3];
            return t with
            {
                Data = new Files.Checkpoints.TensorData(
                    t.Data.Type, t.Data.Shape, System.Runtime.InteropServices.MemoryMarshal.AsBytes(w.AsSpan()).ToArray())
            };
        }
    }
}
