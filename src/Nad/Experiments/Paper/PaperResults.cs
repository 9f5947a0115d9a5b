using System.Globalization;
using System.Text;
using Nad.Files.Imaging;
using Nad.Reporting;

namespace Nad.Experiments;

/// <summary>Reads finished cells into the tables and figures of the paper. What is not finished is left open.</summary>
/// <param name="factory">Names the cells.</param>
/// <param name="store">Where they are.</param>
/// <param name="seeds">Seeds that means are over.</param>
internal sealed class PaperResults(CellFactory factory, CellStore store, IReadOnlyList<long> seeds)
{
    // An attack that misses the paper's success by more than this many points has failed, and its row does not count.
    private const double Tolerance = 5;
    private const int MapSide = 96;

    private readonly Dictionary<(GridNode, long), Cell> cells = [];

    /// <summary>One table or figure, as far as it is finished.</summary>
    public ReproductionPart Part(PaperExperiment experiment)
    {
        ReproductionPart part = new()
        {
            Name = experiment.Name,
            Title = experiment.Title,
            Notes = [.. experiment.Notes.Where(n => n != PaperModels.RefoolNote || factory.Scale.Has(PaperModels.Refool))]
        };
        return experiment switch
        {
            PaperTable table => part with { Table = Table(table, part.Notes) },
            PaperChart chart =>
                part with { Charts = [.. chart.Chosen(factory.Scale).Select(Chart)], Notes = [.. part.Notes, .. Unreached(chart)] },
            PaperFront front => part with { Charts = [.. front.Chosen(factory.Scale).Select(Front)] },
            PaperPictures pictures => part with { Pictures = [.. Grids(pictures.Cells(factory.Scale, factory))] },
            _ => part,
        };
    }

    private ComparedTable Table(PaperTable table, IReadOnlyList<string> notes)
    {
        List<(PaperRow Row, string? Failure)> rows = [.. table.Chosen(factory.Scale).Select(r => (r, Failure(r.Model)))];
        List<ComparedRow> compared =
            [.. rows.Select(r => new ComparedRow(r.Row.Label, r.Failure is null, r.Failure, [.. r.Row.Entries.Select(Entry)]))];
        if (table.Average)
            compared.AddRange(Averages([.. rows.Where(r => r.Failure is null && !r.Row.Variant).Select(r => r.Row)], table.Columns.Count));
        return new ComparedTable
        {
            Name = table.Name,
            Title = table.Title,
            Scale = factory.Scale.Name,
            Seeds = seeds,
            RowHeader = table.RowHeader,
            Columns = table.Columns,
            Rows = compared,
            Notes = notes,
        };
    }

    private ComparedEntry Entry(PaperEntry e) => new(
        Value(e.Asr, Values(e.Reading, ChartMetric.Asr), e.Acc is not null && e.Asr is null),
        Value(e.Acc, Values(e.Reading, ChartMetric.Acc), false),
        seeds.Select(s => store.Find(CellOf(e.Reading.Node, s))?.Failed).FirstOrDefault(f => f is not null));

    private static ComparedValue? Value(double? paper, IReadOnlyList<double?> ours, bool unwanted)
    {
        if (unwanted) return null;
        double[] there = [.. ours.Where(v => v is not null).Select(v => v!.Value)];
        MeanEntry? mean = MeanEntry.Of(there.Select(v => (double?)v));
        return new ComparedValue(paper, mean?.Mean, mean?.Sd, there.Length);
    }

    // Over the rows that count and that both sides have; first seed by seed, so that the deviation is that of the average.
    private IEnumerable<ComparedRow> Averages(IReadOnlyList<PaperRow> rows, int columns)
    {
        ComparedEntry[] averages = [.. Enumerable.Range(0, columns).Select(
            c => new ComparedEntry(Average(rows, c, ChartMetric.Asr, e => e.Asr), Average(rows, c, ChartMetric.Acc, e => e.Acc)))];
        yield return new ComparedRow($"Average of {rows.Count}", true, null, averages);
        if (columns < 2) yield break;
        yield return new ComparedRow("Lost against before, points", true, null,
            [.. averages.Select(
                (a, c) => c == 0
                    ? new ComparedEntry(null, null)
                    : new ComparedEntry(Lost(averages[0].Asr, a.Asr), Lost(averages[0].Acc, a.Acc)))]);
    }

    private ComparedValue Average(IReadOnlyList<PaperRow> rows, int column, ChartMetric metric, Func<PaperEntry, double?> paper)
    {
        PaperEntry[] entries = [.. rows.Select(r => r.Entries[column])];
        double?[] bySeed = [.. Enumerable.Range(0, seeds.Count).Select(s => Mean(entries.Select(e => Values(e.Reading, metric)[s])))];
        return Value(Mean(entries.Select(paper)), bySeed, false)!;
    }

    private static ComparedValue Lost(ComparedValue? before, ComparedValue? after) =>
        new(before?.Paper - after?.Paper, before?.Mean - after?.Mean, null, after?.Runs ?? 0);

    private static double? Mean(IEnumerable<double?> values)
    {
        double?[] all = [.. values];
        return all.Length == 0 || all.Any(v => v is null) ? null : all.Average();
    }

    // Why nothing can be said of defenses of this model; null where its attack succeeded or is not finished. A model that calls everything
    // the target has all of the attack success and none of the accuracy.
    private string? Failure(BackdooredModel model)
    {
        const string consequence = "so this row says nothing of the defenses and is in no average.";
        if (model.PaperAsr is not { } paper || Values(new Reading(model), ChartMetric.Asr)[0] is not { } asr) return null;
        if (asr < paper - Tolerance)
            return string.Create(
                CultureInfo.InvariantCulture,
                $"the attack itself reached only {asr:0.0} % instead of the paper's {paper:0.0} % (tolerance {Tolerance} "
                    + $"points), {consequence}");
        return Values(new Reading(model), ChartMetric.Acc)[0] is { } acc && acc < model.PaperAcc / 2
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"the backdoored model itself has only {acc:0.0} % accuracy (the paper's {model.PaperAcc:0.0} %), {consequence}")
            : null;
    }

    private IEnumerable<string> Unreached(PaperChart chart) => chart.Nodes(factory.Scale).Select(n => n.Root).Distinct()
        .Select(m => Failure(m) is { } why ? $"{m.Title}: {OfAChart(why)}" : null).OfType<string>();

    private static string OfAChart(string why) => why
        .Replace("this row says", "its values say", StringComparison.Ordinal)
        .Replace("is in no average", "are left out of means", StringComparison.Ordinal);

    private FigureData Chart(ChartPlan plan)
    {
        string yLabel = plan.Metric == ChartMetric.Asr ? "attack success rate, %" : "accuracy, % (non-target classes)";
        StringBuilder csv = new($"series,{plan.XLabel.Replace(",", "", StringComparison.Ordinal)},mean_percent,sd,seeds\n");
        List<(string Name, List<(double X, double Y)> Points)> lines = [];
        foreach (SeriesPlan series in plan.Series)
        {
            List<(double X, double Y)> points = [];
            foreach (PointPlan point in series.Points)
            {
                Reading[] counted = point.Over.Count == 1 ? [.. point.Over] : [.. point.Over.Where(r => Failure(r.Node.Root) is null)];
                double?[] bySeed = [.. Enumerable.Range(0, seeds.Count).Select(s => Mean(counted.Select(r => Values(r, plan.Metric)[s])))];
                ComparedValue value = Value(null, bySeed, false)!;
                points.Add((point.X, value.Mean ?? double.NaN));
                string x = plan.Ticks is { } ticks ? ticks[(int)point.X] : point.X.ToString(CultureInfo.InvariantCulture);
                if (value.Mean is { } mean)
                    csv
                        .AppendJoin(
                            ',', CsvText.Cell(series.Name), CsvText.Cell(x), Round(mean), Deviation(value),
                            value.Runs.ToString(CultureInfo.InvariantCulture))
                        .Append('\n');
            }

            lines.Add((series.Name, points));
        }

        return plan.Bars
            ? new FigureData(
                null,
                new BarChart
                {
                    Title = plan.Title,
                    XLabel = plan.XLabel,
                    YLabel = yLabel,
                    Groups = plan.Ticks ?? [],
                    Series = [.. lines.Select(l => (l.Name, (IReadOnlyList<double>)[.. l.Points.Select(p => p.Y)]))]
                },
                csv.ToString())
            : new FigureData(
                new LineChart
                {
                    Title = plan.Title,
                    XLabel = plan.XLabel,
                    YLabel = yLabel,
                    XTicks = plan.Ticks,
                    Series = [.. lines.Select(l => new ChartSeries(l.Name, l.Points))],
                    Include = 0,
                    Missing = "not finished"
                },
                null,
                csv.ToString());
    }

    private FigureData Front(FrontPlan plan)
    {
        const string acc = "accuracy, % (non-target classes)", asr = "attack success rate, %";
        StringBuilder csv = new("series,setting,acc_percent,acc_sd,asr_percent,asr_sd,seeds\n");
        IEnumerable<FrontSeries> all = plan.Series.Prepend(new FrontSeries("given model", [("", plan.Model)]));
        ChartSeries[] lines =
            [.. all.Select(s => new ChartSeries(s.Name, [.. s.Points.SelectMany(p => Point(s.Name, p.Setting, p.Node))]))];
        return new FigureData(
            new LineChart { Title = plan.Title, XLabel = acc, YLabel = asr, Series = lines, Include = 0 }, null, csv.ToString());

        IEnumerable<(double, double)> Point(string series, string setting, GridNode node)
        {
            ComparedValue x = Value(null, Values(new Reading(node), ChartMetric.Acc), false)!,
                y = Value(null, Values(new Reading(node), ChartMetric.Asr), false)!;
            if (x.Mean is not { } accuracy || y.Mean is not { } success) yield break;
            csv
                .AppendJoin(
                    ',', CsvText.Cell(series), setting, Round(accuracy), Deviation(x), Round(success), Deviation(y),
                    y.Runs.ToString(CultureInfo.InvariantCulture))
                .Append('\n');
            yield return (accuracy, success);
        }
    }

    private static string Deviation(ComparedValue value) => value.Sd is { } sd ? Round(sd) : "";

    // One value for each seed, percent; null where the cell is not finished, or has no such number.
    private double?[] Values(Reading reading, ChartMetric metric) => [.. seeds.Select(s => ValueOf(reading, metric, s))];

    private double? ValueOf(Reading reading, ChartMetric metric, long seed)
    {
        if (reading.Epoch == 0 && reading.Node is DefendedModel d) return ValueOf(new Reading(d.Start), metric, seed);
        if (store.Find(CellOf(reading.Node, seed)) is not { Failed: null } result) return null;
        if (reading.Epoch is { } epoch)
        {
            CellEpoch? record = result.Epochs.LastOrDefault(e => e.Epoch == epoch && e.TestAcc is not null);
            return 100 * (metric == ChartMetric.Asr ? record?.TestAsr : record?.TestAcc);
        }

        int[]? counts = metric == ChartMetric.Acc ? result.Score?.AccNonTarget ?? result.Score?.Acc
            : reading.Class is { } c ? (result.Score?.AsrByClass is { } by && c < by.Length ? by[c] : null) : result.Score?.Asr;
        return counts is { Length: 2 } && counts[1] > 0 ? 100.0 * counts[0] / counts[1] : null;
    }

    private Cell CellOf(GridNode node, long seed)
    {
        if (!cells.TryGetValue((node, seed), out Cell? cell)) cells[(node, seed)] = cell = factory.Make(node, seed);
        return cell;
    }

    private IEnumerable<PictureGrid> Grids(IReadOnlyList<Cell> drawings)
    {
        CellPicture[] pictures = [.. drawings.SelectMany(d => store.Find(d)?.Pictures ?? [])];
        foreach (IGrouping<string, CellPicture> figure in pictures.GroupBy(p => p.Figure))
        {
            string[] rows = [.. figure.Select(p => p.Row).Distinct(StringComparer.Ordinal)],
                columns = [.. figure.Select(p => p.Column).Distinct(StringComparer.Ordinal)];
            Dictionary<(string, string), CellPicture> at = figure.GroupBy(p => (p.Row, p.Column)).ToDictionary(g => g.Key, g => g.First());
            int width = figure.Any(p => p.Width > MapSide / 2 && !p.Colour) ? 3 * MapSide : MapSide;
            yield return new PictureGrid(
                figure.Key,
                rows,
                columns,
                [.. rows.SelectMany(r => columns.Select(c => at.TryGetValue((r, c), out CellPicture? p) ? Png(p) : null))],
                width);
        }
    }

    private static byte[] Png(CellPicture p)
    {
        if (p.Colour) return PngEncoder.Encode(p.Pixels, p.Width, p.Height);
        // Maps are smooth; a sheet of many maps keeps its edges.
        return p.Width <= MapSide / 2
            ? HeatMap.Png(new AttentionMapData(p.Column, p.Height, p.Width, Array.ConvertAll(p.Pixels, b => (float)b)), MapSide)
            : PngEncoder.EncodePalette(p.Pixels, p.Width, p.Height, ColorMap.Palette);
    }

    private static string Round(double value) => Math.Round(value, 4).ToString(CultureInfo.InvariantCulture);
}
