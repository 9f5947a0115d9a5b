using System.Globalization;

namespace Nad.Data;

/// <summary>
/// Finds the images of GTSRB and their labels in the names of a store and its annotation files: the official layout, and those of Kaggle
/// (<c>Train/7/00007_00003_00000.png</c>, <c>Test.csv</c>) and BackdoorBench (<c>Train/00007/00003_00000.ppm</c>,
/// <c>Test/GT-final_test.csv</c>).
/// </summary>
internal sealed class GtsrbLayout
{
    internal const string Expected = "the official layout: GTSRB/Final_Training/Images/00000 … 00042 and, to test on, "
        + "GTSRB/Final_Test/Images and GT-final_test.csv (or Train/, Test/ and a CSV file, as Kaggle and BackdoorBench have it)";

    private const int NumberLength = 5;
    private const string TestAnnotations = "GT-final_test.csv", KaggleAnnotations = "Test.csv";

    // Of two folders with the same images the first is taken: Kaggle's archive has everything twice, the second time in small letters.
    private static readonly string[] Preferred = ["Final_Training", "Training", "Train", "Final_Test", "Test"];

    // Of copies in several formats: the originals, then what keeps every pixel.
    private static readonly string[] Formats = [".ppm", ".png", ".bmp"];

    private readonly IImageStore store;
    private readonly List<string> remarks = [];

    private GtsrbLayout(IImageStore store)
    {
        this.store = store;
        string[][] paths = [.. store.Files.Select(file => file.Split('/'))];
        (int[] files, string? copy) = Pick(paths, SplitRole.Train, i => IsFrame(paths[i]));
        Tracks = [];
        if (files.Length > 0) (Train, Tracks) = FindTrain(paths, files, Annotations(paths));
        if (copy is not null) remarks.Add(copy);
        Test = FindTest(paths);
        if (Train is null && Test is null)
            throw new NadException($"{Printable.Of(store.Path)}: no training image of GTSRB was found; expected is {Expected}.");
    }

    /// <summary>By class, then track, then frame; null where there is only a test split.</summary>
    internal ImageSplit? Train { get; }

    /// <summary>One number for each training image; frames of one track share it, and no others do.</summary>
    internal int[] Tracks { get; }

    /// <summary>In the order of the annotations; null where there are no annotations of test images.</summary>
    internal ImageSplit? Test { get; }

    /// <summary>Name of the file with the labels of the test images; empty where there is none.</summary>
    internal string Labels { get; private set; } = "";

    /// <summary>What is missing or left out, one printable sentence each.</summary>
    internal IReadOnlyList<string> Remarks => remarks;

    internal static GtsrbLayout Of(IImageStore store) => new(store);

    // Images below the best folder of a role; without any such folder, those below none of another role: the place may be that folder
    // itself.
    private static (int[] Files, string? Copy) Pick(string[][] paths, SplitRole role, Func<int, bool> wanted)
    {
        (string Folder, int File)[] below = [.. Enumerable.Range(0, paths.Length)
            .Where(wanted)
            .Select(i => (RoleFolder(paths[i], role), i))
            .Where(f => f.Item1 is not null)
            .Select(f => (f.Item1!, f.i))];
        string[] folders = [.. below.Select(f => f.Folder).Distinct().OrderBy(Rank).ThenBy(f => f, StringComparer.Ordinal)];
        if (folders.Length == 0)
            return ([.. Enumerable.Range(0, paths.Length).Where(wanted).Where(i => RoleFolder(paths[i], Other(role)) is null)], null);

        int[] files = [.. below.Where(f => f.Folder == folders[0]).Select(f => f.File)];
        int left = below.Length - files.Length;
        return (
            files,
            left == 0
                ? null
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{left} images in {string.Join(", ", folders[1..].Select(f => Printable.Of(f) + "/"))} are left out: "
                        + $"those in {Printable.Of(folders[0])}/ are used."));

        static int Rank(string folder) => Array.IndexOf(Preferred, folder.Split('/')[^1]) is >= 0 and int known ? known : Preferred.Length;

        static SplitRole Other(SplitRole role) => role == SplitRole.Train ? SplitRole.Test : SplitRole.Train;
    }

    private static string? RoleFolder(string[] path, SplitRole role)
    {
        int at = Array.FindIndex(path[..^1], part => SplitWords.Of(part)?.Role == role);
        return at < 0 ? null : string.Join('/', path[..(at + 1)]);
    }

    private (ImageSplit Train, int[] Tracks) FindTrain(string[][] paths, int[] files, Dictionary<string, int> annotations)
    {
        files = WithoutCopies(paths, files, "training");
        Array.Sort(files, (a, b) => string.CompareOrdinal(Key(a), Key(b)));
        int[] labels = Array.ConvertAll(files, file => Number(paths[file][^2])), tracks = new int[files.Length];
        for (int i = 0; i < files.Length; i++)
        {
            string[] numbers = Stem(paths[files[i]][^1]).Split('_');
            if (labels[i] >= GtsrbClasses.Names.Count)
                throw new NadException(
                    $"{store.Path}: {Shown(files[i])} lies in a folder of class {labels[i]}, but the classes of GTSRB are 0 to "
                    + $"{GtsrbClasses.Names.Count - 1}.");
            if (i > 0 && Key(files[i]) == Key(files[i - 1]))
                throw new NadException(
                    $"{store.Path}: {Shown(files[i])} and {Shown(files[i - 1])} are the same training image. Name the folder of one copy.");
            if (numbers.Length == 3 && Number(numbers[0]) != labels[i])
                throw new DamagedFileException(
                    $"{store.Path}: {Shown(files[i])} is of class {Number(numbers[0])} by its name, but lies in the folder "
                    + $"of class {labels[i]}.");
            tracks[i] = (labels[i] * 100_000) + Number(numbers[^2]);
        }

        int[] empty = [.. Enumerable.Range(0, GtsrbClasses.Names.Count).Except(labels)];
        if (empty.Length > 0)
            remarks.Add($"{empty.Length} of the {GtsrbClasses.Names.Count} classes have no training image: {string.Join(", ", empty)}.");
        CheckTrainAnnotations(paths, files, labels, annotations);
        return (new ImageSplit(files, labels), tracks);

        string Key(int file) => $"{Number(paths[file][^2]):D5}/{Stem(paths[file][^1])}";
    }

    // Of files in one folder that differ in the extension alone, one.
    private int[] WithoutCopies(string[][] paths, int[] files, string what)
    {
        int[] kept = [.. files.GroupBy(i => (string.Join('/', paths[i][..^1]), Stem(paths[i][^1])))
            .Select(g => g.OrderBy(i => Format(paths[i][^1])).ThenBy(i => paths[i][^1], StringComparer.Ordinal).First())];
        if (kept.Length < files.Length)
            remarks.Add(
                Text($"{files.Length - kept.Length} {what} images are copies of others in another format beside them and are left out."));
        return kept;

        static int Format(string name) =>
            Array.FindIndex(Formats, extension => name.EndsWith(extension, StringComparison.OrdinalIgnoreCase)) is >= 0 and int known
                ? known
                : Formats.Length;
    }

    // Each class folder has annotations of its own; the folder says the class, so that they are only compared.
    private void CheckTrainAnnotations(string[][] paths, int[] files, int[] labels, Dictionary<string, int> annotations)
    {
        int missing = 0, named = 0;
        foreach (IGrouping<int, int> group in Enumerable.Range(0, files.Length).GroupBy(i => labels[i]))
        {
            string[] first = paths[files[group.First()]];
            if (!annotations.TryGetValue(string.Join('/', [.. first[..^1], $"GT-{first[^2]}.csv"]), out int file)) continue;

            HashSet<string> there = [.. group.Select(i => Stem(paths[files[i]][^1]))];
            foreach (GtsrbAnnotation line in Read(file))
            {
                named++;
                if (line.Label != group.Key)
                    throw new DamagedFileException(
                        $"{store.Path}/{Shown(file)}: "
                        + $"{Printable.Of(line.File)} has class {line.Label}, but lies in the folder of class {group.Key}.");
                if (!there.Contains(Stem(line.File))) missing++;
            }
        }

        if (missing > 0)
            remarks.Add(Text($"{missing} of the {named} training images that the annotations name are not there; the others are used."));
    }

    private ImageSplit? FindTest(string[][] paths)
    {
        (int[] files, string? copy) = Pick(paths, SplitRole.Test, i => IsTestImage(paths[i][^1]) && !IsFrame(paths[i]));
        if (copy is not null) remarks.Add(copy);
        files = WithoutCopies(paths, files, "test");
        Dictionary<string, int> images = new(StringComparer.Ordinal);
        foreach (int i in files)
        {
            if (!images.TryAdd(Stem(paths[i][^1]), i))
                throw new NadException(
                    $"{store.Path}: {Shown(i)} and {Shown(images[Stem(paths[i][^1])])} are the same test image. "
                    + "Name the folder of one copy.");
        }

        if (FindLabels(paths, files) is not int labelled)
        {
            remarks.Add(
                images.Count == 0
                    ? $"There is no test split: {TestAnnotations} and GTSRB/Final_Test/Images are not there."
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"There is no test split: {images.Count} test images are there, but not {TestAnnotations} with their labels "
                            + $"(GTSRB_Final_Test_GT.zip)."));
            return null;
        }

        List<GtsrbAnnotation> lines = Read(labelled);
        Labels = paths[labelled][^1];
        if (lines.Count == 0)
        {
            remarks.Add($"There is no test split: {Labels} names no image.");
            return null;
        }

        if (lines.GroupBy(line => line.File, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1)?.Key is { } twice)
            throw new DamagedFileException($"{store.Path}/{Shown(labelled)}: {Printable.Of(twice)} is named twice.");
        GtsrbAnnotation[] there = [.. lines.Where(line => images.ContainsKey(Stem(line.File)))];
        GtsrbAnnotation[] otherwise =
            [.. there.Where(line => !string.Equals(paths[images[Stem(line.File)]][^1], line.File, StringComparison.OrdinalIgnoreCase))];
        if (there.Length < lines.Count)
            remarks.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{lines.Count - there.Length} of the {lines.Count} test images that {Labels} names are not there; rates are of the "
                    + $"other {there.Length}."));
        if (there.Length < images.Count)
            remarks.Add(Text($"{images.Count - there.Length} test images are left out: {Labels} does not name them."));
        if (otherwise.Length > 0)
            remarks.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{otherwise.Length} test images are there in another format than {Labels} says and were taken, such as "
                    + $"{Printable.Of(paths[images[Stem(otherwise[0].File)]][^1])} for {Printable.Of(otherwise[0].File)}."));
        return new ImageSplit([.. there.Select(line => images[Stem(line.File)])], [.. there.Select(line => line.Label)]);
    }

    // A copy of the annotations in a folder of copies does not count.
    private int? FindLabels(string[][] paths, int[] files)
    {
        string? used = files.Length > 0 ? RoleFolder(paths[files[0]], SplitRole.Test) : null;
        foreach (string name in (string[])[TestAnnotations, KaggleAnnotations])
        {
            int[] found = [.. Enumerable.Range(0, paths.Length).Where(
                i => paths[i][^1] == name && (used is null || RoleFolder(paths[i], SplitRole.Test) is not { } folder || folder == used))];
            if (found.Length > 1)
                throw new NadException($"{store.Path}: {name} is there {found.Length} times. Name the folder of one copy.");
            if (found.Length == 1) return found[0];
        }

        return null;
    }

    private List<GtsrbAnnotation> Read(int file)
    {
        using IImageReader reader = store.Open();
        return GtsrbAnnotations.Parse(
            reader.Read(file, new ReadBuffer()), Printable.Of($"{store.Path}/{store.Files[file]}"), GtsrbClasses.Names.Count);
    }

    // Those of the training images, by their whole name.
    private static Dictionary<string, int> Annotations(string[][] paths) => Enumerable.Range(0, paths.Length)
        .Where(i => paths[i][^1] is ['G', 'T', '-', .. { Length: NumberLength } number, '.', 'c', 's', 'v'] && IsNumber(number))
        .ToDictionary(i => string.Join('/', paths[i]), StringComparer.Ordinal);

    // 000CC/TTTTT_FFFFF.ppm, or C/000CC_TTTTT_FFFFF.png as Kaggle has it
    private static bool IsFrame(string[] path) =>
        path.Length > 1 && path[^2].Length is >= 1 and <= NumberLength && IsNumber(path[^2])
        && Stem(path[^1]).Split('_') is { Length: 2 or 3 } numbers && numbers.All(
            number => number.Length == NumberLength && IsNumber(number));

    private static bool IsTestImage(string file) =>
        Stem(file) is { Length: NumberLength } name && IsNumber(name) && Path.GetExtension(file) != ".csv";

    private static string Stem(string file) => Path.GetFileNameWithoutExtension(file);

    private static bool IsNumber(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') < 0;

    private static int Number(string digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    private string Shown(int file) => Printable.Of(store.Files[file]);

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
