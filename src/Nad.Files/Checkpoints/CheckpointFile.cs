using System.Security.Cryptography;
using Nad.Files.Checkpoints.Foreign;

namespace Nad.Files.Checkpoints;

/// <summary>A file read once into memory, hashed and recognised, but not yet trusted: what is hashed is what is parsed.</summary>
public sealed class CheckpointFile
{
    private readonly Lazy<IReadOnlyList<PickleGlobal>> globals;

    private CheckpointFile(string path, byte[] bytes)
    {
        Path = path;
        Bytes = bytes;
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        (Format, Kind, Advice) = FormatSniffer.Recognise(Bytes);
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
    /// What to do with a file that is no checkpoint, in full sentences fit to print; empty for the formats that are read.
    /// </summary>
    public string Advice { get; }

    /// <summary>
    /// Every global that the pickles of the file name, in order of first sight, also those that
    /// <see cref="Checkpoint.Read(CheckpointFile, string?, Finding.NetworkName?)"/> refuses and, as far as it goes, those of a damaged
    /// file. Empty for formats without pickles.
    /// </summary>
    public IReadOnlyList<PickleGlobal> Globals => globals.Value;

    internal ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">A regular file of 1 to 2,147,483,591 bytes.</param>
    /// <exception cref="DamagedFileException">It was written to while it was read.</exception>
    /// <exception cref="NadException">Missing, not readable, not a regular file, empty or too large.</exception>
    public static CheckpointFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path)) throw ForeignFolder.Error(path);
        return Of(path, RegularFile.ReadAll(path, "a checkpoint file", Array.MaxLength));
    }

    /// <summary>A file that was read already.</summary>
    /// <param name="path">Its name, for messages.</param>
    /// <param name="bytes">All of it; not copied.</param>
    /// <exception cref="NadException">It is empty.</exception>
    public static CheckpointFile Of(string path, byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return bytes.Length > 0
            ? new CheckpointFile(path, bytes)
            : throw new NadException($"{Printable.Of(path)} is empty (0 bytes): a download or a copy that failed. Get the file again.");
    }
}
