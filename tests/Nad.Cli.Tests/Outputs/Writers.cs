using Nad.Files.Imaging;

namespace Nad.Cli.Tests.Outputs;

/// <summary>Every command that writes, ready to be run with any place to write to.</summary>
internal sealed class Writers : IDisposable
{
    public static readonly string[] Quick =
    [
        "--epochs", "1", "--teacher-epochs", "1", "--batch", "16", "--collapse-limit", "100", "--threads", "1", "--quiet"
    ];

    // Made once, and copied for each test: training takes longer than all that is tested here.
    private static readonly Lazy<string> Made = new(() =>
    {
        TempFolder made = new();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => made.Dispose();
        Cli.WriteModel(made.File("m.safetensors"));
        Assert.Equal(
            0,
            Cli.Run(
                ["erase", "--model", made.File("m.safetensors"), "--clean", "synthetic:80", "--out", made.File("erased"), .. Quick]).Code);
        Assert.Equal(
            0,
            Cli.Run(
                "attack", "badnets", "--data", "synthetic:80", "--arch", "wrn-10-1", "--epochs", "1", "--batch", "16", "--threads", "1",
                "--quiet", "--out", made.File("attacked")).Code);
        return made.Path;
    });

    private readonly TempFolder temp = new();

    public Writers()
    {
        Model = temp.File("m.safetensors");
        Erased = temp.File("erased");
        Attacked = temp.File("attacked");
        Picture = temp.File("patch.png");
        File.Copy(Path.Combine(Made.Value, "m.safetensors"), Model);
        foreach (string folder in (string[])[Erased, Attacked])
        {
            Directory.CreateDirectory(folder);
            foreach (string file in Directory.GetFiles(Path.Combine(Made.Value, Path.GetFileName(folder))))
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        List = temp.File("list.csv");
        File.WriteAllText(List, $"model\n{Model}\n");
        File.WriteAllBytes(Picture, PngEncoder.Encode(new byte[3 * 3 * 3], 3, 3));
    }

    /// <summary>Copies the finished result of <c>nad attack</c> to a folder.</summary>
    public static void CopyAttacked(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (string file in Directory.GetFiles(Path.Combine(Made.Value, "attacked")))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
    }

    /// <summary>A model that nobody has trained.</summary>
    public string Model { get; }

    /// <summary>A finished result of <c>nad erase</c>.</summary>
    public string Erased { get; }

    /// <summary>A finished result of <c>nad attack</c>.</summary>
    public string Attacked { get; }

    public string Picture { get; }

    /// <summary>A list of models.</summary>
    public string List { get; }

    /// <summary>Commands by their words; the place is put behind the last word.</summary>
    public IReadOnlyDictionary<string, string[]> All
    {
        get
        {
            Dictionary<string, string[]> all = new(StringComparer.Ordinal)
            {
                ["erase"] = ["erase", "--model", Model, "--clean", "synthetic:80", .. Quick, "--out"],
                ["audit"] =
                [
                    "audit", "--model", Model, "--clean", "synthetic:300", "--images", "40", "--steps", "1", "--threads", "1", "--quiet",
                    "--out"
                ],
                ["relapse"] =
                [
                    "relapse", "--before", Model, "--after", Model, "--clean", "synthetic:80", "--clean-count", "20", "--images", "20",
                    "--attack", "badnets", "--try", "retune", "--doses", "1", "--retune-epochs", "1", "--threads", "1", "--quiet", "--out",
                ],
                ["eval"] = ["eval", "--model", Model, "--data", "synthetic:80", "--threads", "1", "--quiet", "--predictions"],
                ["calibrate"] = ["calibrate", "--clean", Erased, "--out"],
                ["calibrate train"] = ["calibrate", "train", "--data", "synthetic:80", "--quiet", "--out"],
                ["triggers"] = ["triggers", "--data", "synthetic:80", "--quiet", "--out"],
                ["attention"] = ["attention", "--model", Model, "--image", "synthetic:80#0", "--out"],
                ["reproduce"] = ["reproduce", "figure8", "--data", "synthetic:80", "--scale", "quick", "--no-zoo", "--quiet", "--out"],
                ["batch"] = ["batch", List, "--do", "inspect", "--quiet", "--out"],
                ["compare"] = ["compare", Erased, "--out"],
                ["demo"] = ["demo", "--quiet", "--out"],
                ["replay"] = ["replay", Path.Combine(Erased, "manifest.json"), "--quiet", "--out"],
                ["data"] = ["data", "cifar10", "--from", "http://127.0.0.1:9/", "--quiet", "--download"],
                ["zoo add"] = ["zoo", "add", Attacked, "--name", "m", "--zoo"],
            };
            foreach (string attack in (string[])["badnets", "trojan", "blend", "cl", "sig", "refool", "none"])
                all[$"attack {attack}"] = Attack(attack);
            all["attack custom"] = [.. Attack("custom")[..^1], "--trigger", Picture, "--out"];
            return all;

            static string[] Attack(string name) =>
                ["attack", name, "--data", "synthetic:80", "--epochs", "1", "--threads", "1", "--quiet", "--out"];
        }
    }

    /// <summary>Words of the commands of the program that write to a place which the user names.</summary>
    public static IEnumerable<string> Known =>
        Catalogue.Commands.Where(c => c.Command.Options.Any(o => o.Name is "--out" or "--download" or "--overwrite"))
            .Select(c => string.Join(' ', c.Words));

    public void Dispose() => temp.Dispose();
}
