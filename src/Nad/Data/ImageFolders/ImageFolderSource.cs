using Nad.Files.Imaging;

namespace Nad.Data;

/// <summary>
/// Images in a folder or a zip archive, one sub-folder per class (classes are numbered in ordinal order of the folder names, whole numbers
/// in numeric order), optionally with splits above the class folders (<c>train/</c>, <c>test/</c>, <c>val/</c> and their likes). Folders
/// around everything are passed over. Hidden files, those of systems and those that are no images by their extension are left out, and so
/// are images outside the class folders and copies in another format. An empty class folder counts as a class, so that the indices of the
/// others stay what they are. All that was decided is in <see cref="Remarks"/>.
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
    private readonly SortedSet<string> warned = new(StringComparer.Ordinal);
    private ImageGeometry? geometry;
    private ImageSplit? train, test;
    private readonly ImageMemory memory;
    private string? trainCopies, testCopies, resized, streamed;

    /// <summary>Lists the folder or archive and finds the classes; reads no image yet.</summary>
    /// <param name="path">A folder or a zip archive.</param>
    /// <param name="size">Rows and columns to bring every image to, 1 to 1024; null: see the remarks of the class.</param>
    /// <param name="threads">Threads to decode with; 0: as many as there are processors.</param>
    /// <param name="flipIsSafe">False where mirroring an image changes its class.</param>
    /// <param name="classes">
    /// Names of the classes where the user lists them: folders of these names are classes, whatever else they look like. Null: by the
    /// folders alone.
    /// </param>
    /// <param name="memory">For decoded images; null: the usual.</param>
    /// <exception cref="NadException">Nothing is there, or no class folders with images.</exception>
    public ImageFolderSource(
        string path, int? size = null, int threads = 0, bool flipIsSafe = true, IReadOnlyList<string>? classes = null,
        ImageMemory? memory = null)
    {
        this.memory = memory ?? new ImageMemory(ImageMemory.Usual);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        if (size is < 1 or > 1024) throw new NadException($"images:{path}@{size}: the size of an image must be 1 to 1024.");
        Spec = size is null ? $"images:{path}" : $"images:{path}@{size}";
        FlipIsSafe = flipIsSafe;
        this.threads = threads == 0 ? Environment.ProcessorCount : threads;
        geometry = size is int side ? new ImageGeometry(side, side) : null;
        NamesSize = size is not null;
        store = ImageStores.Open(path, "images", "one sub-folder per class, with images in it");
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        Name = Printable.Of(store is FolderStore ? name : Path.GetFileNameWithoutExtension(name));
        layout = ClassLayout.Of(store, classes);
        ClassNames = [.. layout.ClassNames.Select(folder => Printable.Of(folder))];
    }

    private ImageFolderSource(ImageFolderSource other, ImageGeometry geometry)
    {
        (Spec, Name, ClassNames, FlipIsSafe) = (other.Spec, other.Name, other.ClassNames, other.FlipIsSafe);
        (store, layout, threads, warned, memory, this.geometry) =
            (other.store, other.layout, other.threads, other.warned, other.memory, geometry);
    }

    /// <inheritdoc/>
    public bool NamesSize { get; }

    /// <inheritdoc/>
    public IDataSource At(ImageGeometry geometry) => new ImageFolderSource(this, geometry);

    /// <inheritdoc/>
    public string Spec { get; }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int ClassCount => ClassNames.Count;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames { get; }

    /// <inheritdoc/>
    public LabelOrder Order => ClassNumbers.Are(layout.ClassNames) ? LabelOrder.Numeric : LabelOrder.Text;

    /// <inheritdoc/>
    public bool HasTrain => layout.Train is not null;

    /// <inheritdoc/>
    public bool FlipIsSafe { get; }

    /// <summary>What was decided and what is left out; of copies and of warnings of the decoder only when the images were loaded.</summary>
    public IReadOnlyList<string> Remarks =>
    [
        .. layout.Remarks,
        .. Gtsrb(),
        .. new[] { trainCopies, testCopies, resized, streamed }.OfType<string>(),
        .. DecoderWarnings.Remarks(warned)
    ];

    /// <inheritdoc/>
    public ImageSet LoadTrain(CancellationToken cancel = default) => Load(Train(cancel), cancel);

    /// <inheritdoc/>
    public ImageSet LoadTrain(Func<ImageLabels, int[]> choose, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(choose);
        return Load(Train(cancel).Only(choose(new ImageLabels(Train(cancel).Labels, null, ClassNames, Spec))), cancel);
    }

    /// <inheritdoc/>
    public ImageSet? LoadTest(CancellationToken cancel = default) => Test(cancel) is { } split ? Load(split, cancel) : null;

    /// <inheritdoc/>
    public SizeRange? StoredSizes(bool test, CancellationToken cancel = default) =>
        (test ? Test(cancel) : Train(cancel)) is { } split ? new ParallelImageLoader(store, threads, cancel).Sizes(split) : null;

    private ImageSplit Train(CancellationToken cancel) =>
        train ??= layout.Train is { } split
            ? Twins.Without(split, store, threads, cancel, out trainCopies)
            : throw new NadException(layout.NoTrain);

    private ImageSplit? Test(CancellationToken cancel) =>
        test ??= layout.Test is { } split ? Twins.Without(split, store, threads, cancel, out testCopies) : null;

    private IEnumerable<string> Gtsrb() =>
        layout.Test is null && store.Files.Any(file => file.Split('/')[^1] is "GT-final_test.csv" or "Test.csv")
            ? [
                "This looks like GTSRB: "
                    + $"gtsrb:{Printable.Of(store.Path)} reads its test images with their labels, and knows which frames are of one film."
            ]
            : [];

    private ImageSet Load(ImageSplit split, CancellationToken cancel)
    {
        ParallelImageLoader loader = new(store, threads, cancel);
        geometry ??= loader.CommonSize(layout.Train is null ? Test(cancel)! : Train(cancel)) is { } common
            ? new ImageGeometry(common.Height, common.Width)
            : new ImageGeometry(DefaultSize, DefaultSize);
        string[] files = split.Names(store);
        long whole = (long)geometry.Height * geometry.Width * 3 * split.Files.Length;
        bool fits = memory.TryTakeWhole(whole);
        ImageSet images = fits
            ? new ImageSet(loader.Load(split, geometry), [.. split.Labels], geometry.Height, geometry.Width, ClassNames, Spec)
            {
                Files = files
            }
            : new ImageSet(loader.Stream(split, geometry, memory), [.. split.Labels], geometry.Height, geometry.Width, ClassNames, Spec)
            {
                Files = files
            };
        if (!fits) streamed = Streamed(split.Files.Length, geometry, whole);
        warned.UnionWith(loader.Warnings);
        if (loader.Resized > 0) resized = $"Images of another size than {geometry.Width}x{geometry.Height} are {geometry.Describe()}.";
        return images;
    }

    private string Streamed(int count, ImageGeometry size, long whole) =>
        $"{count} images of {size.Width}x{size.Height} are {ImageMemory.Words(whole)}. At most {ImageMemory.Words(memory.Limit)} of memory "
        + "is used for images (--memory), so those that find no room are decoded anew each time.";
}
