namespace Nad.Data;

/// <summary>
/// GTSRB in its official layout, in a folder or a zip archive: <c>GTSRB/Final_Training/Images/000CC/TTTTT_FFFFF.ppm</c>,
/// <c>GTSRB/Final_Test/Images/NNNNN.ppm</c> and <c>GT-final_test.csv</c> with the labels of the test images. Every image is resized to
/// 32×32 as a whole; the region of interest of the annotations is not cut out.
/// </summary>
/// <remarks>
/// Stallkamp et al., "Man vs. computer: Benchmarking machine learning algorithms for traffic sign recognition", Neural Networks 2012. The
/// training images are films of about 30 frames of one sign each (tracks TTTTT), so near-duplicates: <see cref="ImageSet.Groups"/> tells
/// them apart, and a hold-out is made of whole tracks. Test images that the annotations name but that are not there are left out and told
/// in <see cref="Remarks"/>.
/// </remarks>
public sealed class GtsrbSource : IDataSource
{
    private const int Side = 32;

    private readonly IImageStore store;
    private readonly GtsrbLayout layout;
    private readonly int threads;
    private readonly SortedSet<string> warned = new(StringComparer.Ordinal);
    private readonly ImageGeometry geometry = new(Side, Side);

    /// <summary>Lists the folder or archive and reads the annotations; reads no image yet.</summary>
    /// <param name="path">A folder or a zip archive that holds the folder GTSRB, or that folder itself.</param>
    /// <param name="threads">Threads to decode with; 0: as many as there are processors.</param>
    /// <exception cref="NadException">Nothing is there, no training images are, or the annotations are broken.</exception>
    public GtsrbSource(string path, int threads = 0)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        Spec = $"gtsrb:{path}";
        this.threads = threads == 0 ? Environment.ProcessorCount : threads;
        store = ImageStores.Open(path, "gtsrb", GtsrbLayout.Expected);
        layout = GtsrbLayout.Of(store);
    }

    private GtsrbSource(GtsrbSource other, ImageGeometry geometry) =>
        (Spec, store, layout, threads, warned, this.geometry) =
            (other.Spec, other.store, other.layout, other.threads, other.warned, geometry);

    /// <inheritdoc/>
    public IDataSource At(ImageGeometry geometry) => new GtsrbSource(this, geometry);

    /// <inheritdoc/>
    public string Spec { get; }

    /// <inheritdoc/>
    public string Name => "GTSRB";

    /// <inheritdoc/>
    public int ClassCount => GtsrbClasses.Names.Count;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => GtsrbClasses.Names;

    /// <summary>False: a mirrored sign is another sign, or none.</summary>
    public bool FlipIsSafe => false;

    /// <inheritdoc/>
    public bool HasTrain => layout.Train is not null;

    /// <inheritdoc/>
    public IReadOnlyList<string> Remarks => [.. layout.Remarks, .. DecoderWarnings.Remarks(warned)];

    /// <inheritdoc/>
    public ImageSet LoadTrain(CancellationToken cancel = default) => Load(Train, layout.Tracks, cancel);

    /// <inheritdoc/>
    public ImageSet LoadTrain(Func<ImageLabels, int[]> choose, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(choose);
        int[] chosen = choose(new ImageLabels(Train.Labels, layout.Tracks, ClassNames, Spec));
        return Load(Train.Only(chosen), Array.ConvertAll(chosen, i => layout.Tracks[i]), cancel);
    }

    /// <inheritdoc/>
    public ImageSet? LoadTest(CancellationToken cancel = default) => layout.Test switch
    {
        null => null,
        { Files.Length: 0 } => throw new NadException(
            $"{Spec}: not one of the test images that {layout.Labels} names is there; expected is {GtsrbLayout.Expected}. "
            + "Without that file there is no test split."),
        { } split => Load(split, null, cancel),
    };

    /// <inheritdoc/>
    public SizeRange? StoredSizes(bool test, CancellationToken cancel = default) =>
        (test ? layout.Test : layout.Train) is { Files.Length: > 0 } split
            ? new ParallelImageLoader(store, threads, cancel).Sizes(split)
            : null;

    private ImageSplit Train =>
        layout.Train
        ?? throw new NadException($"{Printable.Of(Spec)}: no training image of GTSRB was found; expected is {GtsrbLayout.Expected}.");

    private ImageSet Load(ImageSplit split, int[]? tracks, CancellationToken cancel)
    {
        ParallelImageLoader loader = new(store, threads, cancel);
        byte[] pixels = loader.Load(split, geometry);
        warned.UnionWith(loader.Warnings);
        return new ImageSet(pixels, [.. split.Labels], geometry.Height, geometry.Width, ClassNames, Spec)
        {
            Groups = tracks,
            Files = split.Names(store)
        };
    }
}
