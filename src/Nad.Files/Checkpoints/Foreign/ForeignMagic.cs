namespace Nad.Files.Checkpoints.Foreign;

/// <summary>Kinds of files that a few bytes at a fixed place give away.</summary>
internal static class ForeignMagic
{
    /// <summary>For networks of other frameworks.</summary>
    public const string Convert =
        "It is no PyTorch file. Convert its weights to safetensors under the names of a known network, in the framework that wrote it.";

    private const string Unpack = "Unpack it and name the checkpoint that is inside.";
    private const string WrongFile = "The wrong file was saved under this name: get the checkpoint again.";

    private static readonly (byte[] Magic, int At, ForeignFile File)[] Known =
    [
        ([0x89, .. "HDF\r\n"u8, 0x1a, (byte)'\n'], 0, new("HDF5 file (Keras .h5)", Convert)),
        ([.. "BZh"u8], 0, new("bzip2 archive", "Unpack it with bunzip2, then name what comes out.")),
        ([0xfd, .. "7zXZ"u8, 0], 0, new("xz archive", "Unpack it with unxz, then name what comes out.")),
        ([0x28, 0xb5, 0x2f, 0xfd], 0, new("zstd archive", "Unpack it with unzstd, then name what comes out.")),
        ([0x04, 0x22, 0x4d, 0x18], 0, new("lz4 archive", "Unpack it with unlz4, then name what comes out.")),
        ([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], 0, new("7z archive", "Unpack it with 7z x, then name the checkpoint that was inside.")),
        ([.. "Rar!"u8], 0, new("rar archive", "Unpack it with unrar, then name the checkpoint that was inside.")),
        ([.. "MSCF"u8], 0, new("cab archive", Unpack)),
        ([0x1f, 0x9d], 0, new("archive of compress (.Z)", "Unpack it with gunzip, then name what comes out.")),
        ([0x78, 0x01], 0, new("zlib stream (joblib)", "Ask its author for safetensors or a plain state dict.")),
        ([0x78, 0x9c], 0, new("zlib stream (joblib)", "Ask its author for safetensors or a plain state dict.")),
        ([0x78, 0xda], 0, new("zlib stream (joblib)", "Ask its author for safetensors or a plain state dict.")),
        ([0x93, .. "NUMPY"u8], 0, new("numpy array (.npy)", "One array is no model. Name the checkpoint that it belongs to.")),
        (
            [.. "GGUF"u8],
            0,
            new(
                "GGUF model",
                "It holds a language model in a form for inference; image classifiers come as PyTorch files or safetensors.")),
        ([.. "TFL3"u8], 4, new("TensorFlow Lite model", "It was exported for inference only. " + Convert)),
        ([.. "MATLAB 5.0"u8], 0, new("MATLAB file (.mat)", Convert)),
        ([0x7f, .. "ELF"u8], 0, new("program (ELF)", WrongFile)),
        ([.. "MZ"u8], 0, new("program for Windows", WrongFile)),
        ([0x89, .. "PNG"u8], 0, new("PNG image", WrongFile)),
        ([0xff, 0xd8, 0xff], 0, new("JPEG image", WrongFile)),
        ([.. "GIF8"u8], 0, new("GIF image", WrongFile)),
        ([.. "%PDF-"u8], 0, new("PDF document", WrongFile)),
        ([.. "SQLite format 3"u8, 0], 0, new("SQLite database", WrongFile)),
        ([.. "PAR1"u8], 0, new("Parquet table", "It holds data, not a model. Name the checkpoint.")),
        ([.. "Salted__"u8], 0, new("encrypted file (openssl enc)", "Decrypt it first.")),
        ([.. "-----BEGIN PGP"u8], 0, new("encrypted file (PGP)", "Decrypt it first.")),
        ([.. "version https://git-lfs"u8], 0, new(
            "Git LFS pointer: the file itself was not downloaded",
            "Run 'git lfs pull' in the repository, or download the file by its own link.")),
        ([.. "model_checkpoint_path:"u8], 0, new("TensorFlow checkpoint list", Convert)),
    ];

    // The last bytes of LevelDB's table format, in which TensorFlow keeps the index of a checkpoint.
    private static readonly byte[] TableEnd = [0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb];

    /// <summary>Null where no kind fits.</summary>
    public static ForeignFile? Find(ReadOnlySpan<byte> bytes)
    {
        foreach ((byte[] magic, int at, ForeignFile file) in Known)
        {
            if (bytes.Length >= at + magic.Length && bytes[at..].StartsWith(magic)) return file;
        }

        if (bytes.EndsWith(TableEnd)) return new("TensorFlow checkpoint index", Convert);

        // A Lua object: type 4, index 1, version text "V 1".
        return bytes.Length > 15 && bytes.StartsWith((ReadOnlySpan<byte>)[4, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0])
            && bytes[12..].StartsWith("V 1"u8)
            ? new("Lua Torch file (.t7)", Convert)
            : null;
    }
}
