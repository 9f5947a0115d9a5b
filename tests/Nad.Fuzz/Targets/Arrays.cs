using System.IO.Compression;
using System.Text;

namespace Nad.Fuzz;

/// <summary>NumPy arrays of every kind that is read, and archives of them.</summary>
internal static class Arrays
{
    public static IReadOnlyList<byte[]> Npy { get; } =
    [
        Array(1, "|u1", "(4, 5, 3)", new byte[60]),
        Array(1, "<f4", "(3, 4, 5)", new byte[240]),
        Array(2, "<f8", "(1, 2, 2, 3)", new byte[96]),
        Array(3, "|u1", "(6, 7)", [.. Enumerable.Range(0, 42).Select(i => (byte)(i * 6))]),
    ];

    public static IReadOnlyList<byte[]> Npz { get; } =
    [
        Archives.Of(CompressionLevel.NoCompression, ("x.npy", Npy[0]), ("y.npy", Npy[1])),
        Archives.Of(CompressionLevel.Optimal, ("x.npy", Npy[3])),
        Archives.ToZip64(Archives.Of(CompressionLevel.Optimal, ("x.npy", Npy[2]))),
    ];

    // The header is filled with spaces so that the data begins at a multiple of 64.
    private static byte[] Array(byte version, string type, string shape, byte[] data)
    {
        string text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}";
        int before = version == 1 ? 10 : 12, length = ((before + text.Length + 1 + 63) / 64 * 64) - before;
        byte[] header = Encoding.ASCII.GetBytes(text.PadRight(length - 1) + "\n");
        byte[] size = version == 1 ? BitConverter.GetBytes((ushort)length) : BitConverter.GetBytes(length);
        return [0x93, .. "NUMPY"u8, version, 0, .. size, .. header, .. data];
    }
}
