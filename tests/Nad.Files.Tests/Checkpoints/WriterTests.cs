using Nad.Files.Checkpoints;
using Nad.TestSupport;

namespace Nad.Files.Tests.Checkpoints;

public sealed class WriterTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static IReadOnlyList<NamedTensor> Kinds => Checkpoint.Read(Fixtures.At("kinds_zip.pth")).Tensors;

    [Fact]
    public void Safetensors_come_back_as_written()
    {
        string path = Path.Combine(folder.Root, "a.safetensors");
        SafeTensorsFile.Write(path, Kinds, [new("format", "pt"), new("note", "\"quoted\" ü\n")]);

        Checkpoint read = Checkpoint.Read(path);

        Fixtures.AssertSame(Kinds, read.Tensors);
        Assert.Equal(["format", "note"], read.Metadata.Keys);
        Assert.Equal("\"quoted\" ü\n", read.Metadata["note"]);
        Assert.Equal(0, BitConverter.ToInt64(File.ReadAllBytes(path)) % 8);
    }

    [Fact]
    public void Torch_files_come_back_as_written_and_aligned()
    {
        string path = Path.Combine(folder.Root, "a.pth");
        TorchFile.Write(path, Kinds);

        Checkpoint read = Checkpoint.Read(path);

        Assert.Equal(CheckpointFormat.TorchZip, read.Format);
        Fixtures.AssertSame(Kinds, read.Tensors);
        byte[] whole = Kinds.Single(t => t.Name == "whole").Data.Bytes;
        Assert.Equal(0, File.ReadAllBytes(path).AsSpan().IndexOf(whole) % 64);
    }

    [Fact]
    public void Equal_tensors_give_equal_bytes()
    {
        string first = Path.Combine(folder.Root, "a"), second = Path.Combine(folder.Root, "b");
        TorchFile.Write(first, Kinds);
        TorchFile.Write(second, Kinds);
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));
    }

    [Fact]
    public void No_tensors_at_all_still_make_a_file()
    {
        string path = Path.Combine(folder.Root, "empty.safetensors");
        SafeTensorsFile.Write(path, []);
        Assert.Empty(Checkpoint.Read(path).Tensors);
    }

    [Fact]
    public void Doubled_names_and_wrong_sizes_are_rejected_before_anything_is_written()
    {
        NamedTensor one = new("w", new TensorData(DType.UInt8, [1], [7]));
        string path = Path.Combine(folder.Root, "a");

        Assert.Throws<ArgumentException>(() => TorchFile.Write(path, [one, one]));
        Assert.Throws<ArgumentException>(() => SafeTensorsFile.Write(path, [one with { Data = one.Data with { Shape = [2] } }]));
        Assert.Throws<ArgumentException>(() => SafeTensorsFile.Write(path, [one with { Name = "__metadata__" }]));
        Assert.Empty(Directory.GetFiles(folder.Root));
    }

    [Fact]
    public void A_failed_write_leaves_the_old_file_and_nothing_else()
    {
        string path = folder.Save([1, 2, 3]);

        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, s =>
        {
            s.WriteByte(9);
            throw new InvalidOperationException();
        }));

        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        Assert.Single(Directory.GetFileSystemEntries(folder.Root));
    }

    [Fact]
    public void Folders_that_are_missing_or_in_the_way_are_named()
    {
        Assert.Contains(
            "does not exist",
            Assert.Throws<NadException>(() => AtomicFile.Write(Path.Combine(folder.Root, "no", "file"), _ => { })).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "is a folder", Assert.Throws<NadException>(() => AtomicFile.Write(folder.Root, _ => { })).Message, StringComparison.Ordinal);
        if (OperatingSystem.IsLinux()) Assert.Throws<NadException>(() => AtomicFile.Write("/proc/nad-test", _ => { }));
    }

    [Fact]
    public void PyTorch_opens_what_we_write_with_and_without_weights_only()
    {
        string path = Path.Combine(folder.Root, "ours.pth");
        TorchFile.Write(path, Kinds);

        // PyTorch's own save of the same tensors is the reference: same keys in the same order, bit for bit.
        const string Script = """
            import sys, torch
            reference = torch.load(sys.argv[2])
            def bits(tensor):
                tensor = tensor.detach().contiguous()
                return (tensor.view(torch.int16) if tensor.dtype == torch.bfloat16 else tensor).numpy().tobytes()
            for weights_only in (False, True):
                ours = torch.load(sys.argv[1], weights_only=weights_only)
                assert list(ours) == list(reference), (list(ours), list(reference))
                for key, value in reference.items():
                    assert ours[key].dtype == value.dtype and ours[key].shape == value.shape, key
                    assert bits(ours[key]) == bits(value), key
            print('same')
            """;
        Assert.Equal("same", PythonPeer.Run(Script, path, Fixtures.At("kinds_zip.pth")));
    }
}
