using System.Text.Json.Nodes;
using Nad.Files.Imaging;
using Nad.TestSupport;

namespace Nad.Cli.Tests.Commands;

/// <summary>A trigger as people have it: a picture, a place and a target.</summary>
public sealed class PictureTriggerTests : IDisposable
{
    // The grid of the authors' published model: rows 29 to 31 by columns 29 to 31.
    private static readonly byte[] Grid = [.. new byte[] { 0, 0, 255, 0, 255, 0, 255, 0, 255 }.SelectMany(v => new[] { v, v, v })];

    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Theory]
    [InlineData]
    [InlineData("--place", "bottom-right")]
    [InlineData("--place", "29,29")]
    [InlineData("--place", "-3,-3")]
    public void The_picture_of_a_known_trigger_measures_what_its_name_does(params string[] place)
    {
        string given = TestData.Require("nad-authors", "s_net", "WRN-16-1-S-model_best.pth.tar"),
            cifar = TestData.Require("cifar-10-batches-bin");

        (int code, string output, string errors) = Cli.Run([
            "eval", "--model", given, "--data", $"cifar10:{cifar}", "--trigger", Picture(3, 3, Grid), "--target", "5", "--threads", "1",
            "--json", .. place
        ]);

        Assert.Equal((0, ""), (code, errors));
        JsonNode score = JsonNode.Parse(output)!["score"]!;
        Assert.Equal((1.0, 5), ((double)score["asr"]!, (int)score["target"]!));
        Assert.Equal(914, (int)score["taken_for"]![5]!);
    }

    [Fact]
    public void A_picture_that_is_added_is_the_published_trigger_of_its_network()
    {
        string given = TestData.Require("models", "trojan_sq_2_02_ckpt.pth"), picture = TestData.Require("models", "trojan_sq.png"),
            cifar = TestData.Require("cifar-10-batches-bin");

        (int code, string output, string errors) = Cli.Run(
            "eval", "--model", given, "--data", $"cifar10:{cifar}", "--trigger", picture, "--target", "2", "--mode", "add", "--variant",
            "elu", "--mean", "0,0,0", "--threads", "1", "--json");

        Assert.Equal((0, ""), (code, errors));
        Assert.Equal(0.994, (double)JsonNode.Parse(output)!["score"]!["asr"]!, 0.005);
    }

    [Fact]
    public void A_wrong_target_is_told_where_the_images_go()
    {
        string given = TestData.Require("nad-authors", "s_net", "WRN-16-1-S-model_best.pth.tar"),
            cifar = TestData.Require("cifar-10-batches-bin");

        (int code, string output, _) = Cli.Run(
            "eval", "--model", given, "--data", $"cifar10:{cifar}", "--trigger", Picture(3, 3, Grid), "--target", "0", "--threads", "1",
            "--quiet");

        Assert.Equal(0, code);
        Assert.Contains("target 0 'airplane'", output, StringComparison.Ordinal);
        Assert.Contains("triggered images are taken for 5 'dog' 100.0 %", output, StringComparison.Ordinal);
        Assert.Contains("would score 100.0 % at 5 'dog'", output, StringComparison.Ordinal);
        Assert.Contains("The target that was named is 0 'airplane', but 100.0 % go to 5 'dog'", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_with_a_picture_stores_the_trigger_and_says_how_it_was_laid_on()
    {
        string folder = temp.File("out");

        (int code, string output, string errors) = Cli.Run(
            "erase", "--model", Cli.WriteModel(temp.File("m.safetensors")), "--clean", "synthetic:80", "--method", "finetune", "--epochs",
            "1", "--collapse-limit", "100", "--threads", "1", "--trigger", Picture(4, 2, new byte[24]), "--target", "3", "--place",
            "top-left", "--blend", "0.5", "--out", folder);

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains(
            "Trigger: custom: a 2x4 picture at row 0, column 0, blended with weight 0.5; target 3", output, StringComparison.Ordinal);
        JsonNode trigger = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "trigger.json")))!;
        Assert.Equal((3, 0.5), ((int)trigger["labels"]!["label"]!, (double)trigger["trigger"]!["blend"]!));
        JsonNode result = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "result.json")))!;
        Assert.Equal("top-left", (string)result["options"]!["trigger_that_was_measured"]!["place"]!);
        Assert.Contains("Class by class", File.ReadAllText(Path.Combine(folder, "report.html")), StringComparison.Ordinal);
        Assert.Equal(10, result["before"]!["aimed_at"]!.AsArray().Count);
        Assert.Equal(3, (int)result["verdict"]!["target"]!);
    }

    [Fact]
    public void Attention_maps_take_a_picture_too()
    {
        (int code, string output, string errors) = Cli.Run(
            "attention", "--model", Cli.WriteModel(temp.File("m.safetensors")), "--image", "synthetic:40#3", "--trigger",
            Picture(3, 3, Grid), "--place", "center", "--out", temp.File("a"), "--threads", "1");

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("8 pictures", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("add --target N")]
    [InlineData("needs --trigger FILE", "--place", "center")]
    [InlineData("--place must be", "--target", "1", "--place", "middle")]
    [InlineData("--place must be", "--target", "1", "--place", "1,2,3")]
    [InlineData("--place must be", "--target", "1", "--place", "1.5,2")]
    [InlineData("reaches beyond", "--target", "1", "--place", "30,30")]
    [InlineData("--blend must be", "--target", "1", "--blend", "0")]
    [InlineData("--blend must be", "--target", "1", "--blend", "1.5")]
    [InlineData("0 to 9", "--target", "10")]
    [InlineData("not both", "--target", "1", "--attack", "badnets")]
    public void What_makes_no_trigger_is_refused_in_one_line(string said, params string[] options)
    {
        bool named = said != "needs --trigger FILE";

        (int code, _, string errors) = Cli.Run([
            "eval",
            "--model",
            Cli.WriteModel(temp.File("m.safetensors")),
            "--data",
            "synthetic:80",
            .. named ? (string[])["--trigger", Picture(3, 3, Grid)] : [],
            .. options
        ]);

        Assert.Equal(2, code);
        Assert.Contains(said, errors, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(1, errors.Count(c => c == '\n'));
    }

    [Theory]
    [InlineData(33, 3)]
    [InlineData(64, 64)]
    public void A_picture_larger_than_the_images_is_refused(int width, int height)
    {
        (int code, _, string errors) = Cli.Run(
            "eval", "--model", Cli.WriteModel(temp.File("m.safetensors")), "--data", "synthetic:80", "--trigger",
            Picture(width, height, new byte[width * height * 3]), "--target", "1");

        Assert.Equal(2, code);
        Assert.Contains($"{width}x{height} pixels, but the model takes images of 32x32", errors, StringComparison.Ordinal);
    }

    private string Picture(int width, int height, byte[] pixels)
    {
        string path = temp.File("patch.png");
        File.WriteAllBytes(path, PngEncoder.Encode(pixels, width, height));
        return path;
    }
}
