namespace Nad.Fuzz;

/// <summary>One reader of files that may come from anybody.</summary>
/// <param name="Name">Such as <c>png</c>.</param>
/// <param name="Place">
/// Where the file has to lie inside an otherwise valid input: its own name, or a name in a folder of a data set.
/// </param>
/// <param name="Seeds">Valid files.</param>
/// <param name="Read">Reads everything that the program would read, from the path of the input.</param>
internal sealed record FuzzTarget(string Name, string Place, IReadOnlyList<byte[]> Seeds, Action<string> Read)
{
    /// <summary>Mends lengths and checksums so that a change gets past them; null where the format has none.</summary>
    public Func<byte[], byte[]>? Mend { get; init; }

    /// <summary>A change that only makes sense in this format; null where there is none.</summary>
    public Func<byte[], FuzzRandom, byte[]>? Special { get; init; }

    /// <summary>Bytes that may be allocated whatever the length of the file: an image of 4 megapixels needs no permission.</summary>
    public long FreeBytes { get; init; } = 4 << 20;

    /// <summary>Bytes that may be allocated, in sum and without counting what is freed again, for each byte of the file.</summary>
    public long BytesPerByte { get; init; } = 256;

    /// <summary>
    /// Files of about that many bytes that are as slow to read as anybody can think of; null where nothing but the length counts.
    /// </summary>
    public Func<FuzzRandom, int, byte[]>? Slow { get; init; }

    /// <summary>Processor time that a file may take whatever its length, milliseconds.</summary>
    public double FreeMilliseconds { get; init; } = 250;

    /// <summary>Processor time that may be taken for each byte of the file, microseconds.</summary>
    public double MicrosecondsPerByte { get; init; } = 2;

    /// <summary>Processor time that a file of this length may take, seconds.</summary>
    public double MostSeconds(long length) => (FreeMilliseconds / 1e3) + (MicrosecondsPerByte * length / 1e6);

    /// <summary>Files that must lie beside the one that is changed, by name.</summary>
    public IReadOnlyDictionary<string, byte[]> Beside { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>Whether a file that is broken is taken for none, without a word: one of which only the age or the absence counts.</summary>
    public bool PassesOver { get; init; }

    /// <summary>Whether the file is a JSON object as a whole.</summary>
    public bool IsJson => Special == JsonMutation.Apply && !PassesOver && Seeds.All(s => s is [(byte)'{', ..]);

    /// <summary>What <see cref="Read"/> is given: the folder of the input where the input is a folder.</summary>
    public bool ReadsFolder { get; init; }

    public override string ToString() => Name;

    /// <summary>
    /// Puts a valid input with this file into an empty folder, and returns what to give to <see cref="Read"/> and the path of the file.
    /// </summary>
    public (string Input, string File) Prepare(string folder, ReadOnlySpan<byte> file)
    {
        string root = Path.Combine(folder, Name), path = Path.Combine(root, Place);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        foreach ((string name, byte[] content) in Beside)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, name))!);
            File.WriteAllBytes(Path.Combine(root, name), content);
        }


        File.WriteAllBytes(path, file);
        return (ReadsFolder ? root : path, path);
    }
}
