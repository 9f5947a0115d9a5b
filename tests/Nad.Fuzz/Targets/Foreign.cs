using System.IO.Compression;
using System.Text;

namespace Nad.Fuzz;

/// <summary>Files that are no checkpoint but are named for what they are.</summary>
internal static class Foreign
{
    public static IReadOnlyList<byte[]> All { get; } =
    [
        Text("<!DOCTYPE html><html><head><title>Virus scan warning</title></head>"),
        Text("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"),
        Text("{\"weight_map\":{\"a\":\"model-00001-of-00002.safetensors\",\"b\":\"model-00002-of-00002.safetensors\"}}"),
        Text("{\"message\":\"Not Found\",\"errors\":[{\"code\":404}]}"),
        Tar(),
        GZip(Tar()),
        Archives.Of(CompressionLevel.Optimal, ("readme.txt", Text("text")), ("models/plain.pth", Text("weights"))),
        Archives.Of(CompressionLevel.NoCompression, ("config.json", Text("{}")), ("model.weights.h5", Text("weights"))),
        [82, 12, .. "conv1.weight"u8, 6, 4, 16, 3, 3, 3],
        [8, 7, 18, 7, .. "pytorch"u8, 26, 3, .. "2.0"u8],
        [10, 15, 10, 5, .. "input"u8, 18, 11, .. "Placeholder"u8],
    ];

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Tar()
    {
        byte[] tar = new byte[1536];
        "plain.pth"u8.CopyTo(tar);
        "00000000004\0"u8.CopyTo(tar.AsSpan(124));
        "0"u8.CopyTo(tar.AsSpan(156));
        "ustar"u8.CopyTo(tar.AsSpan(257));
        return tar;
    }

    private static byte[] GZip(byte[] content)
    {
        using MemoryStream packed = new();
        using (GZipStream stream = new(packed, CompressionLevel.Optimal)) stream.Write(content);
        return packed.ToArray();
    }
}
