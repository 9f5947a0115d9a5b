namespace Nad.Files.Onnx;

/// <summary>Reads an ONNX file as data.</summary>
public static class OnnxFile
{
    /// <summary>Parses a model that lies in memory.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="path">Where it came from, for the weights that lie beside it; null if it came from nowhere.</param>
    /// <exception cref="DamagedFileException">Truncated or inconsistent.</exception>
    /// <exception cref="RefusedFileException">It means two things, or asks for a file that is not beside it.</exception>
    /// <exception cref="UnsupportedInputException">Of a version or kind that is not read.</exception>
    public static OnnxModel Parse(ReadOnlyMemory<byte> file, string? path = null)
    {
        OnnxNeighbours neighbours = new(path);
        OnnxModel model = new OnnxParser(file, neighbours).Model();
        return model with { Beside = [.. neighbours.Names] };
    }

    /// <summary>
    /// Whether bytes begin as an ONNX model does: its version, then the exporter's name, the operators' version or the graph.
    /// </summary>
    public static bool LooksLike(ReadOnlySpan<byte> file) =>
        file.Length > 8 && file[0] == 0x08 && file[1] is >= 3 and < 0x40 && file[2] is 0x12 or 0x1a or 0x22 or 0x3a or 0x42;
}
