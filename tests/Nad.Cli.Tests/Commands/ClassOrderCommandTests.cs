using System.Globalization;
using Nad.Data;
using Nad.Evaluation;
using Nad.Models;
using Nad.Torch;

namespace Nad.Cli.Tests.Commands;

/// <summary>Labels are what the user means: order of class folders, lists of classes, test images of other classes.</summary>
public sealed class ClassOrderCommandTests : IDisposable
{
    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Theory]
    [InlineData("", true)]
    [InlineData("", false)]
    [InlineData("class_", true)]
    [InlineData("class_", false)]
    public void The_model_decides_between_the_two_orders_of_numbered_folders(string prefix, bool numeric)
    {
        (string model, string data) = Folders(prefix, numeric);
        string found = numeric ? "numeric order is taken" : "the order of text is taken";

        (int code, string output, string errors) = Cli.Run("eval", "--model", model, "--data", data, "--threads", "1", "--quiet");
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("100.0", output, StringComparison.Ordinal);
        Assert.Contains(found, output, StringComparison.Ordinal);
        Assert.Matches(@"right on [\d.]+ % of \d+ clean images by", output);

        System.Text.Json.Nodes.JsonNode json =
            System.Text.Json.Nodes.JsonNode.Parse(Cli.Run("eval", "--model", model, "--data", data, "--threads", "1", "--json").Output)!;
        Assert.Equal(numeric ? "numeric" : "text", (string)json["class_order"]!);
        Assert.Equal(11, json["class_names"]!.AsArray().Count);

        string folder = temp.File("out");
        (code, output, errors) = Cli.Run(
            "erase", "--model", model, "--clean", data, "--method", "finetune", "--epochs", "1", "--collapse-limit", "100", "--threads",
            "1", "--out", folder);
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("\nClass folders hold numbers, and two orders are in use.", output, StringComparison.Ordinal);
        Assert.Contains(found, output, StringComparison.Ordinal);
        json = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "result.json")))!;
        Assert.Equal(numeric ? "numeric" : "text", (string)json["data"]!["class_order"]!);
        Assert.Contains(found, File.ReadAllText(Path.Combine(folder, "report.html")), StringComparison.Ordinal);
        System.Text.Json.Nodes.JsonNode manifest =
            System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "manifest.json")))!;
        Assert.Equal(numeric ? "numeric" : "text", (string)manifest["identity"]!["data.class order"]!);
    }

    [Fact]
    public void Without_a_model_numeric_order_is_taken_and_said()
    {
        (_, string data) = Folders("", numeric: true);
        (int code, string output, _) = Cli.Run("data", data);
        Assert.Equal(0, code);
        Assert.Matches(@"\n +2 +2 +\d+\n", output);
        Assert.Contains(
            "Class folders hold numbers. "
                + "Labels follow numeric order (0, 1, 2, 3, 4, 5, ...); programs that go by the order of text (0, 1, 10, 2, 3, 4, ...)",
            output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_of_classes_fixes_the_order_and_lets_classes_be_without_images()
    {
        (string model, string data) = Folders("", numeric: true);
        string list = temp.File("classes.txt"), place = data["images:".Length..];
        File.WriteAllLines(list, Enumerable.Range(0, 11).Select(i => i.ToString(CultureInfo.InvariantCulture)));
        string empty = Directory.GetDirectories(place).Where(d => Directory.GetFiles(d).Length == 0).Order(StringComparer.Ordinal).First();
        Directory.Delete(empty);

        (int code, _, string errors) = Cli.Run("erase", "--model", model, "--clean", data, "--epochs", "1", "--out", temp.File("out"));
        Assert.Equal(2, code);
        Assert.Contains("tells 11 classes apart", errors, StringComparison.Ordinal);
        Assert.Contains("--classes", errors, StringComparison.Ordinal);

        (code, string output, errors) = Cli.Run("eval", "--model", model, "--data", data, "--classes", list, "--threads", "1");
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("100.0", output, StringComparison.Ordinal);
        Assert.Contains("11 classes, by label, with their images: 0 0 (", output, StringComparison.Ordinal);
        Assert.Contains("without a test image: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Classes_without_a_clean_image_are_named_and_other_classes_refused()
    {
        string model = Cli.WriteModel(temp.File("m.safetensors")), folder = temp.File("out");
        string[] run =
        [
            "erase", "--model", model, "--clean", "synthetic:80", "--clean-count", "5", "--method", "finetune", "--epochs", "1",
            "--collapse-limit", "100", "--threads", "1", "--out"
        ];
        (int code, string output, string errors) = Cli.Run([.. run, folder]);
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("10 classes, by label, with their images: 0 ", output, StringComparison.Ordinal);
        Assert.Matches("[1-9] of the 10 classes (is|are) without a clean image to train on: ", output);
        Assert.Contains("without a clean image", File.ReadAllText(Path.Combine(folder, "report.html")), StringComparison.Ordinal);

        // Such a folder is no model for the zoo either.
        (code, _, errors) = Cli.Run("zoo", "--zoo", temp.File("zoo"), "add", folder);
        Assert.Equal(2, code);
        Assert.Contains("holds the result of nad erase, not of nad attack", errors, StringComparison.Ordinal);

        (_, string data) = Folders("x", numeric: true);
        (code, _, errors) = Cli.Run([.. run, temp.File("other"), "--test", data]);
        Assert.Equal(2, code);
        Assert.Contains("has other classes than synthetic:80", errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(temp.File("other"), "result.json")));
    }

    [Fact]
    public void A_folder_with_only_a_test_split_serves_eval()
    {
        (string model, string data) = Folders("", numeric: true);
        Directory.CreateDirectory(temp.File("only"));
        Directory.Move(data["images:".Length..], temp.File("only/test"));
        Assert.Equal(0, Cli.Run("eval", "--model", model, "--data", "images:" + temp.File("only"), "--threads", "1").Code);
        Assert.Equal(0, Cli.Run("data", "images:" + temp.File("only")).Code);
        (int code, _, string errors) =
            Cli.Run("erase", "--model", model, "--clean", "images:" + temp.File("only"), "--out", temp.File("out"));
        Assert.Equal(2, code);
        Assert.Contains("there is test/, but no train/", errors, StringComparison.Ordinal);
    }

    // An untrained model of 11 classes, and images in the folders of the classes that it answers: the model is right on all of them in one
    // of the two orders.
    private (string Model, string Data) Folders(string prefix, bool numeric)
    {
        string[] names = [.. Enumerable.Range(0, 11).Select(i => $"{prefix}{i}")];
        if (!numeric) Array.Sort(names, string.CompareOrdinal);
        RandomStream random = new(5, "pictures");
        ImageSet images = new(
            [.. Enumerable.Range(0, 60 * 32 * 32 * 3).Select(i => (byte)random.Next(i / 3072 % 4 == 0 ? 256 : 1 + (i / 3072 * 4)))],
            new int[60], 32, 32, names, "test");
        for (long seed = 1; ; seed++)
        {
            string model = Cli.WriteModel(temp.File("m.safetensors"), classes: 11, seed);
            using ModelFile file = ModelFile.Load(model, Device.Cpu);
            int[] answers = new Evaluator(Device.Cpu).Predict(file.Model, images);
            if (!answers.Any(a => a > 1) || answers.Distinct().Count() < 2) continue;
            string data = temp.File("data" + prefix);
            foreach (string name in names) Directory.CreateDirectory(Path.Combine(data, name));
            for (int i = 0; i < images.Count; i++)
                File.WriteAllBytes(Path.Combine(data, names[answers[i]], $"{i}.ppm"), [.. "P6 32 32 255\n"u8, .. images.Image(i)]);
            return (model, "images:" + data);
        }
    }
}
