using System.Security.Cryptography;

namespace Nad.Torch.Checkpoints;

/// <summary>A file read once into memory, hashed and recognised, but not yet trusted: what is hashed is what is parsed.</summary>
public sealed class CheckpointFile
{
    private readonly Lazy<IReadOnlyList<PickleGlobal>> globals;

    private CheckpointFile(string path, byte[] bytes)
    {
        Path = path;
        Bytes = bytes;
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        (Format, Kind) = FormatSniffer.Recognise(Bytes);
        globals = new Lazy<IReadOnlyList<PickleGlobal>>(() => GlobalScanner.Scan(this));
    }

    /// <summary>Path as given.</summary>
    public string Path { get; }

    /// <summary>Size in bytes.</summary>
    public long Length => Bytes.Length;

    /// <summary>SHA-256 of the whole file, 64 lower-case hexadecimal digits.</summary>
    public string Sha256 { get; }

    /// <summary>What the content says it is.</summary>
    public CheckpointFormat Format { get; }

    /// <summary>The format in words, such as "PyTorch zip (torch.save)" or "TorchScript archive"; fit to print.</summary>
    public string Kind { get; }

    /// <summary>
    /// Every global that the pickles of the file name, in order of first sight, also those that <see cref="Checkpoint.Read(CheckpointFile)"/> refuses
    /// and, as far as it goes, those of a damaged file. Empty for formats without pickles.
    /// </summary>
    public IReadOnlyList<PickleGlobal> Globals => globals.Value;

    internal ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">A regular file of 1 to 2,147,483,591 bytes.</param>
    /// <exception cref="NadException">Missing, not readable, not a regular file, empty or too large.</exception>
    public static CheckpointFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string shown = Printable.Of(path);
        try
        {
            if (Directory.Exists(path)) throw new NadException($"{shown} is a folder; name a checkpoint file.");
            FileInfo info = new(path);

            // A link reports its own length, not that of what it leads to.
            if (info.LinkTarget is not null) info = (FileInfo)info.ResolveLinkTarget(returnFinalTarget: true)!;
            if (!info.Exists) throw new NadException($"{shown} does not exist; name a checkpoint file.");

            // Pipes, sockets and devices report no size. They are never opened: a pipe would wait for its writer for ever.
            if (info.Length == 0) throw new NadException($"{shown} is empty, or a pipe or device; name a checkpoint file.");
            if (info.Length > Array.MaxLength) throw new NadException($"{shown} has {info.Length} bytes; at most {Array.MaxLength} are read.");
            return new CheckpointFile(path, ReadAll(info.FullName, (int)info.Length));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NadException($"Cannot read {shown}: {AtomicFile.Reason(e)}.", e);
        }
    }

    private static byte[] ReadAll(string path, int length)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        byte[] bytes = new byte[length];
        int read = stream.ReadAtLeast(bytes, length, throwOnEndOfStream: false);
        return read == length ? bytes : throw new DamagedFileException($"{Printable.Of(path)} shrank while it was read; wait until it is complete.");
    }
}
