namespace Nad.Data;

/// <summary>
/// Finds classes and splits in the names of a store: <c>CLASS/image</c>, or <c>train/CLASS/image</c> with <c>test/</c> or <c>val/</c> beside it;
/// a single folder around all of it is passed over. Anything below a class folder belongs to the class.
/// </summary>
internal sealed class ClassLayout
{
    private static readonly string[] TrainNames = ["train", "training"], TestNames = ["test", "testing", "val", "valid", "validation"];

    private ClassLayout(IReadOnlyList<string> classNames, ImageSplit train, ImageSplit? test)
    {
        ClassNames = classNames;
        Train = train;
        Test = test;
    }

    /// <summary>The class folders in ordinal order, empty ones too: leaving one out would shift the indices of the others.</summary>
    internal IReadOnlyList<string> ClassNames { get; }

    internal ImageSplit Train { get; }

    /// <summary>Null where there is no test split, or no image in it. Where there is a <c>test/</c> and a <c>val/</c>, the first.</summary>
    internal ImageSplit? Test { get; }

    internal static ClassLayout Of(IImageStore store)
    {
        LayoutNode root = LayoutNode.Build(store);
        if (root.ImageCount == 0) throw new NadException($"{store.Path}: no image (png, jpg, ppm, pgm, bmp) was found; expected is one sub-folder per class, with images in it.");
        if (root.Folders.Count == 0) throw new NadException($"{store.Path}: the images lie directly in it; expected is one sub-folder per class.");

        LayoutNode top = PassOver(root);
        LayoutNode[] train = Named(top, TrainNames), test = Named(top, TestNames);
        int others = top.Folders.Count - train.Length - test.Length;
        bool split = others == 0 && train.Length + test.Length > 0 && train.Concat(test).All(node => node.Images.Count == 0);
        if (!split)
        {
            if (others > 0 && train.Length > 0 && test.Length > 0)
                throw new NadException($"{store.Path}: beside {train[0].Shown}/ and {test[0].Shown}/ there are other folders ({FirstOther(top)}/), so it is not clear which are classes. Move them away.");
            return new ClassLayout(Classes(top), SplitOf(top, store.Path), test: null);
        }

        if (train.Length == 0) throw new NadException($"{store.Path}: there is {test[0].Shown}/, but no train/. To use those images for training, name that folder itself.");
        ImageSplit trainSplit = SplitOf(train[0], store.Path);
        if (test.Length == 0) return new ClassLayout(Classes(train[0]), trainSplit, test: null);

        CheckSameClasses(train[0], test[0], store.Path);
        return new ClassLayout(Classes(train[0]), trainSplit, test[0].ImageCount == 0 ? null : SplitOf(test[0], store.Path));
    }

    // Zip archives usually wrap their content in one folder.
    private static LayoutNode PassOver(LayoutNode root)
    {
        if (root.Folders.Count != 1) return root;
        LayoutNode only = root.Folders.Values[0];
        return only.Images.Count == 0 && only.Folders.Count > 0 && Named(root, [.. TrainNames, .. TestNames]).Length == 0 ? only : root;
    }

    private static LayoutNode[] Named(LayoutNode node, string[] names) =>
        [.. node.Folders.Values.Where(f => names.Contains(f.Name, StringComparer.OrdinalIgnoreCase)).OrderBy(f => Array.FindIndex(names, n => n.Equals(f.Name, StringComparison.OrdinalIgnoreCase)))];

    private static string FirstOther(LayoutNode top) =>
        top.Folders.Values.First(f => !TrainNames.Concat(TestNames).Contains(f.Name, StringComparer.OrdinalIgnoreCase)).Shown;

    // Names of folders are shown in tables and reports, wherever the archive came from.
    private static string[] Classes(LayoutNode node) => [.. node.Folders.Keys.Select(name => Printable.Of(name))];

    private static ImageSplit SplitOf(LayoutNode node, string path)
    {
        List<int> files = [], labels = [];
        for (int label = 0; label < node.Folders.Count; label++)
        {
            int before = files.Count;
            node.Folders.Values[label].CollectImages(files);
            labels.AddRange(Enumerable.Repeat(label, files.Count - before));
        }

        return files.Count > 0
            ? new ImageSplit([.. files], [.. labels])
            : throw new NadException($"{path}: no class folder of the {(node.Name.Length > 0 ? node.Shown : "training")} split holds an image.");
    }

    private static void CheckSameClasses(LayoutNode train, LayoutNode test, string path)
    {
        string[] onlyTrain = [.. train.Folders.Keys.Except(test.Folders.Keys)], onlyTest = [.. test.Folders.Keys.Except(train.Folders.Keys)];
        if (onlyTrain.Length + onlyTest.Length == 0) return;
        throw new NadException(
            $"{path}: {train.Name}/ and {test.Name}/ must have the same class folders, but "
            + (onlyTrain.Length > 0 ? $"{test.Name}/ lacks {List(onlyTrain)}" : "")
            + (onlyTrain.Length > 0 && onlyTest.Length > 0 ? " and " : "")
            + (onlyTest.Length > 0 ? $"{train.Name}/ lacks {List(onlyTest)}" : "") + ".");
    }

    private static string List(string[] names) => string.Join(", ", names.Take(5).Select(name => Printable.Of(name))) + (names.Length > 5 ? $" and {names.Length - 5} more" : "");
}
