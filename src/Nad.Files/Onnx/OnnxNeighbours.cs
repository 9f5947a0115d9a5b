namespace Nad.Files.Onnx;

/// <summary>A run of bytes in a file beside the model.</summary>
/// <param name="File">Its name.</param>
/// <param name="Content">The bytes.</param>
/// <param name="Place">Where they begin.</param>
internal sealed record OnnxPart(string File, ReadOnlyMemory<byte> Content, long Place);

/// <summary>
/// The files beside a model that hold its larger tensors. A model may name only plain files in its own folder: a path is how a hostile one
/// reads what it should not.
/// </summary>
/// <param name="model">Path of the model; null if there is none, as when bytes are read from memory.</param>
internal sealed class OnnxNeighbours(string? model)
{
    private readonly Dictionary<string, byte[]> files = new(StringComparer.Ordinal);

    /// <summary>Names of the files that were read.</summary>
    public IReadOnlyCollection<string> Names => files.Keys;

    /// <exception cref="RefusedFileException">The name is a path, or belongs to a link.</exception>
    /// <exception cref="DamagedFileException">The run reaches beyond the file.</exception>
    /// <exception cref="NadException">The file is missing or no regular file.</exception>
    public OnnxPart Find(string tensor, Dictionary<string, string> where)
    {
        string name = where.GetValueOrDefault("location", "");
        if (name is "" or "." or ".." || name.AsSpan().IndexOfAny("/\\\0:") >= 0)
        {
            throw new RefusedFileException(
                $"The ONNX tensor '{Printable.Of(tensor)}' lies in '{Printable.Of(name)}'; only a plain file beside the model is opened.");
        }

        if (!files.TryGetValue(name, out byte[]? bytes)) files[name] = bytes = Read(name);
        long offset = Number(where, "offset", 0), length = Number(where, "length", bytes.Length - offset);
        if (offset < 0 || length < 0 || offset > bytes.Length || length > bytes.Length - offset)
        {
            throw new DamagedFileException(
                $"The ONNX tensor '{Printable.Of(tensor)}' reaches beyond the file {Printable.Of(name)} of {bytes.Length} bytes.");
        }

        return new OnnxPart(name, bytes.AsMemory((int)offset, (int)length), offset);
    }

    private byte[] Read(string name)
    {
        string folder = model is null
            ? throw new UnsupportedInputException($"The ONNX model needs the file {Printable.Of(name)}.")
            : Path.GetDirectoryName(Path.GetFullPath(model))!;
        string path = Path.Combine(folder, name);
        if (new FileInfo(path).LinkTarget is not null)
            throw new RefusedFileException(
                $"{Printable.Of(path)}, which the ONNX model names, is a link; only a plain file beside the model is opened.");
        return RegularFile.ReadAll(path, "the weights of the ONNX model", Array.MaxLength);
    }

    private static long Number(Dictionary<string, string> where, string key, long otherwise) =>
        !where.TryGetValue(key, out string? text) ? otherwise : NumberText.TryWhole(text, out long number, out _, least: 0) ? number : -1;
}
