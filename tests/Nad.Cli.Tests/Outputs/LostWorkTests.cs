using System.Security.Cryptography;
using Nad.Files.Imaging;

namespace Nad.Cli.Tests.Outputs;

/// <summary>No command writes over what it reads, or over what it did not write itself.</summary>
public sealed class LostWorkTests : IDisposable
{
    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    /// <summary>Ways to name the folder a/ in which the inputs lie.</summary>
    public static TheoryData<string> Names => new() { "a", "a/", "./a", "b/../a", "a/../a", "link", "link/", "b/link" };

    [Theory]
    [MemberData(nameof(Names))]
    public void Not_over_the_given_model_the_teacher_or_the_trigger(string name)
    {
        Prepare();
        foreach (string[] inputs in (string[][])
            [
                ["--model", "a/model.pth"],
                ["--model", "a/model.safetensors"],
                ["--model", "m.safetensors", "--teacher", "a/model.safetensors"],
                ["--model", "m.safetensors", "--trigger", "a/trigger.json"],
            ])
        {
            foreach (string[] more in (string[][])[[], ["--overwrite"], ["--dry-run"], ["--dry-run", "--overwrite"], ["--resume"]])
            {
                string[] there = [.. inputs.Select(i => i.StartsWith("--", StringComparison.Ordinal) ? i : temp.File(i))];
                Unchanged(
                    ["erase", .. there, "--clean", "synthetic:80", .. Writers.Quick, "--out", temp.File(name), .. more],
                    "would be written over what --");
            }
        }
    }

    [Theory]
    [InlineData("hard")]
    [InlineData("soft")]
    public void Not_over_a_file_that_has_another_name_too(string kind)
    {
        Prepare();
        Directory.CreateDirectory(temp.File("out"));
        if (kind == "soft") File.CreateSymbolicLink(temp.File("out/model.pth"), temp.File("m.safetensors"));
        else Link(temp.File("m.safetensors"), temp.File("out/model.pth"));

        Unchanged(
            [
                "erase", "--model", temp.File("m.safetensors"), "--clean", "synthetic:80", .. Writers.Quick, "--out", temp.File("out"),
                "--overwrite"
            ],
            "would be written over what --model reads");
    }

    [Theory]
    [InlineData("erase", "model.pth")]
    [InlineData("erase", "model.safetensors")]
    [InlineData("erase", "report.html")]
    [InlineData("erase", "result.json")]
    [InlineData("erase", "manifest.json")]
    [InlineData("attack none", "model.pth")]
    [InlineData("attack badnets", "poison.json")]
    [InlineData("attack badnets", "poison.png")]
    [InlineData("attack badnets", "trigger.json")]
    [InlineData("attack sig", "result.json")]
    [InlineData("attention", "maps.json")]
    [InlineData("attention", "attention.html")]
    [InlineData("attention", "image1.png")]
    [InlineData("attention", "image1-model1-group1-sum2.png")]
    [InlineData("demo", "result.json")]
    [InlineData("demo", "nad.safetensors")]
    [InlineData("demo", "report.html")]
    [InlineData("reproduce", "figure8.md")]
    [InlineData("reproduce", "figure8a.svg")]
    [InlineData("reproduce", "report.html")]
    [InlineData("replay", "model.pth")]
    [InlineData("zoo add", "m.safetensors")]
    [InlineData("zoo add", "m.json")]
    [InlineData("data", "cifar-10-binary.tar.gz")]
    public void Not_over_the_work_of_others(string words, string file)
    {
        using Writers writers = new();
        Directory.CreateDirectory(temp.File("out"));
        foreach (string content in (string[])["precious", "{}", "{\"versions\":{\"nad\":\"1\"}}", ""])
        {
            File.WriteAllText(temp.File($"out/{file}"), content);
            string[] command = writers.All[words];
            string said = words == "zoo add" ? "m" : file;
            Unchanged([.. command, temp.File("out")], said);
            if (Catalogue.Commands.First(c => string.Join(' ', c.Words) == words).Command.Options.Any(o => o.Name == "--overwrite"))
                Unchanged([.. command, temp.File("out"), "--overwrite"], said);
        }

        // A link to nowhere and a folder are as good.
        File.Delete(temp.File($"out/{file}"));
        File.CreateSymbolicLink(temp.File($"out/{file}"), temp.File("elsewhere"));
        if (words != "data") Unchanged([.. writers.All[words], temp.File("out")], words == "zoo add" ? "m" : file);
    }

    [Fact]
    public void Not_over_another_picture()
    {
        File.WriteAllBytes(temp.File("mine.png"), PngEncoder.Encode(new byte[12], 2, 2));
        Unchanged(["triggers", "--data", "synthetic:80", "--out", temp.File("mine.png")], "that nad did not write");
        Unchanged(["triggers", "--data", "synthetic:80", "--out", temp.File("mine.png"), "--overwrite"], "that nad did not write");
    }

    [Theory]
    [InlineData("set")]
    [InlineData("set/train")]
    [InlineData("set/train/class0")]
    [InlineData("set/new")]
    [InlineData("set/new/deeper")]
    public void Not_into_a_folder_of_images_that_is_read(string place)
    {
        for (int c = 0; c < 10; c++)
        {
            Directory.CreateDirectory(temp.File($"set/train/class{c}"));
            for (int i = 0; i < 8; i++)
                File.WriteAllBytes(
                    temp.File($"set/train/class{c}/{i}.png"),
                    PngEncoder.Encode([.. Enumerable.Range(0, 32 * 32 * 3).Select(k => (byte)(k * (i + c + 1)))], 32, 32));
        }

        string spec = $"images:{temp.File("set")}";
        Unchanged(
            ["erase", "--model", Cli.WriteModel(temp.File("m.safetensors")), "--clean", spec, .. Writers.Quick, "--out", temp.File(place)],
            "--clean reads");
        Unchanged(["attack", "none", "--data", spec, "--epochs", "1", "--out", temp.File(place)], "--data reads");
    }

    [Fact]
    public void A_finished_result_is_replaced_by_overwrite_alone_and_all_of_it_goes()
    {
        using Writers writers = new();
        string[] command = ["erase", "--model", writers.Model, "--clean", "synthetic:80", .. Writers.Quick, "--out", writers.Attacked];

        (int code, _, string errors) = Cli.Run(command);
        Assert.Equal(2, code);
        Assert.Contains("holds the finished result of nad attack, written ", errors, StringComparison.Ordinal);
        Assert.Contains("--overwrite", errors, StringComparison.Ordinal);
        Assert.Equal(0, Cli.Run("verify", writers.Attacked).Code);

        (code, string output, errors) = Cli.Run([.. command.Where(w => w != "--quiet"), "--overwrite"]);
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("--overwrite: the finished result of nad attack", output, StringComparison.Ordinal);
        Assert.Contains("poison.png", output, StringComparison.Ordinal);
        Assert.Equal(
            ["attestation.json", "manifest.json", "model.pth", "model.safetensors", "report.html", "result.json"],
            Directory.GetFileSystemEntries(writers.Attacked).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(0, Cli.Run("verify", writers.Attacked).Code);
    }

    [Theory]
    [InlineData("model.pth")]
    [InlineData("report.html")]
    [InlineData("result.json")]
    public void A_file_that_was_changed_since_is_not_replaced(string file)
    {
        using Writers writers = new();
        File.AppendAllText(Path.Combine(writers.Erased, file), " ");
        string before = Hash(writers.Erased);

        (int code, _, string errors) = Cli.Run([.. writers.All["erase"], writers.Erased, "--overwrite"]);

        Assert.Equal(2, code);
        Assert.Contains($"{file} was changed after nad wrote it", errors, StringComparison.Ordinal);
        Assert.Equal(before, Hash(writers.Erased));
    }

    [Fact]
    public void Files_of_others_beside_a_result_stay()
    {
        using Writers writers = new();
        File.WriteAllText(Path.Combine(writers.Erased, "notes.txt"), "precious");
        Assert.Equal(0, Cli.Run([.. writers.All["erase"], writers.Erased, "--overwrite"]).Code);
        Assert.Equal("precious", File.ReadAllText(Path.Combine(writers.Erased, "notes.txt")));
    }

    [Fact]
    public void Pictures_and_attention_are_replaced_by_overwrite_alone()
    {
        using Writers writers = new();
        string[] attention = [.. writers.All["attention"], temp.File("maps")];
        Assert.Equal(0, Cli.Run(attention).Code);
        Unchanged(attention, "a finished result of nad attention");
        Assert.Equal(0, Cli.Run([.. attention, "--overwrite"]).Code);
    }

    [Fact]
    public void What_the_user_downloaded_by_hand_stays()
    {
        Directory.CreateDirectory(temp.File("dl"));
        File.WriteAllText(temp.File("dl/cifar-10-binary.tar.gz"), "precious");
        Unchanged(
            ["data", "cifar10", "--download", temp.File("dl"), "--from", "http://127.0.0.1:9/"],
            "is there already, and it is another file");
    }

    [Fact]
    public void What_comes_into_the_way_hours_later_stays_too_and_the_run_can_go_on()
    {
        string model = Cli.WriteModel(temp.File("m.safetensors")), folder = temp.File("out"), mine = Path.Combine(folder, "report.html");
        string[] command =
        [
            "erase",
            "--model",
            model,
            "--clean",
            "synthetic:80",
            "--accept-accuracy",
            .. Writers.Quick.Where(w => w != "--quiet"),
            "--out",
            folder
        ];
        using StringWriter errors = new();
        using Intruder output = new("measuring the erased model", mine);

        Assert.Equal(2, Program.Run(command, output, errors));

        Assert.Contains("report.html is a file that nad did not write", errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("--resume", errors.ToString(), StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(mine));
        File.Delete(mine);
        Assert.Equal(0, Cli.Run([.. command, "--resume"]).Code);
    }

    private sealed class Intruder(string when, string path) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            if (value == when) File.WriteAllText(path, "precious");
            base.WriteLine(value);
        }
    }

    private void Prepare()
    {
        Cli.WriteModel(temp.File("m.safetensors"));
        Writers.CopyAttacked(temp.File("a"));
        Directory.CreateDirectory(temp.File("b"));
        Directory.CreateSymbolicLink(temp.File("link"), "a");
        Directory.CreateSymbolicLink(temp.File("b/link"), "../link");
    }

    // Refused in one line, and every file is as it was.
    private void Unchanged(string[] command, string said)
    {
        string before = Hash(temp.Path);
        (int code, string output, string errors) = Cli.Run(command);
        Assert.True(code == 2, $"{string.Join(' ', command)} ends with {code}: {output}{errors}");
        Assert.Equal(1, errors.Count(c => c == '\n'));
        Assert.Contains(said, errors, StringComparison.Ordinal);
        Assert.Equal(before, Hash(temp.Path));
    }

    private static string Hash(string folder) =>
        string.Join('\n', Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(
                f => File.Exists(f) && new FileInfo(f).LinkTarget is null
                    ? $"{f} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(f)))}"
                    : f));

    private static void Link(string from, string to)
    {
        using System.Diagnostics.Process ln = System.Diagnostics.Process.Start("ln", [from, to]);
        ln.WaitForExit();
    }
}
