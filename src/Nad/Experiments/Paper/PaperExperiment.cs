namespace Nad.Experiments;

/// <summary>A table or figure of the paper, declared as data.</summary>
public abstract record PaperExperiment
{
    /// <summary>Its word on the command line, such as <c>table1</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it shows.</summary>
    public required string Title { get; init; }

    /// <summary>What a reader should know.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Every model that is looked at.</summary>
    internal abstract IEnumerable<GridNode> Nodes(GridScale scale);

    /// <summary>Cells that draw.</summary>
    internal virtual IEnumerable<Cell> Drawings(GridScale scale, CellFactory factory) => [];
}

/// <summary>A table: rows of models, columns of methods, attack success and accuracy of each.</summary>
public sealed record PaperTable : PaperExperiment
{
    /// <summary>Heading of the first column.</summary>
    public required string RowHeader { get; init; }

    /// <summary>Methods.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>Rows, at a scale.</summary>
    public required Func<GridScale, IReadOnlyList<PaperRow>> Rows { get; init; }

    /// <summary>Whether averages over the rows, and what they lose against the first column, stand below.</summary>
    public bool Average { get; init; }

    /// <summary>Rows of the attacks that are asked for.</summary>
    internal IEnumerable<PaperRow> Chosen(GridScale scale) => Rows(scale).Where(r => scale.Has(r.Model));

    internal override IEnumerable<GridNode> Nodes(GridScale scale) =>
        Chosen(scale).SelectMany(r => r.Entries.Select(e => e.Reading.Node).Prepend(r.Model));
}

/// <summary>A row of a table.</summary>
/// <param name="Label">First cell.</param>
/// <param name="Model">The backdoored model; the row counts only where its attack succeeded.</param>
/// <param name="Entries">One for each column.</param>
public sealed record PaperRow(string Label, BackdooredModel Model, params IReadOnlyList<PaperEntry> Entries)
{
    /// <summary>Whether it is a variant that stands beside the paper's rows, in no average.</summary>
    public bool Variant { get; init; }
}

/// <summary>An entry of a table with the paper's numbers, percent; null where it prints none.</summary>
public sealed record PaperEntry(Reading Reading, double? Asr, double? Acc)
{
    internal static PaperEntry Of(GridNode node, double? asr, double? acc, int? epoch = null) => new(new Reading(node, epoch), asr, acc);
}

/// <summary>A figure of curves or bars.</summary>
public sealed record PaperChart : PaperExperiment
{
    /// <summary>Charts, at a scale.</summary>
    public required Func<GridScale, IReadOnlyList<ChartPlan>> Charts { get; init; }

    /// <summary>Charts of the attacks that are asked for; lines of other attacks are not drawn, and means leave them out.</summary>
    internal IEnumerable<ChartPlan> Chosen(GridScale scale) =>
        Charts(scale).Select(c => c with { Series = [.. c.Series.Select(s => Chosen(s, scale)).Where(s => s.Points.Count > 0)] });

    private static SeriesPlan Chosen(SeriesPlan series, GridScale scale) => series with
    {
        Points =
            [.. series.Points.Select(p => p with { Over = [.. p.Over.Where(r => scale.Has(r.Node.Root))] }).Where(p => p.Over.Count > 0)],
    };

    internal override IEnumerable<GridNode> Nodes(GridScale scale) =>
        Chosen(scale).SelectMany(c => c.Series).SelectMany(s => s.Points).SelectMany(p => p.Over).Select(r => r.Node);
}

/// <summary>A chart of a figure.</summary>
/// <param name="Title">Its title.</param>
/// <param name="XLabel">Name and unit of the horizontal axis.</param>
/// <param name="Metric">What is drawn.</param>
/// <param name="Bars">Groups of bars instead of lines.</param>
/// <param name="Ticks">Names of the places 0, 1, 2 … on the horizontal axis; null where it has numbers.</param>
/// <param name="Series">Lines, or bars of each group.</param>
public sealed record ChartPlan(
    string Title, string XLabel, ChartMetric Metric, bool Bars, IReadOnlyList<string>? Ticks, IReadOnlyList<SeriesPlan> Series);

/// <summary>A line, or one bar of each group.</summary>
public sealed record SeriesPlan(string Name, IReadOnlyList<PointPlan> Points);

/// <summary>A point: the mean of what is read.</summary>
public sealed record PointPlan(double X, params IReadOnlyList<Reading> Over);

/// <summary>
/// A figure of accuracy against attack success: for each attack a chart, for each method a line, for each of its settings a point.
/// </summary>
public sealed record PaperFront : PaperExperiment
{
    /// <summary>Charts, at a scale.</summary>
    public required Func<GridScale, IReadOnlyList<FrontPlan>> Fronts { get; init; }

    /// <summary>Charts of the attacks that are asked for.</summary>
    internal IEnumerable<FrontPlan> Chosen(GridScale scale) => Fronts(scale).Where(f => scale.Has(f.Model));

    internal override IEnumerable<GridNode> Nodes(GridScale scale) =>
        Chosen(scale).SelectMany(f => f.Series.SelectMany(s => s.Points).Select(p => p.Node).Prepend(f.Model));
}

/// <summary>A chart of a front.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Model">The backdoored model.</param>
/// <param name="Series">Methods.</param>
public sealed record FrontPlan(string Title, BackdooredModel Model, IReadOnlyList<FrontSeries> Series);

/// <summary>A method of a front, with its settings in the order in which they are joined.</summary>
public sealed record FrontSeries(string Name, IReadOnlyList<(string Setting, GridNode Node)> Points);

/// <summary>What a chart draws.</summary>
public enum ChartMetric
{
    /// <summary>Attack success.</summary>
    Asr,

    /// <summary>Accuracy.</summary>
    Acc,
}

/// <summary>A figure of pictures.</summary>
public sealed record PaperPictures : PaperExperiment
{
    /// <summary>The cells that draw it.</summary>
    public required Func<GridScale, CellFactory, IReadOnlyList<Cell>> Cells { get; init; }

    internal override IEnumerable<GridNode> Nodes(GridScale scale) => [];

    internal override IEnumerable<Cell> Drawings(GridScale scale, CellFactory factory) => Cells(scale, factory);
}
