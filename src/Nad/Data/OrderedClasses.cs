namespace Nad.Data;

/// <summary>
/// A source with its classes in another order, or as some of more classes; images come in the order that the source itself has.
/// </summary>
internal sealed class OrderedClasses : IDataSource
{
    private readonly IDataSource source;
    private readonly int[] labels;

    /// <param name="source">The data.</param>
    /// <param name="names">Names of all classes, in the order of their labels.</param>
    /// <param name="labels">For each class of <paramref name="source"/> its label among <paramref name="names"/>.</param>
    /// <param name="order">Where the order is from.</param>
    /// <param name="remark">What the user should know of it, a printable sentence; null for nothing.</param>
    internal OrderedClasses(IDataSource source, IReadOnlyList<string> names, int[] labels, LabelOrder order, string? remark = null)
    {
        (this.source, this.labels, ClassNames, Order) = (source, labels, names, order);
        Remark = remark;
    }

    public IDataSource At(ImageGeometry geometry) => new OrderedClasses(source.At(geometry), ClassNames, labels, Order, Remark);

    public string Spec => source.Spec;

    public bool NamesSize => source.NamesSize;

    public string Name => source.Name;

    public int ClassCount => ClassNames.Count;

    public IReadOnlyList<string> ClassNames { get; }

    public LabelOrder Order { get; }

    public bool FlipIsSafe => source.FlipIsSafe;

    public bool HasTrain => source.HasTrain;

    public IReadOnlyList<string> Remarks => Remark is null ? source.Remarks : [.. source.Remarks, Remark];

    private string? Remark { get; }

    /// <summary>The same classes in another order.</summary>
    /// <param name="source">The data.</param>
    /// <param name="names">The names of its classes.</param>
    /// <param name="order">Where the order is from.</param>
    internal static OrderedClasses InOrder(IDataSource source, IReadOnlyList<string> names, LabelOrder order)
    {
        string[] wanted = [.. names];
        return new OrderedClasses(source, names, [.. source.ClassNames.Select(name => Array.IndexOf(wanted, name))], order);
    }

    public ImageSet LoadTrain(CancellationToken cancel = default) => Relabelled(source.LoadTrain(cancel));

    public ImageSet LoadTrain(Func<ImageLabels, int[]> choose, CancellationToken cancel = default) =>
        Relabelled(source.LoadTrain(known => choose(known with { Labels = Mapped(known.Labels), ClassNames = ClassNames }), cancel));

    public ImageSet? LoadTest(CancellationToken cancel = default) => source.LoadTest(cancel) is { } images ? Relabelled(images) : null;

    public SizeRange? StoredSizes(bool test, CancellationToken cancel = default) => source.StoredSizes(test, cancel);

    /// <summary>Images of the source with their labels in this order.</summary>
    internal ImageSet Relabelled(ImageSet images) => images.Labelled(Mapped(images.Labels), ClassNames);

    private int[] Mapped(int[] given) => Array.ConvertAll(given, label => labels[label]);
}
