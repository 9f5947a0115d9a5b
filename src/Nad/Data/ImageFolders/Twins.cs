using System.Globalization;
using Nad.Files.Imaging;

namespace Nad.Data;

/// <summary>
/// Finds copies of a picture in another format beside it (<c>1.ppm</c> and <c>1.png</c>), as converting a data set leaves them. Names alone
/// do not tell: collections from the web have <c>1.jpg</c> and <c>1.png</c> that are different pictures. So the pixels are compared.
/// </summary>
internal static class Twins
{
    // A JPEG copy is off by some levels; two different pictures by dozens.
    private const int MostDifference = 16;

    private static readonly string[] Preferred = [".ppm", ".pgm", ".pnm", ".pam", ".png", ".bmp", ".dib"];

    /// <summary>The split with one picture of each; the same split where there are no copies.</summary>
    /// <param name="split">Images of a store.</param>
    /// <param name="store">The store.</param>
    /// <param name="threads">Threads to decode with.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <param name="remark">A printable sentence; null where no two files share a name.</param>
    internal static ImageSplit Without(ImageSplit split, IImageStore store, int threads, CancellationToken cancel, out string? remark)
    {
        int[][] groups =
        [
            .. Enumerable.Range(0, split.Files.Length)
                .GroupBy(i => Stem(store.Files[split.Files[i]]), StringComparer.Ordinal)
                .Where(g => g.Count() > 1)
                .Select(g => g.OrderBy(i => Rank(store.Files[split.Files[i]])).ToArray()),
        ];
        remark = null;
        if (groups.Length == 0) return split;

        HashSet<int> copies = [];
        using IImageReader reader = store.Open();
        ParallelOptions options = new() { MaxDegreeOfParallelism = threads, CancellationToken = cancel };
        Parallel.ForEach(groups, options, () => new ReadBuffer(), (group, _, buffer) =>
        {
            if (Decode(group[0], buffer) is not { } first) return buffer;
            foreach (int other in group.AsSpan(1))
            {
                if (Decode(other, buffer) is not { } image || !Same(first, image)) continue;
                lock (copies) copies.Add(other);
            }

            return buffer;
        }, _ => { });

        string example = Printable.Of(store.Files[split.Files[groups[0][0]]]),
            beside = Printable.Of(Path.GetFileName(store.Files[split.Files[groups[0][1]]]));
        int different = groups.Sum(g => g.Length - 1) - copies.Count;
        remark = string.Create(
            CultureInfo.InvariantCulture,
            $"{copies.Count} {(copies.Count == 1 ? "image is a copy of another" : "images are copies of others")} in another format beside "
                + $"it and {(copies.Count == 1 ? "is" : "are")} left out, such as {beside} beside {example}.");
        if (copies.Count == 0) remark = null;
        if (different > 0)
            remark = (remark is null ? "" : remark + " ")
                + string.Create(
                    CultureInfo.InvariantCulture,
                    $"{different} {(different == 1 ? "image shares its" : "images share their")} name with another but "
                        + $"{(different == 1 ? "shows" : "show")} another picture and {(different == 1 ? "is" : "are")} used.");
        return copies.Count == 0 ? split : split.Only([.. Enumerable.Range(0, split.Files.Length).Where(i => !copies.Contains(i))]);

        // What cannot be decoded is told when it is loaded.
        RgbImage? Decode(int index, ReadBuffer buffer)
        {
            try
            {
                return ImageDecoder.Decode(reader.Read(split.Files[index], buffer), store.Files[split.Files[index]]);
            }
            catch (NadException)
            {
                return null;
            }
        }
    }

    private static string Stem(string file) => file[..^Path.GetExtension(file).Length];

    private static int Rank(string file) =>
        Array.FindIndex(Preferred, extension => file.EndsWith(extension, StringComparison.OrdinalIgnoreCase)) is >= 0 and int rank
            ? rank
            : Preferred.Length;

    private static bool Same(RgbImage a, RgbImage b)
    {
        if ((a.Width, a.Height) != (b.Width, b.Height)) return false;
        long difference = 0;
        for (int i = 0; i < a.Pixels.Length; i++) difference += Math.Abs(a.Pixels[i] - b.Pixels[i]);
        return difference <= (long)MostDifference * a.Pixels.Length;
    }
}
