using System.Globalization;

namespace Nad.Data;

/// <summary>Finds the images of GTSRB and their labels in the names of a store and its annotation files.</summary>
internal sealed class GtsrbLayout
{
    internal const string Expected = "the official layout: GTSRB/Final_Training/Images/00000 … 00042 and, to test on, GTSRB/Final_Test/Images and GT-final_test.csv";

    private const int NumberLength = 5;
    internal const string TestAnnotations = "GT-final_test.csv";
    private static readonly string[] TrainFolders = ["Final_Training", "Training"];

    private readonly IImageStore store;
    private readonly List<string> remarks = [];

    private GtsrbLayout(IImageStore store)
    {
        this.store = store;
        string[][] paths = [.. store.Files.Select(file => file.Split('/'))];
        Dictionary<string, int> annotations = Annotations(paths);
        (Train, Tracks) = FindTrain(paths, annotations);
        Test = FindTest(paths, annotations);
    }

    /// <summary>By class, then track, then frame.</summary>
    internal ImageSplit Train { get; }

    /// <summary>One number for each training image; frames of one track share it, and no others do.</summary>
    internal int[] Tracks { get; }

    /// <summary>In the order of the annotations; null where there are no annotations of test images.</summary>
    internal ImageSplit? Test { get; }

    /// <summary>What is missing or left out, one printable sentence each.</summary>
    internal IReadOnlyList<string> Remarks => remarks;

    internal static GtsrbLayout Of(IImageStore store) => new(store);

    private (ImageSplit Train, int[] Tracks) FindTrain(string[][] paths, Dictionary<string, int> annotations)
    {
        string? folder = Array.Find(TrainFolders, name => paths.Any(path => path.AsSpan(..^1).Contains(name)));
        int[] files = folder is null ? [] : [.. Enumerable.Range(0, paths.Length).Where(i => paths[i].AsSpan(..^1).Contains(folder) && IsFrame(paths[i]))];
        if (files.Length == 0) throw new NadException($"{store.Path}: no training image of GTSRB was found; expected is {Expected}.");

        Array.Sort(files, (a, b) => string.CompareOrdinal($"{paths[a][^2]}/{paths[a][^1]}", $"{paths[b][^2]}/{paths[b][^1]}"));
        int[] labels = Array.ConvertAll(files, file => Number(paths[file][^2])), tracks = new int[files.Length];
        for (int i = 0; i < files.Length; i++)
        {
            if (labels[i] >= GtsrbClasses.Names.Count) throw new NadException($"{store.Path}: {Printable.Of(store.Files[files[i]])} lies in a folder of class {labels[i]}, but the classes of GTSRB are 0 to {GtsrbClasses.Names.Count - 1}.");
            if (i > 0 && paths[files[i]][^1] == paths[files[i - 1]][^1] && labels[i] == labels[i - 1]) throw new NadException($"{store.Path}: {Printable.Of(store.Files[files[i]])} and {Printable.Of(store.Files[files[i - 1]])} are the same training image. Name the folder of one copy.");
            tracks[i] = (labels[i] * 100_000) + Number(paths[files[i]][^1][..NumberLength]);
        }

        int[] empty = [.. Enumerable.Range(0, GtsrbClasses.Names.Count).Except(labels)];
        if (empty.Length > 0) remarks.Add($"{empty.Length} of the {GtsrbClasses.Names.Count} classes have no training image: {string.Join(", ", empty)}.");
        CheckTrainAnnotations(paths, files, labels, annotations);
        return (new ImageSplit(files, labels), tracks);
    }

    // Each class folder has annotations of its own; the folder says the class, so that they are only compared.
    private void CheckTrainAnnotations(string[][] paths, int[] files, int[] labels, Dictionary<string, int> annotations)
    {
        int missing = 0, named = 0;
        foreach (IGrouping<int, int> group in Enumerable.Range(0, files.Length).GroupBy(i => labels[i]))
        {
            string[] first = paths[files[group.First()]];
            if (!annotations.TryGetValue(string.Join('/', [.. first[..^1], $"GT-{first[^2]}.csv"]), out int file)) continue;

            HashSet<string> there = [.. group.Select(i => paths[files[i]][^1])];
            foreach (GtsrbAnnotation line in Read(file))
            {
                named++;
                if (line.Label != group.Key) throw new DamagedFileException($"{store.Path}/{Printable.Of(store.Files[file])}: {Printable.Of(line.File)} has class {line.Label}, but lies in the folder of class {group.Key}.");
                if (!there.Contains(line.File)) missing++;
            }
        }

        if (missing > 0) remarks.Add(Text($"{missing} of the {named} training images that the annotations name are not there; the others are used."));
    }

    private ImageSplit? FindTest(string[][] paths, Dictionary<string, int> annotations)
    {
        Dictionary<string, int> images = new(StringComparer.Ordinal);
        for (int i = 0; i < paths.Length; i++)
        {
            if (!paths[i].AsSpan(..^1).Contains("Final_Test") || !IsTestImage(paths[i][^1])) continue;
            if (!images.TryAdd(paths[i][^1], i)) throw new NadException($"{store.Path}: {Printable.Of(store.Files[i])} and {Printable.Of(store.Files[images[paths[i][^1]]])} are the same test image. Name the folder of one copy.");
        }

        int[] labelled = [.. annotations.Where(a => a.Key.EndsWith(TestAnnotations, StringComparison.Ordinal)).Select(a => a.Value)];
        if (labelled.Length > 1) throw new NadException($"{store.Path}: {TestAnnotations} is there {labelled.Length} times. Name the folder of one copy.");
        if (labelled.Length == 0)
        {
            remarks.Add(images.Count == 0 ? $"There is no test split: {TestAnnotations} and GTSRB/Final_Test/Images are not there." : Text($"There is no test split: {images.Count} test images are there, but not {TestAnnotations} with their labels (GTSRB_Final_Test_GT.zip)."));
            return null;
        }

        List<GtsrbAnnotation> lines = Read(labelled[0]);
        if (lines.GroupBy(line => line.File, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1)?.Key is { } twice) throw new DamagedFileException($"{store.Path}/{Printable.Of(store.Files[labelled[0]])}: {Printable.Of(twice)} is named twice.");
        GtsrbAnnotation[] there = [.. lines.Where(line => images.ContainsKey(line.File))];
        if (there.Length < lines.Count) remarks.Add(Text($"{lines.Count - there.Length} of the {lines.Count} test images that {TestAnnotations} names are not there; rates are of the other {there.Length}."));
        if (there.Length < images.Count) remarks.Add(Text($"{images.Count - there.Length} test images are left out: {TestAnnotations} does not name them."));
        return new ImageSplit([.. there.Select(line => images[line.File])], [.. there.Select(line => line.Label)]);
    }

    private List<GtsrbAnnotation> Read(int file)
    {
        using IImageReader reader = store.Open();
        return GtsrbAnnotations.Parse(reader.Read(file, new ReadBuffer()), Printable.Of($"{store.Path}/{store.Files[file]}"), GtsrbClasses.Names.Count);
    }

    // Annotation files by their whole name; those of the test images without labels (GT-final_test.test.csv) are not among them.
    private static Dictionary<string, int> Annotations(string[][] paths) => Enumerable.Range(0, paths.Length)
        .Where(i => paths[i][^1] == TestAnnotations || (paths[i][^1] is ['G', 'T', '-', .. { Length: NumberLength } number, '.', 'c', 's', 'v'] && IsNumber(number)))
        .ToDictionary(i => string.Join('/', paths[i]), StringComparer.Ordinal);

    // 000CC/TTTTT_FFFFF.ppm
    private static bool IsFrame(string[] path) =>
        path.Length > 1 && path[^2].Length == NumberLength && IsNumber(path[^2])
        && Path.GetFileNameWithoutExtension(path[^1]) is { Length: (2 * NumberLength) + 1 } name && name[NumberLength] == '_'
        && IsNumber(name.AsSpan(0, NumberLength)) && IsNumber(name.AsSpan(NumberLength + 1));

    private static bool IsTestImage(string file) => Path.GetFileNameWithoutExtension(file) is { Length: NumberLength } name && IsNumber(name) && Path.GetExtension(file) != ".csv";

    private static bool IsNumber(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') < 0;

    private static int Number(string digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
