using Nad.Files.Imaging;

namespace Nad.Data;

/// <summary>
/// Images in a folder or a zip archive, one sub-folder per class (classes are numbered in ordinal order of the folder names), optionally with
/// <c>train/</c> and <c>test/</c> (or <c>val/</c>) above the class folders. A single folder around everything is passed over.
/// Dot files and files that are no images by their extension are ignored, and so are images outside the class folders.
/// An empty class folder counts as a class, so that the indices of the others stay what they are.
/// </summary>
/// <remarks>
/// All images get one size: SIZE×SIZE where one is asked for; else their own, where every image of the training split has the same;
/// else 32×32. Resizing is antialiased bilinear and does not keep the aspect ratio (see <see cref="ImageResizer"/>).
/// </remarks>
public sealed class ImageFolderSource : IDataSource
{
    private const int DefaultSize = 32;

    private readonly IImageStore store;
    private readonly ClassLayout layout;
    private readonly int threads;
    private (int Width, int Height)? size;

    /// <summary>Lists the folder or archive and finds the classes; reads no image yet.</summary>
    /// <param name="path">A folder or a zip archive.</param>
    /// <param name="size">Rows and columns to bring every image to, 1 to 1024; null: see the remarks of the class.</param>
    /// <param name="threads">Threads to decode with; 0: as many as there are processors.</param>
    /// <param name="flipIsSafe">False where mirroring an image changes its class.</param>
    /// <exception cref="NadException">Nothing is there, or no class folders with images.</exception>
    public ImageFolderSource(string path, int? size = null, int threads = 0, bool flipIsSafe = true)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        if (size is < 1 or > 1024) throw new NadException($"images:{path}@{size}: the size of an image must be 1 to 1024.");
        Spec = size is null ? $"images:{path}" : $"images:{path}@{size}";
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        Name = Directory.Exists(path) ? name : Path.GetFileNameWithoutExtension(name);
        FlipIsSafe = flipIsSafe;
        this.threads = threads == 0 ? Environment.ProcessorCount : threads;
        this.size = size is int side ? (side, side) : null;
        store = Directory.Exists(path) ? new FolderStore(path)
            : File.Exists(path) ? new ZipStore(path)
            : throw new NadException($"there is no folder or zip archive {path}; images:PATH needs one sub-folder per class, with images in it.");
        layout = ClassLayout.Of(store);
    }

    /// <inheritdoc/>
    public string Spec { get; }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int ClassCount => ClassNames.Count;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => layout.ClassNames;

    /// <inheritdoc/>
    public bool FlipIsSafe { get; }

    /// <inheritdoc/>
    public ImageSet LoadTrain(CancellationToken cancel = default) => Load(layout.Train, cancel);

    /// <inheritdoc/>
    public ImageSet LoadTrain(Func<ImageLabels, int[]> choose, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(choose);
        return Load(layout.Train.Only(choose(new ImageLabels(layout.Train.Labels, null, ClassNames, Spec))), cancel);
    }

    /// <inheritdoc/>
    public ImageSet? LoadTest(CancellationToken cancel = default) => layout.Test is null ? null : Load(layout.Test, cancel);

    /// <inheritdoc/>
    public SizeRange? StoredSizes(bool test, CancellationToken cancel = default) =>
        (test ? layout.Test : layout.Train) is { } split ? new ParallelImageLoader(store, threads, cancel).Sizes(split) : null;

    private ImageSet Load(ImageSplit split, CancellationToken cancel)
    {
        ParallelImageLoader loader = new(store, threads, cancel);
        (int width, int height) = size ??= loader.CommonSize(layout.Train) ?? (DefaultSize, DefaultSize);
        return new ImageSet(loader.Load(split, width, height), [.. split.Labels], height, width, ClassNames, Spec);
    }
}
