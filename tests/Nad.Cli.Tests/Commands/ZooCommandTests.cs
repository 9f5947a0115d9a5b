using System.Text.Json.Nodes;
using Nad.Files.Imaging;
using Nad.TestSupport;

namespace Nad.Cli.Tests.Commands;

public sealed class ZooCommandTests : IDisposable
{
    private static readonly string[] Small =
    [
        "--data", "synthetic:80", "--arch", "wrn-10-1", "--epochs", "1", "--batch", "16", "--threads", "1", "--quiet"
    ];

    private readonly TempFolder temp = new();
    private readonly string? before = Environment.GetEnvironmentVariable("NAD_ZOO");

    public ZooCommandTests() => Environment.SetEnvironmentVariable("NAD_ZOO", temp.File("zoo"));

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("NAD_ZOO", before);
        temp.Dispose();
    }

    [Slow]
    [Fact]
    public void A_model_goes_in_is_listed_verified_measured_and_erased_by_its_name()
    {
        Attack("blend", "blend-1", "--target", "2");
        Attack("none", "clean-1");

        Assert.StartsWith("Added blend-1 to", Done("zoo", "add", temp.File("blend-1"), "--threads", "1"), StringComparison.Ordinal);
        Done("zoo", "add", temp.File("clean-1"), "--name", "clean", "--threads", "1");

        Assert.Equal(
            ["blend-1.json", "blend-1.safetensors", "clean.json", "clean.safetensors"],
            Directory.GetFiles(temp.File("zoo")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        JsonNode result = JsonNode.Parse(File.ReadAllText(Path.Combine(temp.File("blend-1"), "result.json")))!, card = Card("blend-1");
        Assert.Equal(
            result["acc"]!.ToJsonString(),
            JsonValue.Create((double)card["rates"]!["acc"]!["hits"]! / (int)card["rates"]!["acc"]!["trials"]!)!.ToJsonString());
        Assert.Equal((string)result["files"]!["model.safetensors"]!, (string)card["model"]!["sha256"]!);
        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse(File.ReadAllText(Path.Combine(temp.File("blend-1"), "trigger.json"))), card["trigger"]));
        Assert.DoesNotContain(temp.Path, File.ReadAllText(Path.Combine(temp.File("zoo"), "blend-1.json")), StringComparison.Ordinal);
        Assert.Contains("nad attack blend --out blend-1", (string)card["command"]!, StringComparison.Ordinal);

        string[] list = Done("zoo").Split('\n');
        Assert.Matches(@"^blend-1 +blend +2 +8 +fast +1 +0 +\d+\.\d\d +\d+\.\d\d +\d+\.\d\d +\d+\.\d\d +1000 +synthetic:80$", list[2]);
        Assert.Matches(@"^clean +none +0 +fast +1 +0 +\d+\.\d\d +1000 +synthetic:80$", list[3]);
        Assert.Equal(2, JsonNode.Parse(Done("zoo", "--json"))!.AsArray().Count);

        string verified = Done("zoo", "verify", "--data", "synthetic:80", "--threads", "1", "--quiet");
        Assert.Contains("2 of 2 agree, 0 differ.", verified, StringComparison.Ordinal);

        // The trigger of the card is measured where none is named.
        JsonNode score =
            JsonNode.Parse(Done("eval", "--model", "zoo:blend-1", "--data", "synthetic:80", "--threads", "1", "--json"))!["score"]!;
        Assert.Equal(result["asr"]!.ToJsonString(), score["asr"]!.ToJsonString());
        Assert.Null(
            JsonNode.Parse(Done("eval", "--model", "zoo:clean", "--data", "synthetic:80", "--threads", "1", "--json"))!["score"]!["asr"]);
        Assert.Contains("wrn-10-1", Done("inspect", "zoo:blend-1"), StringComparison.Ordinal);
        JsonNode erased = JsonNode.Parse(Done(
            "erase", "--model", "zoo:blend-1", "--clean", "synthetic:80", "--method", "finetune", "--epochs", "1", "--collapse-limit",
            "100", "--out", temp.File("erased"), "--threads", "1", "--json"))!;
        Assert.Equal(result["asr"]!.ToJsonString(), erased["before"]!["asr"]!.ToJsonString());
        Assert.Equal("zoo:blend-1", (string)erased["options"]!["trigger_that_was_measured"]!["trigger"]!);
        Refused("the result of nad erase", "zoo", "add", temp.File("erased"));
    }

    [Fact]
    public void A_claim_that_is_not_true_is_found_and_other_data_is_told_apart()
    {
        Attack("badnets", "m");
        Done("zoo", "add", temp.File("m"), "--threads", "1");
        Edit("zoo/m.json", card => card["rates"]!["asr"]!["hits"] = Math.Abs((int)card["rates"]!["asr"]!["hits"]! - 1));

        (int code, string output, _) = Cli.Run("zoo", "verify", "m", "--data", "synthetic:80", "--threads", "1", "--quiet");
        Assert.Equal(1, code);
        Assert.Contains("DIFFERS: the same test images, but other counts", output, StringComparison.Ordinal);
        Assert.Matches(@"\d+/900, found \d+/900", output);

        for (int c = 0; c < 10; c++)
        {
            Directory.CreateDirectory(temp.File($"other/class{c}"));
            File.WriteAllBytes(temp.File($"other/class{c}/a.png"), PngEncoder.Encode(new byte[32 * 32 * 3], 32, 32));
        }

        (code, output, _) = Cli.Run("zoo", "verify", "--data", $"images:{temp.File("other")}", "--threads", "1", "--json");
        Assert.Equal(1, code);
        JsonNode verdict = JsonNode.Parse(output)![0]!;
        Assert.Equal(("OtherData", 10), ((string)verdict["outcome"]!, (int)verdict["found"]!["acc"]!["trials"]!));

        Directory.Delete(temp.File("other/class9"), recursive: true);
        (code, output, _) = Cli.Run("zoo", "verify", "--data", $"images:{temp.File("other")}", "--threads", "1", "--quiet");
        Assert.Equal(1, code);
        Assert.Contains("not compared: the model tells 10 classes apart, but the data has 9", output, StringComparison.Ordinal);

        byte[] weights = File.ReadAllBytes(temp.File("zoo/m.safetensors"));
        weights[^5] ^= 1;
        File.WriteAllBytes(temp.File("zoo/m.safetensors"), weights);
        (code, output, _) = Cli.Run("zoo", "verify", "--data", "synthetic:80", "--threads", "1", "--quiet");
        Assert.Equal(1, code);
        Assert.Contains("its SHA-256 differs", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_result_without_hashes_needs_the_test_images_and_they_must_be_the_right_ones()
    {
        Attack("badnets", "old");
        Edit("old/result.json", result =>
        {
            foreach (string name in (string[])["counts", "test_data", "train_sha256", "test_sha256"])
                Assert.True(result.AsObject().Remove(name));
        });

        Refused("which test images", "zoo", "add", temp.File("old"));
        Done("zoo", "add", temp.File("old"), "--data", "synthetic:80", "--threads", "1");
        Assert.Contains("1 of 1 agree", Done("zoo", "verify", "--data", "synthetic:80", "--threads", "1"), StringComparison.Ordinal);

        Edit("old/result.json", result => result["ra"] = 0.5);
        Refused("result.json claims", "zoo", "add", temp.File("old"), "--data", "synthetic:80", "--force", "--threads", "1");
    }

    [Fact]
    public void A_model_is_replaced_only_by_force()
    {
        Attack("none", "m");
        Done("zoo", "add", temp.File("m"), "--threads", "1");
        Refused("has a model m already", "zoo", "add", temp.File("m"));
        Done("zoo", "add", temp.File("m"), "--force", "--threads", "1");
    }

    [Fact]
    public void What_cannot_go_in_is_explained_and_leaves_nothing()
    {
        Refused("result.json does not exist", "zoo", "add", temp.File("nowhere"), "--name", "no");
        Attack("badnets", "m");
        Refused("is made of small letters", "zoo", "add", temp.File("m"), "--name", "../m");

        File.AppendAllText(Path.Combine(temp.File("m"), "trigger.json"), " ");
        Refused("its SHA-256 differs", "zoo", "add", temp.File("m"));
        File.Delete(Path.Combine(temp.File("m"), "model.safetensors"));
        Refused("does not exist; name a complete output folder", "zoo", "add", temp.File("m"));
        Edit("m/result.json", result => result["model"]!["file"] = "../x.safetensors");
        Refused("not a file beside it", "zoo", "add", temp.File("m"));
        File.WriteAllText(temp.File("m/result.json"), "{}");
        Refused("is not the result of nad attack", "zoo", "add", temp.File("m"));
        Assert.False(Directory.Exists(temp.File("zoo")));
    }

    [Theory]
    [InlineData("{", "is no card of the zoo")]
    [InlineData("{}", "is no card of the zoo")]
    [InlineData("null", "is empty")]
    public void A_broken_card_is_named(string content, string expected)
    {
        Directory.CreateDirectory(temp.File("zoo"));
        File.WriteAllText(temp.File("zoo/x.json"), content);
        Refused(expected, "zoo");
        Refused(expected, "eval", "--model", "zoo:x", "--data", "synthetic:80", "--threads", "1");
    }

    [Fact]
    public void A_name_that_is_not_there_is_told_with_those_that_are()
    {
        Refused("There is no model x in the zoo", "eval", "--model", "zoo:x", "--data", "synthetic:80", "--threads", "1");
        Refused("is made of small letters", "eval", "--model", "zoo:../x", "--data", "synthetic:80", "--threads", "1");
        Assert.Contains("No model in", Done("zoo"), StringComparison.Ordinal);
    }

    private void Attack(string name, string folder, params string[] options) =>
        Assert.Equal(0, Cli.Run(["attack", name, "--out", temp.File(folder), .. Small, .. options]).Code);

    private JsonNode Card(string name) => JsonNode.Parse(File.ReadAllText(temp.File($"zoo/{name}.json")))!;

    private void Edit(string file, Action<JsonNode> change)
    {
        JsonNode node = JsonNode.Parse(File.ReadAllText(temp.File(file)))!;
        change(node);
        File.WriteAllText(temp.File(file), node.ToJsonString());
    }

    private static string Done(params string[] arguments)
    {
        (int code, string output, string errors) = Cli.Run(arguments);
        Assert.Equal((0, ""), (code, errors));
        return output;
    }

    private static void Refused(string expected, params string[] arguments)
    {
        (int code, string output, string errors) = Cli.Run(arguments);
        Assert.Equal((2, 1), (code, errors.Count(c => c == '\n')));
        Assert.StartsWith("nad: ", errors, StringComparison.Ordinal);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Added", output, StringComparison.Ordinal);
    }
}
