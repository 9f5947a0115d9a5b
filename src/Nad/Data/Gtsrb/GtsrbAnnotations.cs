using System.Globalization;
using System.Text;

namespace Nad.Data;

/// <summary>
/// Reads the annotation files of GTSRB: lines of text with semicolons between
/// <c>Filename;Width;Height;Roi.X1;Roi.Y1;Roi.X2;Roi.Y2;ClassId</c>, the first line naming the columns; or with commas and <c>Path</c>
/// (<c>Test/00000.png</c>) in place of the name, as Kaggle has them. Only name and class are used; the other columns must be whole numbers,
/// or the file is not what it seems to be.
/// </summary>
internal static class GtsrbAnnotations
{
    // The official files have 12,630 lines; a file without line breaks must not be copied many times over.
    private const int MostLines = 1_000_000, LongestLine = 1000;

    /// <exception cref="DamagedFileException">A line does not fit; the message names file and line.</exception>
    internal static List<GtsrbAnnotation> Parse(ReadOnlySpan<byte> file, string name, int classCount)
    {
        List<GtsrbAnnotation> found = [];
        int number = 0, columns = 0, fileAt = -1, labelAt = -1;
        char separator = ';';
        bool paths = false;
        foreach (Range range in file.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> bytes = file[range];
            number++;
            if (bytes.Length > LongestLine || number > MostLines)
                throw Broken(name, number, "the line is too long, or there are too many of them");
            string line = Encoding.UTF8.GetString(bytes).Trim().TrimStart('\uFEFF');
            if (line.Length == 0) continue;

            if (columns == 0 && !line.Contains(separator, StringComparison.Ordinal)) separator = ',';
            string[] cells = line.Split(separator, StringSplitOptions.TrimEntries);
            if (columns == 0)
            {
                columns = cells.Length;
                fileAt = Array.IndexOf(cells, "Filename");
                labelAt = Array.IndexOf(cells, "ClassId");
                paths = fileAt < 0;
                if (paths) fileAt = Array.IndexOf(cells, "Path");
                if (fileAt < 0 || labelAt < 0)
                    throw Broken(
                        name,
                        number,
                        $"the first line must name columns Filename (or Path) and ClassId, with semicolons or commas between them, but is "
                            + $"'{Printable.Of(line, 60)}'");
                continue;
            }

            if (cells.Length != columns) throw Broken(name, number, $"{columns} columns are needed, but there are {cells.Length}");
            for (int c = 0; c < columns; c++)
            {
                if (c != fileAt && !int.TryParse(cells[c], NumberStyles.None, CultureInfo.InvariantCulture, out _))
                    throw Broken(name, number, $"'{Printable.Of(cells[c], 20)}' is no whole number");
            }

            int label = int.Parse(cells[labelAt], CultureInfo.InvariantCulture);
            if (label >= classCount) throw Broken(name, number, $"the class is {label}, but the classes are 0 to {classCount - 1}");
            if (paths) cells[fileAt] = cells[fileAt].Replace('\\', '/').Split('/')[^1];
            if (cells[fileAt].Length == 0 || cells[fileAt].AsSpan().IndexOfAny('/', '\\') >= 0)
                throw Broken(name, number, $"'{Printable.Of(cells[fileAt], 40)}' is no name of an image");
            found.Add(new GtsrbAnnotation(cells[fileAt], label));
        }

        if (columns == 0) throw Broken(name, 1, "the file is empty");
        return found;
    }

    private static DamagedFileException Broken(string name, int line, string what) => new($"{name}, line {line}: {what}.");
}
