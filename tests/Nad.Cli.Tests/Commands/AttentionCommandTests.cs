using System.Text.Json.Nodes;
using Nad.Files.Imaging;

namespace Nad.Cli.Tests.Commands;

public sealed class AttentionCommandTests : IDisposable
{
    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Fact]
    public void Two_models_two_functions_one_tap_give_a_picture_each_and_a_page()
    {
        string first = Cli.WriteModel(temp.File("a.safetensors")), second = Cli.WriteModel(temp.File("b.safetensors"), seed: 2),
            folder = temp.File("out");

        (int code, string output, string errors) = Cli.Run(
            "attention", "--model", first, second, "--image", "synthetic:40#3", "--tap", "2", "--function", "sum2", "max2", "--out", folder,
            "--threads", "1");

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("5 pictures", output, StringComparison.Ordinal);
        Assert.Equal(
            [
                "attention.html", "image1-model1-block2-max2.png", "image1-model1-block2-sum2.png", "image1-model2-block2-max2.png",
                "image1-model2-block2-sum2.png", "image1.png", "maps.json"
            ],
            Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        JsonNode maps = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "maps.json")))!;
        JsonNode map = maps["images"]![0]!["models"]![0]!["maps"]![0]!;
        Assert.Equal((16, 16, 256), ((int)map["height"]!, (int)map["width"]!, map["values"]!.AsArray().Count));
        Assert.NotEqual(map["values"]!.ToJsonString(), maps["images"]![0]!["models"]![1]!["maps"]![0]!["values"]!.ToJsonString());
        RgbImage picture = ImageDecoder.Decode(File.ReadAllBytes(Path.Combine(folder, "image1-model1-block2-sum2.png")), "map");
        Assert.Equal((256, 256), (picture.Width, picture.Height));
        Assert.True(picture.Pixels.Distinct().Count() > 50);
    }

    [Fact]
    public void A_picture_file_is_resized_and_shown_again_with_a_trigger()
    {
        string model = Cli.WriteModel(temp.File("a.safetensors")), folder = temp.File("out"), picture = temp.File("p.png"),
            trigger = temp.File("trigger.json");
        File.WriteAllBytes(picture, PngEncoder.Encode(new byte[48 * 40 * 3], 48, 40));
        Nad.Experiments.TriggerFile.Write(trigger, new Attacks.BadNets(new Attacks.BadNetsOptions(), 10).Backdoor);

        (int code, _, string errors) =
            Cli.Run("attention", "--model", model, "--image", picture, "--trigger", trigger, "--out", folder, "--threads", "1");

        Assert.Equal((0, ""), (code, errors));
        RgbImage clean = ImageDecoder.Decode(File.ReadAllBytes(Path.Combine(folder, "image1.png")), "clean");
        RgbImage triggered = ImageDecoder.Decode(File.ReadAllBytes(Path.Combine(folder, "image2.png")), "triggered");
        Assert.All(clean.Pixels, b => Assert.Equal(0, b));
        Assert.Contains((byte)255, triggered.Pixels);
        Assert.Contains(
            "resized from 48x40, with the trigger", File.ReadAllText(Path.Combine(folder, "maps.json")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("synthetic:40", "#INDEX")]
    [InlineData("synthetic:40#x", "number from 0")]
    [InlineData("synthetic:40#999999", "only")]
    public void An_image_that_is_not_there_is_told_in_one_line(string image, string expected)
    {
        string model = Cli.WriteModel(temp.File("a.safetensors")), folder = temp.File("out");

        (int code, _, string errors) = Cli.Run("attention", "--model", model, "--image", image, "--out", folder, "--threads", "1");

        Assert.Equal(2, code);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void An_unknown_tap_is_told_with_those_that_exist()
    {
        (int code, _, string errors) = Cli.Run(
            "attention", "--model", Cli.WriteModel(temp.File("a.safetensors")), "--image", "synthetic:40#1", "--tap", "fc", "--out",
            temp.File("out"), "--threads", "1");

        Assert.Equal(2, code);
        Assert.Contains("block1, block2, block3", errors, StringComparison.Ordinal);
    }
}
