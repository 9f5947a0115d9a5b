using System.Buffers.Binary;
using Nad.Files.Checkpoints;

namespace Nad.Files.Tests.Checkpoints;

/// <summary>Weights that are no numbers, in every type and container: read, counted, and never taken for others.</summary>
public sealed class NonFiniteTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    // A quiet and a signalling NaN, a negative one, both infinities; then the largest number, the smallest, -0 and 1.
    public static TheoryData<DType, ulong[]> Bits => new()
    {
        { DType.Float16, [0x7E00, 0x7C01, 0xFE00, 0x7C00, 0xFC00, 0x7BFF, 1, 0x8000, 0x3C00] },
        { DType.BFloat16, [0x7FC0, 0x7F81, 0xFFC0, 0x7F80, 0xFF80, 0x7F7F, 1, 0x8000, 0x3F80] },
        { DType.Float32, [0x7FC00000, 0x7F800001, 0xFFC00000, 0x7F800000, 0xFF800000, 0x7F7FFFFF, 1, 0x80000000, 0x3F800000] },
        {
            DType.Float64,
            [
                0x7FF8000000000000, 0x7FF0000000000001, 0xFFF8000000000000, 0x7FF0000000000000, 0xFFF0000000000000, 0x7FEFFFFFFFFFFFFF, 1,
                0x8000000000000000, 0x3FF0000000000000
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Bits))]
    public void Values_that_are_no_numbers_are_counted_in_every_container(DType type, ulong[] bits)
    {
        int size = type.SizeInBytes();
        byte[] bytes = new byte[bits.Length * size], eight = new byte[8];
        for (int i = 0; i < bits.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(eight, bits[i]);
            eight.AsSpan(0, size).CopyTo(bytes.AsSpan(i * size));
        }

        NamedTensor[] tensors = [new("w", new TensorData(type, [bits.Length], bytes))];
        string safe = Path.Combine(folder.Root, "w.safetensors"), torch = Path.Combine(folder.Root, "w.pth");
        SafeTensorsFile.Write(safe, tensors);
        TorchFile.Write(torch, tensors);

        foreach (string path in (string[])[safe, torch])
        {
            Checkpoint read = Checkpoint.Read(path);
            Assert.Equal((3, 2), read.NonFiniteCount());
            Assert.Equal(bytes, read.Tensors[0].Data.Bytes);
        }
    }

    [Fact]
    public void A_legacy_stream_is_counted_too()
    {
        byte[] pickle = new PickleBytes().Op("}").Text("w").Tensor(4, 0, [4], [1]).Op("s").Done(),
            keys = new PickleBytes().Op("]").Text("0").Op("a").Done();
        string path = folder.Save(
            PickleBytes.Legacy(pickle, keys, PickleBytes.Storage(float.NaN, float.NegativeInfinity, 1, float.PositiveInfinity)));
        Assert.Equal((1, 2), Checkpoint.Read(path).NonFiniteCount());
    }

    [Fact]
    public void Whole_numbers_are_always_finite()
    {
        string path = Path.Combine(folder.Root, "n.safetensors");
        SafeTensorsFile.Write(path, [new("n", new TensorData(DType.Int64, [1], [0, 0, 0, 0, 0, 0, 0xF8, 0x7F]))]);
        Assert.Equal((0, 0), Checkpoint.Read(path).NonFiniteCount());
    }
}
