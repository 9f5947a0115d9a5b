using Nad.Torch.Interop;

namespace Nad.Torch.Tests.Interop;

/// <summary>Finding libtorch looks at files alone, so that folders made here are as good as any.</summary>
public sealed class LibtorchTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("nad-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_system_tells_its_version_by_the_name_of_the_library()
    {
        Make("lib/libtorch_cpu.so.2.6");
        Make("lib/libtorch_cpu.so.2.6.0");
        Make("lib/libtorch_cpu.so");

        Assert.Equal(
            new Libtorch(null, "2.6", Path.Combine(folder, "lib/libtorch_cpu.so.2.6")),
            Libtorch.Find(null, [Path.Combine(folder, "lib")], []));
    }

    [Fact]
    public void A_named_folder_comes_before_the_system_and_that_before_a_Python()
    {
        Make("lib/libtorch_cpu.so.1.13");
        Make("named/lib/libtorch_cpu.so");
        Make("named/build-version", "2.1.0+cpu\n");
        Make("packages/torch/lib/libtorch_cpu.so");
        Make("packages/torch/version.py", "__version__ = '2.4.1+cu121'\ndebug = False\n");
        string[] system = [Path.Combine(folder, "lib")], python = [Path.Combine(folder, "packages")];

        Assert.Equal("2.1", Libtorch.Find(Path.Combine(folder, "named"), system, python)!.Version);
        Assert.Equal("1.13", Libtorch.Find("", system, python)!.Version);
        Libtorch last = Libtorch.Find(null, [Path.Combine(folder, "none")], python)!;
        Assert.Equal((Path.Combine(folder, "packages/torch"), "2.4"), (last.Folder, last.Version));
        Assert.Null(Libtorch.Find(null, [], []));
    }

    [Fact]
    public void A_wrong_name_is_told_and_nothing_else_is_taken_for_it()
    {
        Make("lib/libtorch_cpu.so.1.13");

        Assert.Contains(
            "there is no lib/libtorch_cpu.so in it",
            Assert.Throws<NadException>(() => Libtorch.Find(folder, [Path.Combine(folder, "lib")], [])).Message,
            StringComparison.Ordinal);
    }

    private void Make(string name, string content = "")
    {
        string path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }
}
