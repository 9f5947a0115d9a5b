using System.Buffers.Binary;
using System.Numerics;
using Nad.Files.Onnx;

namespace Nad.Files;

/// <summary>
/// Writes event files as TensorBoard reads them: records of a length, its checksum, the bytes of an <c>Event</c>
/// (tensorflow/core/util/event.proto) and their checksum (tensorflow/core/lib/io/record_writer.h). Only scalars.
/// </summary>
public static class EventFile
{
    /// <summary>Most scalars of a file: more than any run has epochs.</summary>
    public const int MostScalars = 1_000_000;

    // Fields of Event, Summary and Summary.Value.
    private const int WallTime = 1, Step = 2, FileVersion = 3, Summary = 5, Value = 1, Tag = 1, SimpleValue = 2;

    /// <summary>Writes a file.</summary>
    /// <param name="output">Where to; the caller closes it.</param>
    /// <param name="time">When, for every event: results do not tell the time of each epoch.</param>
    /// <param name="scalars">Name of a curve, step, value.</param>
    /// <exception cref="ArgumentException">There are more than <see cref="MostScalars"/>.</exception>
    public static void Write(Stream output, DateTimeOffset time, IReadOnlyCollection<(string Tag, long Step, float Value)> scalars)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(scalars);
        if (scalars.Count > MostScalars)
            throw new ArgumentException($"{scalars.Count} scalars; at most {MostScalars} are written.", nameof(scalars));
        double seconds = time.ToUnixTimeMilliseconds() / 1000.0;
        Record(output, Event(seconds, w => w.Text(FileVersion, "brain.Event:2")));
        foreach ((string tag, long step, float value) in scalars)
        {
            WireWriter inner = new(), summary = new();
            inner.Text(Tag, tag);
            inner.Single(SimpleValue, value);
            summary.Bytes(Value, inner.Written);
            Record(output, Event(seconds, w =>
            {
                w.Integer(Step, step);
                w.Bytes(Summary, summary.Written);
            }));
        }
    }

    private static byte[] Event(double seconds, Action<WireWriter> rest)
    {
        WireWriter w = new();
        w.Double(WallTime, seconds);
        rest(w);
        return w.Written.ToArray();
    }

    private static void Record(Stream output, ReadOnlySpan<byte> content)
    {
        Span<byte> frame = stackalloc byte[12];
        BinaryPrimitives.WriteUInt64LittleEndian(frame, (ulong)content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[8..], Masked(frame[..8]));
        output.Write(frame);
        output.Write(content);
        BinaryPrimitives.WriteUInt32LittleEndian(frame, Masked(content));
        output.Write(frame[..4]);
    }

    // CRC-32C, turned and shifted so that the checksum of a file that holds checksums stays one.
    private static uint Masked(ReadOnlySpan<byte> bytes)
    {
        uint crc = ~0u;
        foreach (byte b in bytes) crc = BitOperations.Crc32C(crc, b);
        crc = ~crc;
        return unchecked(BitOperations.RotateRight(crc, 15) + 0xA282EAD8u);
    }
}
