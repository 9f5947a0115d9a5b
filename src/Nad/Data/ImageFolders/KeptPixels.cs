namespace Nad.Data;

/// <summary>
/// Images that are decoded when they are first asked for and kept as long as there is memory; the others are decoded anew each time. Which
/// are kept depends on the order of the asking, what they look like does not.
/// </summary>
/// <param name="count">Number of images.</param>
/// <param name="decode">Decodes one.</param>
/// <param name="memory">What the kept ones are taken from.</param>
internal sealed class KeptPixels(int count, PixelReader decode, ImageMemory memory)
{
    private readonly byte[]?[] kept = new byte[count][];

    /// <summary>Reads an image; several threads may call it at once.</summary>
    public void Read(int index, Span<byte> destination)
    {
        if (Volatile.Read(ref kept[index]) is { } known)
        {
            known.CopyTo(destination);
            return;
        }

        decode(index, destination);
        Keep(index, destination);
    }

    /// <summary>Keeps what an image was decoded to, if there is memory.</summary>
    public void Keep(int index, ReadOnlySpan<byte> pixels)
    {
        if (!memory.TryTake(pixels.Length)) return;
        if (Interlocked.CompareExchange(ref kept[index], pixels.ToArray(), null) is not null) memory.GiveBack(pixels.Length);
    }
}
