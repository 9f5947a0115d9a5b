using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Nad.Data;

/// <summary>Recognises a set of images by its content, whatever file or folder it came from.</summary>
public static class DataFingerprint
{
    /// <summary>SHA-256 over number, height, width, class names, labels, pixels and groups of the images, lower-case hexadecimal.</summary>
    public static string Of(ImageSet images)
    {
        ArgumentNullException.ThrowIfNull(images);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> numbers = stackalloc byte[12];
        BinaryPrimitives.WriteInt32LittleEndian(numbers, images.Count);
        BinaryPrimitives.WriteInt32LittleEndian(numbers[4..], images.Height);
        BinaryPrimitives.WriteInt32LittleEndian(numbers[8..], images.Width);
        hash.AppendData(numbers);
        foreach (string name in images.ClassNames) hash.AppendData(Encoding.UTF8.GetBytes(name + "\n"));
        hash.AppendData(MemoryMarshal.AsBytes(images.Labels.AsSpan()));
        hash.AppendData(images.Pixels);
        if (images.Groups is { } groups) hash.AppendData(MemoryMarshal.AsBytes(groups.AsSpan()));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
