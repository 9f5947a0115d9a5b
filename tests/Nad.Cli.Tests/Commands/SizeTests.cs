using System.Text.Json.Nodes;
using Nad.Data;
using Nad.Files.Imaging;
using Nad.Models;
using Nad.TestSupport;
using Nad.Torch;

namespace Nad.Cli.Tests.Commands;

/// <summary>Images of another size than the network takes.</summary>
public sealed class SizeTests : IDisposable
{
    private readonly TempFolder temp = new();
    private readonly string data;

    public SizeTests()
    {
        data = temp.File("images");
        for (int i = 0; i < 20; i++)
        {
            (int width, int height) = (40 + i, 60 - i);
            byte[] pixels = new byte[width * height * 3];
            new Random(i).NextBytes(pixels);
            string folder = Directory.CreateDirectory(Path.Combine(data, $"class {i % 10}")).FullName;
            File.WriteAllBytes(Path.Combine(folder, $"{i}.png"), PngEncoder.Encode(pixels, width, height));
        }
    }

    public void Dispose() => temp.Dispose();

    [Fact]
    public void Images_are_resized_to_what_a_network_takes_alone_and_it_is_said()
    {
        (int code, string output, string errors) =
            Cli.Run("eval", "--model", Cli.WriteModel(temp.File("m.safetensors")), "--data", $"images:{data}", "--threads", "1");

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("Images of another size than 32x32 are resized to 32x32.", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--size", "48x64")]
    [InlineData("--resize", "40")]
    [InlineData("--crop", "33x36")]
    [InlineData("--resize", "48", "--crop", "40x32")]
    public void A_network_of_any_size_takes_the_size_that_is_said_and_gives_it_on(params string[] said)
    {
        string model = Network(), erased = temp.File("erased");

        (int code, _, string errors) = Cli.Run(
            [
                "erase", "--model", model, "--clean", $"images:{data}", "--method", "finetune", "--epochs", "1", "--collapse-limit", "100",
                "--threads", "1", "--quiet", "--out", erased, .. Told, .. said
            ]);
        Assert.Equal((0, ""), (code, errors));

        // Without a word about the size the erased model is measured at it.
        using ModelFile file = ModelFile.Load(Path.Combine(erased, "model.safetensors"), Device.Cpu);
        ImageGeometry expected = said switch
        {
            ["--size", ..] => new(48, 64),
            ["--crop", ..] => new(33, 36) { Cut = true },
            ["--resize", "40"] => new(40, 40) { Resize = 40, Cut = true },
            _ => new(40, 32) { Resize = 48, Cut = true },
        };
        Assert.Equal(expected, file.Geometry);
        string[] measure = ["eval", "--data", $"images:{data}", "--threads", "1", "--json", "--model"];
        Assert.Equal(
            Accuracy([.. measure, Path.Combine(erased, "model.pth"), .. Told, .. said]),
            Accuracy([.. measure, Path.Combine(erased, "model.safetensors")]));
    }

    [Fact]
    public void A_file_beside_the_model_says_the_size()
    {
        File.WriteAllText(temp.File("config.json"), """{"input_size": [3, 36, 36], "crop_pct": 0.9, "interpolation": "bilinear", "mean": [0.5, 0.5, 0.5], "std": [0.25, 0.25, 0.25]}""");

        (int code, string output, string errors) =
            Cli.Run("eval", "--model", Network(), "--data", $"images:{data}", "--variant", Variant, "--threads", "1");

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains(
            "config.json beside the model is used: its input is as config.json says (mean 0.5, 0.5, 0.5; std 0.25, 0.25, 0.25); images are "
                + "resized to a shorter side of 40 and cut to the middle 36x36.",
            output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_is_trained_at_the_size_that_is_said_and_remembers_it()
    {
        string folder = temp.File("attacked");

        (int code, _, string errors) = Cli.Run(
            "attack", "badnets", "--data", $"images:{data}", "--arch", "mobilenetv2", "--size", "36", "--epochs", "1", "--rate", "0.3",
            "--threads", "1", "--quiet", "--out", folder);

        Assert.Equal((0, ""), (code, errors));
        using ModelFile file = ModelFile.Load(Path.Combine(folder, "model.safetensors"), Device.Cpu);
        Assert.Equal(("mobilenetv2", new ImageGeometry(36, 36)), (file.Model.Architecture, file.Geometry));
    }

    [Theory]
    [InlineData("--size resizes the whole image", "--size", "32", "--crop", "32")]
    [InlineData("--size must be a number of pixels", "--size", "32,32")]
    [InlineData("wrn-10-1 takes 32x32 images alone", "--size", "64")]
    [InlineData("The shorter side of 30 pixels is too short to cut 32x32 out", "--resize", "30", "--crop", "32")]
    [InlineData("cannot be cut out of it", "--crop", "32x62")]
    public void What_cannot_be_is_refused_in_one_line(string message, params string[] said)
    {
        string model = message.StartsWith("cannot", StringComparison.Ordinal) ? Network() : Cli.WriteModel(temp.File("m.safetensors"));

        (int code, _, string errors) =
            Cli.Run(["eval", "--model", model, "--data", $"images:{data}", "--threads", "1", "--quiet", .. said]);

        Assert.Equal(2, code);
        Assert.Contains(message, errors, StringComparison.Ordinal);
        Assert.Single(errors.Trim().Split('\n'));
    }

    private const string Variant = "no pool after the stem, shortcuts of zeros on both sides";

    private static string[] Told => ["--mean", "0,0,0", "--variant", Variant];

    // A small network that takes images of any size.
    private string Network()
    {
        string path = temp.File("network.th");
        File.Copy(TestData.Require("models", "resnet20-12fca82f.th"), path, overwrite: true);
        return path;
    }

    private static double Accuracy(string[] arguments)
    {
        (int code, string output, string errors) = Cli.Run(arguments);
        Assert.Equal((0, ""), (code, errors));
        return (double)JsonNode.Parse(output)!["score"]!["acc"]!;
    }
}
