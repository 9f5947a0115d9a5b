using System.Globalization;

namespace Nad.Data;

/// <summary>
/// Finds classes and splits in the names of a store: <c>CLASS/image</c>, or <c>train/CLASS/image</c> with <c>test/</c>, <c>val/</c> and
/// others beside it, under any usual names (<see cref="SplitWords"/>); folders around all of it are passed over. Anything below a class
/// folder belongs to the class. What is not used is told (<see cref="Remarks"/>).
/// </summary>
internal sealed class ClassLayout
{
    private const int Shown = 5;

    private readonly IImageStore store;
    private readonly LeftOut left = new();
    private readonly List<string> remarks = [];
    private readonly HashSet<string> deadClasses = [];

    private ClassLayout(IImageStore store, IReadOnlyList<string>? listed)
    {
        this.store = store;
        LayoutNode root = LayoutNode.Build(store, left);
        string path = Printable.Of(store.Path);
        if (root.ImageCount == 0)
            throw new NadException(
                $"{path}: no image (png, jpg, ppm, pgm, bmp, webp, gif, tif) was found; expected is one sub-folder per class, with "
                + $"images in it.{Found(left)}");

        (LayoutNode top, SplitFolders? splits) = Top(root, listed);
        if (splits is null) Plain(top, listed is not null);
        else Splits(splits, listed is not null);
        CountDeadLinks(root);
    }

    /// <summary>
    /// Names of the class folders, empty ones too: leaving one out would shift the labels of the others. In ordinal order; whole numbers in
    /// numeric order.
    /// </summary>
    internal IReadOnlyList<string> ClassNames { get; private set; } = [];

    /// <summary>What is trained on; null where there is only a test split.</summary>
    internal ImageSplit? Train { get; private set; }

    /// <summary>Null where there is no test split, or no image in it.</summary>
    internal ImageSplit? Test { get; private set; }

    /// <summary>What a caller who needs the training split is told where there is none.</summary>
    internal string NoTrain { get; private set; } = "";

    /// <summary>What was decided and what is left out, one printable sentence each.</summary>
    internal IReadOnlyList<string> Remarks => [.. remarks, .. left.Remarks];

    /// <param name="store">The folder or archive.</param>
    /// <param name="listed">
    /// Names of the classes where the user lists them: folders of these names are classes, whatever else they look like.
    /// </param>
    /// <exception cref="NadException">No image, or no folders of images.</exception>
    internal static ClassLayout Of(IImageStore store, IReadOnlyList<string>? listed = null) => new(store, listed);

    // Archives wrap their content in folders: they are passed over, and what lies beside the only folder with images in it is left out.
    private (LayoutNode Top, SplitFolders? Splits) Top(LayoutNode root, IReadOnlyList<string>? listed)
    {
        HashSet<string> names = [.. (listed ?? []).Select(UnicodeForm.KeyOf)];
        LayoutNode top = root;
        while (true)
        {
            if (names.Count > 0 && top.Live.Any(node => names.Contains(UnicodeForm.KeyOf(node.Name)))) return (top, null);
            if (SplitFolders.Of(top) is { } splits)
            {
                Outside(top);
                return (top, splits);
            }

            if (top.Live is not [var only] || !Wraps(only)) return (top, null);
            Outside(top);
            top = only;
        }
    }

    // Images beside the class folders do not make a wrapping folder a class.
    private static bool Wraps(LayoutNode node) =>
        node.Images.Count == 0 ? node.Live.Count > 0 : node.Live.Count > 1 || SplitFolders.Of(node) is not null;

    private void Plain(LayoutNode top, bool listed)
    {
        string path = Printable.Of(store.Path);
        if (top.Folders.Count == 0)
            throw new NadException($"{path}: the images lie directly in it; expected is one sub-folder per class.{Found(left)}");
        SplitFolder[] named = [.. top.Live.Select(SplitFolder.Of).OfType<SplitFolder>()];
        if (!listed && named.Length == top.Live.Count && named.Length > 0 && !named.Any(s => s.HasClasses)
            && named.DistinctBy(s => s.Role).Count() == Math.Min(2, named.Length))
            throw new NadException(
                $"{path}: the images lie directly in {List(named.Select(s => s.Node.Place))}; expected is one "
                + "sub-folder per class in each.");

        Outside(top);
        Name(top);
        Train = SplitOf(top, "no class folder holds an image");
        CountSubFolders(top);
        foreach (SplitFolder split in named.Where(s => s.HasClasses))
            remarks.Add(
                $"{Printable.Of(split.Node.Place)} is taken for a class like the other {top.Live.Count - 1}, although it holds folders of "
                + $"images ({List(split.Classes.Live.Select(node => node.Name))}).");
        if (top.Live.Count > 1
            && top.Live.All(
                node => node.Live.Count > 1 && node.Images.Count == 0
                    && node.Keys.Order(StringComparer.Ordinal).SequenceEqual(top.Live[0].Keys.Order(StringComparer.Ordinal))))
        {
            remarks.Add(
                $"{List(top.Live.Select(node => node.Name))} are taken for classes, although each holds the same folders "
                + $"({List(top.Live[0].Live.Select(node => node.Name))}). Where those are the classes, name one of the others as data: "
                + $"images:{path}/{Printable.Of(top.Live[0].Place.TrimEnd('/'))}");
        }
    }

    private void Splits(SplitFolders splits, bool listed)
    {
        string path = Printable.Of(store.Path);
        LayoutNode? train = splits.Train?.Classes, test = splits.Test?.Classes;
        foreach (LayoutNode node in new[] { splits.Train?.Node, splits.Test?.Node }.OfType<LayoutNode>()) OutsideBelow(node);
        if (train is not null && test is not null && !listed) CheckSameClasses(train, test, splits);
        Name(train ?? test!, listed && train is not null ? test : null);
        if (train is not null) Train = SplitOf(train, $"no class folder of {splits.Train!.Node.Shown}/ holds an image");
        if (test is not null) Test = SplitOf(test, $"no class folder of {splits.Test!.Node.Shown}/ holds an image");
        foreach (LayoutNode node in new[] { train, test }.OfType<LayoutNode>()) CountSubFolders(node);
        if (train is null)
            NoTrain = $"{path}: there is {splits.Test!.Node.Shown}/, but no train/. To train on those images, name that folder itself: "
                + $"images:{path}/{Printable.Of(splits.Test.Classes.Place.TrimEnd('/'))}";

        bool usual = splits.Others.Count == 0 && splits.Train?.Rank is null or 0 && splits.Test?.Rank is null or 0;
        if (!usual)
        {
            string? trained = splits.Train is { } a ? $"{a.Node.Shown}/ to train on" : null;
            string? measured = splits.Test is { } b ? $"{b.Node.Shown}/ to measure on" : null;
            string used = string.Join(", ", new[] { trained, measured }.OfType<string>());
            string rest = splits.Others.Count == 0 ? "" : $"; left out: {List(splits.Others.Select(Unused))}";
            remarks.Add($"These folders are splits, not classes: {used}{rest}.");
        }

        string Unused(LayoutNode node)
        {
            string images = node.ImageCount == 1 ? "image" : "images", where = HasClasses(node) ? "" : ", not in class folders";
            return string.Create(CultureInfo.InvariantCulture, $"{node.Name}/ ({node.ImageCount} {images}{where})");
        }

        bool HasClasses(LayoutNode node) =>
            node.Inner() is var inner
            && (inner.Live.Count > 1 || inner.Live.Any(folder => (train ?? test!).Find(UnicodeForm.KeyOf(folder.Name)) is not null));
    }

    private void Outside(LayoutNode node)
    {
        foreach ((string image, _) in node.Images) left.Add(LeftOutKind.Outside, node.Place + image);
    }

    // Images and links on the way from a split to its class folders.
    private void OutsideBelow(LayoutNode split)
    {
        for (LayoutNode node = split; ; node = node.Live[0])
        {
            Outside(node);
            if (node.Live.Count != 1 || node == split.Inner()) return;
        }
    }

    // A dead link beside class folders was probably one of them.
    private void Name(LayoutNode classes, LayoutNode? more = null)
    {
        foreach (string link in classes.DeadLinks)
        {
            if (link.Contains('.', StringComparison.Ordinal)) continue;
            left.Add(LeftOutKind.DeadClass, classes.Place + link);
            classes.Child(link);
            deadClasses.Add(classes.Place + link);
        }

        IEnumerable<LayoutNode> all =
            more is null ? classes.Folders : classes.Folders.Concat(more.Folders).DistinctBy(node => UnicodeForm.KeyOf(node.Name));
        string[] names = [.. all.Select(node => node.Name).Order(StringComparer.Ordinal)];
        if (ClassNumbers.Are(names)) Array.Sort(names, ClassNumbers.Compare);
        ClassNames = names;
        string[] empty = [.. all.Where(node => node.ImageCount == 0 && !classes.DeadLinks.Contains(node.Name)).Select(node => node.Name)];
        if (empty.Length > 0 && empty.Length < names.Length)
        {
            string counted =
                empty.Length == 1 ? "folder holds no image and counts as a class" : "folders hold no image and count as classes";
            remarks.Add($"{empty.Length} class {counted} all the same: {List(empty)}.");
        }
    }

    private ImageSplit SplitOf(LayoutNode node, string none)
    {
        List<int> files = [], labels = [];
        for (int label = 0; label < ClassNames.Count; label++)
        {
            int before = files.Count;
            node.Find(UnicodeForm.KeyOf(ClassNames[label]))?.CollectImages(files);
            labels.AddRange(Enumerable.Repeat(label, files.Count - before));
        }

        return files.Count > 0 ? new ImageSplit([.. files], [.. labels]) : throw new NadException($"{Printable.Of(store.Path)}: {none}.");
    }

    private void CountSubFolders(LayoutNode top)
    {
        foreach (LayoutNode node in top.Live.SelectMany(node => node.Live))
            left.Add(LeftOutKind.SubFolder, FirstImage(node), node.ImageCount);
    }

    private void CountDeadLinks(LayoutNode node)
    {
        foreach (string link in node.DeadLinks.Where(link => !deadClasses.Contains(node.Place + link)))
            left.Add(LeftOutKind.DeadLink, node.Place + link);
        foreach (LayoutNode folder in node.Folders) CountDeadLinks(folder);
    }

    private static string FirstImage(LayoutNode node) =>
        node.Images.Count > 0 ? node.Place + node.Images.MinBy(image => image.Name, StringComparer.Ordinal).Name : FirstImage(node.Live[0]);

    private void CheckSameClasses(LayoutNode train, LayoutNode test, SplitFolders splits)
    {
        string[] onlyTrain = [.. Only(train, test)], onlyTest = [.. Only(test, train)];
        if (onlyTrain.Length + onlyTest.Length == 0) return;
        (string a, string b) = (splits.Train!.Node.Shown, splits.Test!.Node.Shown);
        throw new NadException(
            $"{Printable.Of(store.Path)}: {a}/ and {b}/ must have the same class folders, but "
            + (onlyTrain.Length > 0 ? $"{b}/ lacks {List(onlyTrain)}" : "")
            + (onlyTrain.Length > 0 && onlyTest.Length > 0 ? " and " : "")
            + (onlyTest.Length > 0 ? $"{a}/ lacks {List(onlyTest)}" : "") + ". Add the folders, empty ones if need be, or list all classes "
            + "in a file and name it with --classes.");
    }

    private static IEnumerable<string> Only(LayoutNode here, LayoutNode there) =>
        here.Live.Where(node => there.Find(UnicodeForm.KeyOf(node.Name)) is null).Select(node => node.Name);

    private static string List(IEnumerable<string> names)
    {
        string[] all = [.. names];
        return string.Join(", ", all.Take(Shown).Select(name => Printable.Of(name)))
            + (all.Length > Shown ? $" and {all.Length - Shown} more" : "");
    }

    private static string Found(LeftOut left) => string.Concat(left.Remarks.Select(remark => " " + remark));
}
