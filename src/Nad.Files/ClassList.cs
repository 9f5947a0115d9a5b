namespace Nad.Files;

/// <summary>A file with the names of classes in the order of their labels, a line each; nothing else is in it.</summary>
public static class ClassList
{
    private const long LargestFile = 1 << 20;
    private const int LongestName = 255;

    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    /// <summary>Reads it.</summary>
    /// <returns>
    /// At least two names, all different. Bytes that are not UTF-8 are kept (<see cref="FileNameBytes"/>), so that they match a folder of
    /// the same bytes.
    /// </returns>
    /// <exception cref="DamagedFileException">An empty line between names, a name twice, or fewer than two.</exception>
    /// <exception cref="NadException">It cannot be read.</exception>
    public static IReadOnlyList<string> Read(string path)
    {
        string shown = Printable.Of(path);
        ReadOnlySpan<byte> text = RegularFile.ReadAll(path, "a file with the name of a class in each line", LargestFile);
        if (text.StartsWith(ByteOrderMark)) text = text[ByteOrderMark.Length..];
        List<string> names = [];
        Dictionary<string, int> lines = new(StringComparer.Ordinal);
        int empty = 0, number = 0;
        foreach (Range range in text.Split((byte)'\n'))
        {
            number++;
            ReadOnlySpan<byte> line = text[range].Trim(" \t\r"u8);
            if (line.IsEmpty)
            {
                if (empty == 0) empty = number;
                continue;
            }

            if (empty > 0)
                throw new DamagedFileException(
                    $"{shown}, line {empty}: "
                    + "it is empty, but each line must have the name of a class, because the line decides the label.");
            if (line.Length > LongestName || line.Contains((byte)0))
                throw new DamagedFileException(
                    $"{shown}, line {number}: this is no name of a class. The file must be text with a name in each line.");
            string name = FileNameBytes.Decode(line);
            if (!lines.TryAdd(UnicodeForm.KeyOf(name), number))
                throw new DamagedFileException(
                    $"{shown}, line {number}: "
                    + $"'{Printable.Of(name, 60)}' stands in line {lines[UnicodeForm.KeyOf(name)]} too; each class has one label.");
            names.Add(name);
        }

        return names.Count > 1
            ? names
            : throw new DamagedFileException(
                $"{shown} has {names.Count} {(names.Count == 1 ? "line" : "lines")}; the names of at least two classes are "
                + "needed, a line each.");
    }
}
