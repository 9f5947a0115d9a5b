using Nad.Files.Imaging;

namespace Nad.Cli.Tests;

/// <summary>A file that disappears between the check of the command line and its reading is told in one line.</summary>
public sealed class VanishingFileTests : IDisposable
{
    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Theory]
    [InlineData("m.safetensors", "m.safetensors")]
    [InlineData("teacher.safetensors", "teacher.safetensors")]
    [InlineData("trigger.json", "trigger.json")]
    [InlineData("clean", "clean")]
    [InlineData("clean/class3", "class")]
    [InlineData("test", "test")]
    public void What_is_gone_is_told_in_one_line(string gone, string said)
    {
        Cli.WriteModel(temp.File("m.safetensors"));
        Cli.WriteModel(temp.File("teacher.safetensors"), seed: 2);
        File.WriteAllText(temp.File("trigger.json"), "{}");
        foreach (string set in (string[])["clean", "test"])
        {
            for (int c = 0; c < 10; c++)
            {
                Directory.CreateDirectory(temp.File($"{set}/class{c}"));
                for (int i = 0; i < 8; i++)
                    File.WriteAllBytes(
                        temp.File($"{set}/class{c}/{i}.png"),
                        PngEncoder.Encode([.. Enumerable.Range(0, 32 * 32 * 3).Select(k => (byte)(k * (i + c + set.Length)))], 32, 32));
            }
        }

        using StringWriter errors = new();
        using Thief output = new(temp.File(gone));
        int code = Program.Run(
            [
                "erase", "--model", temp.File("m.safetensors"), "--teacher", temp.File("teacher.safetensors"), "--trigger",
                temp.File("trigger.json"), "--clean", $"images:{temp.File("clean")}", "--test", $"images:{temp.File("test")}", "--epochs",
                "1", "--threads", "1", "--out", temp.File("out"),
            ], output, errors);

        Assert.Equal(2, code);
        Assert.Equal(1, errors.ToString().Count(c => c == '\n'));
        Assert.Contains(said, errors.ToString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(temp.File("out")));
    }

    // Takes it away when loading begins.
    private sealed class Thief(string path) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            if (value == "loading model and images")
            {
                if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
                else File.Delete(path);
            }

            base.WriteLine(value);
        }
    }
}
