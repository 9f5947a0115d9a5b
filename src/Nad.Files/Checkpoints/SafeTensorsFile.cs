using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Nad.Files.Checkpoints;

/// <summary>Writes safetensors, the format without any code in it.</summary>
public static class SafeTensorsFile
{
    /// <summary>Writes a file atomically; the same input gives the same bytes.</summary>
    /// <param name="path">Target; replaced if it exists.</param>
    /// <param name="tensors">Any number, names unique and not "__metadata__"; written in this order.</param>
    /// <param name="metadata">Texts for <c>__metadata__</c>, written in this order; none when null or empty.</param>
    /// <exception cref="ArgumentException">A name comes twice or is reserved, or bytes do not fit the shape.</exception>
    /// <exception cref="NadException">The file cannot be written.</exception>
    /// <remarks>Format: huggingface/safetensors README; the header is padded with spaces so that data starts at a multiple of 8.</remarks>
    public static void Write(string path, IReadOnlyList<NamedTensor> tensors, IEnumerable<KeyValuePair<string, string>>? metadata = null) =>
        AtomicFile.Write(path, To(tensors, metadata));

    /// <summary>What writes such a file into a stream; arguments and errors as above, which come before anything is written.</summary>
    public static Action<Stream> To(IReadOnlyList<NamedTensor> tensors, IEnumerable<KeyValuePair<string, string>>? metadata = null)
    {
        TensorChecks.ForWriting(tensors);
        if (tensors.Any(t => t.Name == "__metadata__")) throw new ArgumentException("The name __metadata__ is reserved.", nameof(tensors));
        byte[] header = Header(tensors, metadata);
        return stream =>
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (NamedTensor tensor in tensors) stream.Write(tensor.Data.Bytes);
        };
    }

    private static byte[] Header(IReadOnlyList<NamedTensor> tensors, IEnumerable<KeyValuePair<string, string>>? metadata)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            if (metadata is not null && metadata.Any())
            {
                json.WriteStartObject("__metadata__");
                foreach ((string key, string value) in metadata) json.WriteString(key, value);
                json.WriteEndObject();
            }

            long at = 0;
            foreach (NamedTensor tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", SafeTensorsTypes.Name(tensor.Data.Type));
                json.WriteStartArray("shape");
                foreach (long size in tensor.Data.Shape) json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(at);
                json.WriteNumberValue(at += tensor.Data.Bytes.Length);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        buffer.Write(Encoding.ASCII.GetBytes(new string(' ', (int)(-buffer.Length & 7))));
        return buffer.ToArray();
    }
}
