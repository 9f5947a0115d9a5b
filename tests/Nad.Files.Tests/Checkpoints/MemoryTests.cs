using System.Text;
using Nad.Files.Checkpoints;

namespace Nad.Files.Tests.Checkpoints;

/// <summary>A small file must not take much memory or time, whatever it says.</summary>
public sealed class MemoryTests : IDisposable
{
    // In sum, without counting what is freed: lists that grow by doubling, and a stream that is gone through twice, once to list its
    // globals.
    private const int MostBytesPerByte = 256;

    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("N")]
    [InlineData("]")]
    [InlineData("}")]
    [InlineData(")")]
    [InlineData("(")]
    [InlineData("\u008f")]
    [InlineData("]0")]
    [InlineData("}0")]
    [InlineData("N\u0094")]
    [InlineData("N\u0085")]
    [InlineData("N\u0085\u0085")]
    [InlineData("]Na0")]
    [InlineData("}NNs0")]
    [InlineData("}K\u0001Ns0")]
    [InlineData("(t")]
    [InlineData("(l")]
    [InlineData("(d")]
    [InlineData("K\u0001")]
    [InlineData("\u008c\0")]
    [InlineData("\u008c\u0001a")]
    [InlineData("C\0")]
    [InlineData("cos\nx\n")]
    [InlineData("L1L\n")]
    [InlineData("2")]
    public void An_opcode_again_and_again_takes_a_small_multiple_of_its_bytes(string opcodes)
    {
        int times = 300_000 / opcodes.Length;
        string path = folder.Save(new PickleBytes(4).Op("N" + string.Concat(Enumerable.Repeat(opcodes, times))).Done());

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.ThrowsAny<NadException>(() => Checkpoint.Read(path));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (1 << 20) + (MostBytesPerByte * new FileInfo(path).Length));
    }

    [Fact]
    public void One_tuple_of_sizes_for_many_tensors_is_bounded()
    {
        // memo 0: the function, 1: the storage, 2: 64 sizes; then calls of a dozen bytes each.
        PickleBytes many = new PickleBytes().Global("torch._utils", "_rebuild_tensor_v2").Op("q\0(").Text("storage")
            .Global("torch", "FloatStorage").Text("0").Text("cpu").Op("K\u0001tQq\u0001").Tuple([.. Enumerable.Repeat(1L, 64)])
            .Op("q\u0002]");
        for (int i = 0; i < 100_000; i++) many.Op("h\0(h\u0001K\0h\u0002h\u0002tR0");
        string path = folder.Save(ZipBytes.Torch(many.Done(), new byte[4]));

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("objects", Assert.Throws<DamagedFileException>(() => Checkpoint.Read(path)).Message, StringComparison.Ordinal);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytesPerByte * new FileInfo(path).Length);
    }

    [Fact]
    public async Task One_dict_at_a_million_places_is_looked_at_once()
    {
        // 1,000 keys that hold the same dict, in which 1,000 keys hold another, of 200,000 entries without a tensor: 2e11 looks, if every
        // place counted.
        StringBuilder big = new("}(");
        for (int i = 0; i < 200_000; i++) big.Append("NN");
        PickleBytes pickle = new PickleBytes().Op(big + "uq\0").Op("0}(");
        for (int i = 0; i < 1000; i++) pickle.Text($"{i}").Op("h\0");
        pickle.Op("uq\u0001").Op("0}(");
        for (int i = 0; i < 1000; i++) pickle.Text($"{i}").Op("h\u0001");
        string path = folder.Save(ZipBytes.Torch(pickle.Op("u").Done()));

        Exception? error = await Task.Run(() => Record.Exception(() => Checkpoint.Read(path))).WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Contains("this file has none", Assert.IsType<UnsupportedInputException>(error).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_keys_are_not_joined_before_they_are_needed()
    {
        // 1,000 dicts whose only key is the same text of 100,000 letters: 200 MB of paths from 120 kB.
        PickleBytes pickle = new PickleBytes().Text(new string('k', 100_000)).Op("q\0").Op("0}(");
        for (int i = 0; i < 1000; i++) pickle.Text($"{i}").Op("}h\0}s");
        string path = folder.Save(ZipBytes.Torch(pickle.Op("u").Done()));

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<UnsupportedInputException>(() => Checkpoint.Read(path));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000_000);
    }

    [Fact]
    public void The_list_of_what_is_left_out_is_bounded()
    {
        PickleBytes pickle = new PickleBytes().Global("torch", "float32").Op("q\0").Op("0}").Text("w").Tensor(1, 0, [1], [1]).Op("s(");
        for (int i = 0; i < 100_000; i++) pickle.Op("h\0N");
        string path = folder.Save(ZipBytes.Torch(pickle.Op("u").Done(), new byte[4]));

        Assert.Equal(10_000, Checkpoint.Read(path).LeftOut.Count);
    }

    [Fact]
    public void A_billion_laughs_are_a_few_tuples()
    {
        // Each tuple holds the one before ten times: written out, 1e30 values.
        PickleBytes pickle = new PickleBytes().Op("}").Text("laughs").Op("K\u0001q\0");
        for (int i = 0; i < 30; i++) pickle.Op("0(" + string.Concat(Enumerable.Repeat("h\0", 10)) + "tq\0");
        string path = folder.Save(ZipBytes.Torch(pickle.Op("s").Text("w").Tensor(1, 0, [1], [1]).Op("s").Done(), new byte[4]));

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(["laughs"], Checkpoint.Read(path).LeftOut);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }
}
