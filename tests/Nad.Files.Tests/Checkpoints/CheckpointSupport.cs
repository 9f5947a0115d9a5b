using System.Text;
using Nad.Files.Checkpoints;
using Nad.TestSupport;

namespace Nad.Files.Tests.Checkpoints;

/// <summary>A folder that goes away with the test.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("nad-test-").FullName;

    public string Save(byte[] bytes, string name = "file")
    {
        string path = Path.Combine(Root, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}

/// <summary>Stored files, and the one comparison they need.</summary>
internal static class Fixtures
{
    public static string Folder => TestData.Fixture("checkpoints");

    public static string At(string name) => Path.Combine(Folder, name);

    public static byte[] Bytes(string name) => File.ReadAllBytes(At(name));

    public static void AssertSame(IReadOnlyList<NamedTensor> expected, IReadOnlyList<NamedTensor> actual)
    {
        Assert.Equal(expected.Select(t => t.Name), actual.Select(t => t.Name));
        foreach ((NamedTensor e, NamedTensor a) in expected.Zip(actual))
        {
            Assert.Equal(e.Data.Type, a.Data.Type);
            Assert.Equal(e.Data.Shape, a.Data.Shape);
            Assert.Equal(e.Data.Bytes, a.Data.Bytes);
        }
    }
}

/// <summary>Builds pickles byte by byte, also those that no pickler would write.</summary>
internal sealed class PickleBytes
{
    private readonly List<byte> bytes = [];

    public PickleBytes(int protocol = 2) => Raw(0x80, (byte)protocol);

    public static byte[] Legacy(byte[] root, byte[]? keys = null, params byte[][] storages) =>
    [
        .. new PickleBytes().Raw(0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19).Done(),
        .. new PickleBytes().Int(1001).Done(),
        .. new PickleBytes().Op("}").Text("little_endian").Raw(0x88).Op("s").Done(),
        .. root,
        .. keys ?? new PickleBytes().Op("]").Done(),
        .. storages.SelectMany(s => s),
    ];

    public PickleBytes Raw(params byte[] more)
    {
        bytes.AddRange(more);
        return this;
    }

    public PickleBytes Op(string opcodes) => Raw(Encoding.Latin1.GetBytes(opcodes));

    public PickleBytes Text(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        return Op("X").Raw(BitConverter.GetBytes(utf8.Length)).Raw(utf8);
    }

    public PickleBytes Int(long value) => Raw(0x8a, 8).Raw(BitConverter.GetBytes(value));

    public PickleBytes Global(string module, string name) => Op($"c{module}\n{name}\n");

    public PickleBytes StackGlobal(string module, string name) => Text(module).Text(name).Raw(0x93);

    /// <summary>One tensor, every number free to choose.</summary>
    public PickleBytes Tensor(
        long count, long offset, long[] shape, long[] strides, string key = "0", string type = "FloatStorage",
        (long Offset, long Count)? view = null)
    {
        Global("torch._utils", "_rebuild_tensor_v2").Op("((").Text("storage").Global("torch", type).Text(key).Text("cpu").Int(count);
        if (view is { } v) Op("(").Text("view").Int(v.Offset).Int(v.Count).Op("t");
        Op("tQ").Int(offset).Tuple(shape).Tuple(strides).Raw(0x89);
        return Global("collections", "OrderedDict").Op(")RtR");
    }

    public PickleBytes Tuple(params long[] values)
    {
        Op("(");
        foreach (long value in values) Int(value);
        return Op("t");
    }

    public byte[] Done() => [.. Op(".").bytes];

    /// <summary>One storage of a legacy stream.</summary>
    public static byte[] Storage(params float[] values) =>
        [.. BitConverter.GetBytes((long)values.Length), .. values.SelectMany(BitConverter.GetBytes)];
}
