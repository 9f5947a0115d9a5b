namespace Nad.Data;

/// <summary>Reads files of a store; several threads may read at once, each with a buffer of its own.</summary>
internal interface IImageReader : IDisposable
{
    /// <summary>The content of a file, valid until the buffer is used again.</summary>
    /// <param name="file">Index in <see cref="IImageStore.Files"/>.</param>
    /// <param name="buffer">Keeps the bytes.</param>
    ReadOnlySpan<byte> Read(int file, ReadBuffer buffer);
}
