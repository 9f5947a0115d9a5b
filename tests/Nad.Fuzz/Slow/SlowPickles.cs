using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Nad.Fuzz;

/// <summary>
/// Pickles that make much of few bytes: a few pieces, each again and again. Which pieces follow each other is drawn, so that a run tries
/// combinations that nobody has thought of.
/// </summary>
internal static class SlowPickles
{
    // Keys of a hash table of .NET that would all fall into one place of it.
    private const int Colliding = 75431;

    // What leaves the stack as it was, or one value higher: the rest of the stream goes on.
    private static readonly string[] Pieces =
    [
        "N0", "N", "(", "(1", "(t", "(t0", "(l0", "(d0", ")", "]", "}", "]0", "}0", "2", "20", "N\u0085", "NN\u0086", "NNN\u0087", "](Ne",
        "](NNNNNNNNe0", "}(NNu0", "}NNs0", "h\0", "h\00", "h\u0001", "h\u00010", "N\u0094", "N\u00940", "h\0\u00940",
        "h\u0002h\u0002\u0093", "h\u0002h\u0002\u00930", "h\u0003)R0", "h\u0003h\u0001\u0085R0",
        "h\u0004(h\u0005K\0h\u0006h\u0006\u0089NtR0", "h\u0007h\u0002\u0086R0", "h\u0008h\u0009\u0086R0", "h\u0001h\u0002Ns0", "I1\n",
        "I1\n0", "L99999999999999999999999L\n0", "F1e308\n0", "S'a'\n0", "Va\n0", "p0\n", "g0\n0", "K\u00010", "\u008a\u0001\u00010",
        "X\0\0\0\00", "X\u0001\0\0\0a0", "B\0\0\0\00", "\u0095\0\0\0\0\0\0\0\0", "\u0080\u0002", "cos\nsystem\n0",
        "ccollections\nOrderedDict\n0", "(h\u0002Nd0", "h\u000ah\u000a\u0085a", "h\u000ah\u0001a0",
    ];

    /// <summary>A pickle alone.</summary>
    public static byte[] Bare(FuzzRandom random, int length) => [.. Body(random, length), (byte)'.'];

    /// <summary>The same where a checkpoint of today has it.</summary>
    public static byte[] Zip(FuzzRandom random, int length) =>
        Archives.Of(
            CompressionLevel.NoCompression,
            ("a/data.pkl", Bare(random, length)),
            ("a/version", "3\n"u8.ToArray()),
            ("a/data/0", new byte[64]));

    /// <summary>The same in the old stream, with tensors of many dimensions over one storage.</summary>
    public static byte[] Legacy(FuzzRandom random, int length)
    {
        List<byte> file =
        [
            0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.', 0x80, 2, (byte)'M', 0xe9, 3,
            (byte)'.', 0x80, 2, (byte)'}', (byte)'.'
        ];
        if (random.OneIn(2)) return [.. file, .. Bare(random, length)];
        file.AddRange(Tensors(random, Math.Min(length, 4096), length));
        file.AddRange(Bytes("\u0080\u0002](X\u0001\0\0\00e."));
        return [.. file, .. BitConverter.GetBytes((long)length), .. new byte[length]];
    }

    private static List<byte> Body(FuzzRandom random, int length)
    {
        // 1: a text; 2: a long name; 3: a class; 4, 5, 6: what a tensor is made of; 7: encode; 8: a numpy scalar, 9: its type; 10: a list.
        List<byte> pickle = [.. Bytes("\u0080\u0004]q\00X\u0001\0\0\0aq\u00010")];
        string name = new('n', 1 + random.Below(random.Pick([8, 500, 600, 5000])));
        pickle.AddRange([(byte)'X', .. BitConverter.GetBytes(name.Length), .. Bytes(name + "q\u00020")]);
        pickle.AddRange(Bytes(
            "ccollections\nOrderedDict\nq\u00030ctorch._utils\n_rebuild_tensor_v2\nq\u00040(X\u0007\0\0\0storagectorch\nFloatStorage\n"
            + "X\u0001\0\0\00X\u0003\0\0\0cpuM\u0010\0tQq\u00050"));
        pickle.AddRange(Bytes(
            "(" + string.Concat(Enumerable.Repeat("K\u0001", random.Below(70))) + "tq\u00060c_codecs\nencode\nq\u00070cnumpy\ndtype\n"
            + "q\u00080X\u0002\0\0\0f8q\u00090]q\u000a0}"));
        for (int sections = 1 + random.Below(4); sections > 0; sections--)
        {
            int end = pickle.Count + ((length - pickle.Count) / sections);
            byte[] piece = Piece(random);
            int number = random.Below(3), at = 0;
            while (pickle.Count < end)
            {
                pickle.AddRange(piece);
                if (number == 0) Memo(pickle, (byte)'r', unchecked((uint)(at++ * Colliding)));
                else if (number == 1) Memo(pickle, (byte)(random.OneIn(2) ? 'r' : 'q'), (uint)random.Below(250));
                else if (random.OneIn(64)) Memo(pickle, (byte)'r', (uint)random.Below(pickle.Count));
            }
        }

        return pickle;
    }

    private static byte[] Piece(FuzzRandom random)
    {
        StringBuilder piece = new();
        for (int n = 1 + random.Below(3); n > 0; n--) piece.Append(random.Pick(Pieces));
        return Bytes(piece.ToString());
    }

    private static void Memo(List<byte> pickle, byte opcode, uint number)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
        pickle.AddRange([(byte)'N', opcode, .. opcode == 'q' ? bytes[..1] : bytes, (byte)'0']);
    }

    // {"0": tensor, "1": tensor, ...}: views of one storage with sizes and strides of all kinds that stay inside of it.
    private static List<byte> Tensors(FuzzRandom random, int length, int count)
    {
        List<byte> pickle = [.. Bytes("\u0080\u0002}(")];
        int dims = 1 + random.Below(64), shift = random.Below(5);
        long repeat = 1 + random.Below(1 << random.Below(22));
        for (int i = 0; pickle.Count < length / 2 && (i == 0 || random.OneIn(2)); i++)
        {
            pickle.AddRange(Bytes(
                $"V{i}\nctorch._utils\n_rebuild_tensor_v2\n((X\u0007\0\0\0storagectorch\nByteStorage\nX\u0001\0\0\00X\u0003\0\0\0cpu"));
            pickle.AddRange([(byte)'J', .. BitConverter.GetBytes(count), .. Bytes("tQK\0")]);
            (StringBuilder sizes, StringBuilder strides) = (new("("), new("("));
            for (int d = 0; d < dims; d++)
            {
                sizes.Append(Number(d == shift ? repeat : random.OneIn(8) ? 2 : 1));
                strides.Append(Number(d == shift ? 0 : random.Below(3)));
            }

            pickle.AddRange(Bytes($"{sizes}t{strides}t\u0089NtR"));
        }

        pickle.AddRange(Bytes("u."));
        return pickle;
    }

    private static string Number(long number) => "J" + Encoding.Latin1.GetString(BitConverter.GetBytes((int)number));

    private static byte[] Bytes(string latin1) => Encoding.Latin1.GetBytes(latin1);
}
