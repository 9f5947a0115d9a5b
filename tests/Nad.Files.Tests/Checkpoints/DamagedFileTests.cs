using System.Buffers.Binary;
using System.Text;
using Nad.Files.Checkpoints;

namespace Nad.Files.Tests.Checkpoints;

public sealed class DamagedFileTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(CheckpointFixtureTests.Names), MemberType = typeof(CheckpointFixtureTests))]
    public void A_truncated_file_is_called_damaged_wherever_it_ends(string name)
    {
        byte[] bytes = Fixtures.Bytes(name);
        for (int i = 0; i < 150; i++)
        {
            // Every length at the start, then evenly to one byte before the end.
            int length = i < 30 ? i + 1 : (int)((long)(bytes.Length - 1) * (i - 29) / 120);
            string path = folder.Save(bytes[..length]);
            NadException e = Assert.ThrowsAny<NadException>(() => Checkpoint.Read(path));
            Assert.True(e is DamagedFileException, $"{name} cut to {length}: {e.GetType().Name}: {e.Message}");
        }
    }

    [Fact]
    public void Truncated_safetensors_are_called_damaged()
    {
        byte[] bytes = Fixtures.Bytes("kinds_zip.pth.expected.safetensors");
        for (int length = 9; length < bytes.Length; length += 7) AssertDamaged(bytes[..length]);
    }

    [Theory]
    [InlineData(4, 0, new long[] { 5 }, new long[] { 1 })]
    [InlineData(4, 1, new long[] { 4 }, new long[] { 1 })]
    [InlineData(4, -1, new long[] { 1 }, new long[] { 1 })]
    [InlineData(4, 0, new long[] { 2, 2 }, new long[] { 3, 1 })]
    [InlineData(4, 3, new long[] { 4 }, new long[] { -1 })]
    [InlineData(4, 0, new long[] { -4 }, new long[] { 1 })]
    [InlineData(4, 0, new long[] { 4 }, new long[] { 1, 1 })]
    [InlineData(4, 0, new long[] { long.MaxValue, long.MaxValue }, new long[] { 0, 0 })]
    [InlineData(4, 0, new long[] { 2, 2 }, new long[] { long.MaxValue, 1 })]
    [InlineData(4, long.MaxValue, new long[] { 1 }, new long[] { 1 })]
    [InlineData(4, 0, new long[] { 1L << 62, 0 }, new long[] { 1, 1 })]
    [InlineData(-1, 0, new long[] { 1 }, new long[] { 1 })]
    [InlineData(long.MaxValue, 0, new long[] { 1 }, new long[] { 1 })]
    [InlineData(1L << 61, 0, new long[] { 1 }, new long[] { 1 })]
    [InlineData(5, 0, new long[] { 1 }, new long[] { 1 })]
    public void Tensors_that_reach_beyond_their_storage_are_damaged(long count, long offset, long[] shape, long[] strides)
    {
        byte[] pickle = new PickleBytes().Op("}").Text("w").Tensor(count, offset, shape, strides).Op("s").Done();
        byte[] keys = new PickleBytes().Op("]").Text("0").Op("a").Done();
        AssertDamaged(ZipBytes.Torch(pickle, new byte[16]));
        AssertDamaged(PickleBytes.Legacy(pickle, keys, PickleBytes.Storage(1, 2, 3, 4)));
    }

    [Fact]
    public void Views_of_old_legacy_files_are_followed_and_bounded()
    {
        byte[] keys = new PickleBytes().Op("]").Text("0").Op("a").Done(), storage = PickleBytes.Storage(1, 2, 3, 4);
        byte[] File(long at, long count) => PickleBytes.Legacy(
            new PickleBytes().Op("}").Text("w").Tensor(4, 1, [1], [1], view: (at, count)).Op("s").Done(), keys, storage);

        Checkpoint read = Checkpoint.Read(folder.Save(File(2, 2)));

        Assert.Equal(4f, BitConverter.ToSingle(read.Tensors[0].Data.Bytes));
        AssertDamaged(File(3, 2));
        AssertDamaged(File(-1, 2));
        AssertDamaged(File(0, 1));
        AssertDamaged(File(long.MaxValue, long.MaxValue));
    }

    [Fact]
    public void Legacy_storages_must_be_listed_once_used_and_complete()
    {
        byte[] pickle = new PickleBytes().Op("}").Text("w").Tensor(1, 0, [1], [1]).Op("s").Done(), one = PickleBytes.Storage(1);
        byte[] Keys(params string[] names)
        {
            PickleBytes list = new PickleBytes().Op("](");
            foreach (string name in names) list.Text(name);
            return list.Op("e").Done();
        }

        Assert.Single(Checkpoint.Read(folder.Save(PickleBytes.Legacy(pickle, Keys("0"), one))).Tensors);
        AssertDamaged(PickleBytes.Legacy(pickle, Keys(), one));
        AssertDamaged(PickleBytes.Legacy(pickle, Keys("0", "0"), one, one));
        AssertDamaged(PickleBytes.Legacy(pickle, Keys("1"), one));
        AssertDamaged(PickleBytes.Legacy(pickle, Keys("0"), PickleBytes.Storage(1, 2)));
        AssertDamaged(PickleBytes.Legacy(pickle, Keys("0"), one, [0]));
    }

    [Theory]
    [InlineData("X\u00ff\u00ff\u00ff\u007f")]
    [InlineData("B\u00ff\u00ff\u00ff\u00ff")]
    [InlineData("T\u00ff\u00ff\u00ff\u00ff")]
    [InlineData("\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f")]
    [InlineData("\u008e\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff")]
    [InlineData("\u008b\u00ff\u00ff\u00ff\u007f")]
    [InlineData("\u008b\u00ff\u00ff\u00ff\u00ff")]
    [InlineData("0")]
    [InlineData("(0R")]
    [InlineData("t")]
    [InlineData("h\u0005")]
    [InlineData("N2a")]
    [InlineData("}(Nu")]
    [InlineData("X\u0001\0\0\0\u00ff")]
    public void Sizes_and_stack_tricks_of_pickles_are_damaged(string opcodes) => AssertDamaged(new PickleBytes().Op(opcodes).Done());

    [Fact]
    public void Deep_nesting_and_cycles_do_not_overflow_anything()
    {
        // 200,000 lists inside each other, beside a dict that contains itself.
        PickleBytes pickle = new PickleBytes().Op("}q\0").Text("self").Op("h\0s").Text("deep").Op(new string(']', 200_000))
            .Op(new string('a', 199_999)).Op("s");
        string path = folder.Save(ZipBytes.Torch(pickle.Text("w").Tensor(1, 0, [1], [1]).Op("s").Done(), new byte[4]));

        Checkpoint file = Checkpoint.Read(path);

        Assert.Equal("w", Assert.Single(file.Tensors).Name);
        Assert.Equal(["self", "deep"], file.LeftOut);
    }

    [Fact]
    public void Endless_stacks_are_stopped() => AssertDamaged(new PickleBytes().Op(new string('N', (1 << 20) + 1)).Done());

    [Fact]
    public void A_wrong_checksum_in_an_archive_is_noticed()
    {
        byte[] bytes = Fixtures.Bytes("bare_zip.pth");
        byte[] weights = Checkpoint.Read(Fixtures.At("bare_zip.pth")).Tensors[0].Data.Bytes;
        bytes[bytes.AsSpan().IndexOf(weights) + 5] ^= 1;
        Assert.Contains("checksum", AssertDamaged(bytes).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1L)]
    [InlineData(long.MaxValue)]
    [InlineData(1L << 32)]
    [InlineData(1_000L)]
    [InlineData(1L)]
    public void Safetensors_headers_must_fit(long length)
    {
        byte[] bytes = SafeTensors("{\"w\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1);
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        AssertDamaged(bytes);
    }

    [Theory]
    [InlineData("{\"w\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,4]}}")]
    [InlineData("{\"w\":{\"dtype\":\"U8\",\"shape\":[5],\"data_offsets\":[0,5]}}")]
    [InlineData("{\"w\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]}}")]
    [InlineData("{\"w\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[1,4]}}")]
    [InlineData("{\"w\":{\"dtype\":\"U8\",\"shape\":[-4],\"data_offsets\":[0,4]}}")]
    [InlineData("{\"w\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[4,0]}}")]
    [InlineData("{\"w\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4,4]}}")]
    [InlineData("{\"w\":{\"dtype\":\"U8\",\"shape\":[4.5],\"data_offsets\":[0,4]}}")]
    [InlineData("{\"w\":{\"dtype\":\"U8\",\"shape\":[9223372036854775807,2],\"data_offsets\":[0,4]}}")]
    [InlineData(
        "{\"v\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]},\"w\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[2,4]}}")]
    [InlineData(
        "{\"w\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},\"w\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}")]
    [InlineData("{\"w\":{\"shape\":[4],\"data_offsets\":[0,4]}}")]
    [InlineData("{\"w\":4}")]
    [InlineData("{\"__metadata__\":{\"a\":1}}")]
    [InlineData("{\"w\":[[[[[[]]]]]]}")]
    [InlineData("{")]
    public void Safetensors_offsets_must_cover_the_bytes_exactly_once(string header) => AssertDamaged(SafeTensors(header, 4));

    [Fact]
    public void Safetensors_of_another_element_type_are_unsupported_not_damaged()
    {
        string path = folder.Save(SafeTensors("{\"w\":{\"dtype\":\"F8_E4M3\",\"shape\":[4],\"data_offsets\":[0,4]}}", 4));
        Assert.Contains("F8_E4M3", Assert.Throws<UnsupportedInputException>(() => Checkpoint.Read(path)).Message, StringComparison.Ordinal);
    }

    private static byte[] SafeTensors(string header, int data) =>
        [.. BitConverter.GetBytes((long)header.Length), .. Encoding.UTF8.GetBytes(header), .. new byte[data]];

    private DamagedFileException AssertDamaged(byte[] bytes)
    {
        NadException e = Assert.ThrowsAny<NadException>(() => Checkpoint.Read(folder.Save(bytes)));
        Assert.True(e is DamagedFileException, $"{e.GetType().Name}: {e.Message}");
        return (DamagedFileException)e;
    }
}
