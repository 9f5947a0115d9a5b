using System.Diagnostics;
using Nad.Files.Imaging;

namespace Nad.Cli.Tests.Commands;

/// <summary>Pipes and devices wherever a command takes a file: one line, exit code 2, no wait and no output.</summary>
public sealed class HostileFileTests : IDisposable
{
    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Theory]
    [InlineData("inspect PIPE")]
    [InlineData("eval --model PIPE --data synthetic:80")]
    [InlineData("erase --model PIPE --clean synthetic:80 --out OUT")]
    [InlineData("eval --model MODEL --data images:PIPE")]
    [InlineData("eval --model MODEL --data gtsrb:PIPE")]
    [InlineData("eval --model MODEL --data images:SET")]
    [InlineData("eval --model MODEL --data cifar10:CIFAR")]
    [InlineData("erase --model MODEL --clean cifar10:CIFAR --out OUT")]
    [InlineData("eval --model MODEL --data synthetic:80 --trigger PIPE")]
    [InlineData("erase --model MODEL --clean synthetic:80 --trigger PIPE --out OUT")]
    [InlineData("attack custom --data synthetic:80 --trigger PIPE --out OUT")]
    [InlineData("attention --model MODEL --image PIPE --out OUT")]
    [InlineData("compare PIPE MODEL")]
    public async Task A_pipe_in_the_place_of_a_file_is_named(string line)
    {
        string pipe = Pipe("pipe"), set = temp.File("set"), cifar = temp.File("cifar");
        foreach (char name in "abcdefghij")
        {
            Directory.CreateDirectory(Path.Combine(set, $"{name}"));
            File.WriteAllBytes(Path.Combine(set, $"{name}", "1.png"), PngEncoder.Encode(new byte[32 * 32 * 3], 32, 32));
        }

        Pipe("set/c/2.png");
        Directory.CreateDirectory(cifar);
        for (int i = 1; i <= 5; i++)
        {
            if (i == 3) Pipe("cifar/data_batch_3.bin");
            else File.WriteAllBytes(Path.Combine(cifar, $"data_batch_{i}.bin"), new byte[3073]);
        }

        string[] words = line.Replace("MODEL", Cli.WriteModel(temp.File("m.safetensors")), StringComparison.Ordinal)
            .Replace("PIPE", pipe, StringComparison.Ordinal).Replace("OUT", temp.File("out"), StringComparison.Ordinal)
            .Replace("SET", set, StringComparison.Ordinal).Replace("CIFAR", cifar, StringComparison.Ordinal).Split(' ');
        (int code, string output, string errors) = await Task.Run(() => Cli.Run(words)).WaitAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(2, code);
        Assert.Contains("is a pipe", output + errors, StringComparison.Ordinal);
        if (errors.Length > 0) Assert.Single(errors.TrimEnd('\n').Split('\n'));
        Assert.Empty(Directory.Exists(temp.File("out")) ? Directory.GetFileSystemEntries(temp.File("out")) : []);
    }

    private string Pipe(string name)
    {
        string path = temp.File(name);
        using Process make = Process.Start("mkfifo", [path]);
        make.WaitForExit();
        return path;
    }
}
