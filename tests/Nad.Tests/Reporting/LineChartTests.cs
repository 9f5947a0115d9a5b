using System.Xml.Linq;
using Nad.Defenses;
using Nad.Reporting;

namespace Nad.Tests.Reporting;

public sealed class LineChartTests
{
    [Fact]
    public void Every_point_is_on_the_line_and_has_a_marker_with_its_value()
    {
        XElement figure = Draw(Chart(new ChartSeries("loss", [(1, 2.5), (2, 1.25), (3, 0.5)])));

        string line = Lines(figure).Single();
        Assert.Equal(3, line.Count(c => c is 'M' or 'L'));
        Assert.Equal(
            ["loss, epoch 1: 2.50", "loss, epoch 2: 1.25", "loss, epoch 3: 0.500"], figure.Descendants("title").Select(t => t.Value));
    }

    [Fact]
    public void Higher_values_are_drawn_higher_and_inside_the_picture()
    {
        string line = Lines(Draw(Chart(new ChartSeries("loss", [(1, 2.5), (2, 1.25)])))).Single();

        double[][] points = [.. line.Split(['M', 'L'], StringSplitOptions.RemoveEmptyEntries).Select(
            p => p.Split(',').Select(v => double.Parse(v, System.Globalization.CultureInfo.InvariantCulture)).ToArray())];
        Assert.True(points[0][0] < points[1][0]);
        Assert.True(points[0][1] < points[1][1]);
        Assert.All(points, p => Assert.InRange(p[0], 0, 460));
    }

    [Fact]
    public void A_value_that_is_not_finite_is_a_gap_and_is_mentioned()
    {
        XElement figure = Draw(Chart(new ChartSeries("loss", [(1, 2), (2, double.NaN), (3, 1), (4, double.PositiveInfinity)])));

        Assert.Equal(2, Lines(figure).Single().Count(c => c == 'M'));
        Assert.Contains("2 values are not finite", figure.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_scale_leaves_out_values_of_zero_and_says_so()
    {
        XElement figure = Draw(Chart(new ChartSeries("d", [(1, 0.1), (2, 0)])) with { Scale = AxisScale.Log });

        Assert.Single(figure.Descendants("title"));
        Assert.Contains("1 value is not finite or cannot be drawn", figure.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_series_and_charts_are_drawn_as_empty()
    {
        Assert.Contains("no values to draw", Draw(Chart(new ChartSeries("a", []))).Value, StringComparison.Ordinal);
        Assert.Contains("no values to draw", Draw(Chart()).Value, StringComparison.Ordinal);
        Assert.Contains(
            "no values to draw",
            Draw(Chart(new ChartSeries("a", [(1, double.NaN)])) with { Scale = AxisScale.Log }).Value,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_constant_series_still_has_an_axis()
    {
        Assert.DoesNotContain("NaN", Draw(Chart(new ChartSeries("a", [(1, 3), (2, 3)]))).ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(
            "NaN", Draw(Chart(new ChartSeries("a", [(1, 0.1)])) with { Scale = AxisScale.Log }).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Long_series_keep_every_point_on_the_line_with_fewer_markers()
    {
        XElement figure = Draw(Chart(new ChartSeries("a", [.. Enumerable.Range(1, 100).Select(i => ((double)i, 1.0 / i))])));

        Assert.Equal(100, Lines(figure).Single().Count(c => c is 'M' or 'L'));
        Assert.InRange(figure.Descendants("title").Count(), 20, 50);
    }

    [Fact]
    public void Series_differ_in_colour_dash_and_marker()
    {
        XElement figure = Draw(Chart(new ChartSeries("a", [(1, 1), (2, 2)]), new ChartSeries("b", [(1, 2), (2, 1)])));

        XElement[] lines =
            [.. figure.Descendants("path").Where(p => (string?)p.Attribute("class") == "line" && p.Parent!.Descendants("title").Any())];
        Assert.Equal(2, lines.Select(l => (string?)l.Attribute("stroke-dasharray")).Distinct().Count());
        Assert.Equal(["s0", "s1"], lines.Select(l => (string?)l.Parent!.Attribute("class")));
    }

    [Fact]
    public void Epochs_become_charts_of_loss_attention_accuracy_and_learning_rate()
    {
        IReadOnlyList<LineChart> charts = EpochCharts.From(SampleReport.Create().Epochs);

        Assert.Equal(
            ["Loss, teacher", "Loss, student", "Attention distance, student", "Validation accuracy", "Learning rate"],
            charts.Select(c => c.Title));
        Assert.Equal(["total", "cross-entropy", "attention × β"], charts[1].Series.Select(s => s.Name));
        Assert.Equal(4, charts[2].Series[1].Points.Count);
        Assert.Equal(55, charts[3].Series[0].Points[0].Y, 1e-9);
    }

    [Fact]
    public void Phases_that_share_a_learning_rate_share_a_line()
    {
        EpochRecord[] epochs = [SampleReport.Epoch("teacher", 1, []), SampleReport.Epoch("student", 1, [0.1])];

        Assert.Equal(["teacher, student"], EpochCharts.From(epochs)[^1].Series.Select(s => s.Name));
    }

    [Fact]
    public void A_loss_that_diverged_is_not_hidden()
    {
        EpochRecord diverged =
            SampleReport.Epoch("student", 1, [0.1]) with { Loss = double.NaN, CrossEntropy = double.NaN, ValAcc = double.NaN };

        IReadOnlyList<LineChart> charts = EpochCharts.From([diverged]);

        Assert.Equal("Loss, student", charts[0].Title);
        Assert.DoesNotContain(charts, c => c.Title == "Validation accuracy");
    }

    [Fact]
    public void Shares_of_the_gradient_have_a_chart_where_they_were_measured()
    {
        EpochRecord record = new()
        {
            Phase = "student",
            Epoch = 1,
            Lr = 0.1,
            Loss = 2,
            CrossEntropy = 1,
            Attention = [0.1, 0.2],
            GradientShare = [0.25, 0.5]
        };
        LineChart chart = EpochCharts.From([record]).Single(c => c.Title == "Pull of the distillation, student");
        Assert.Equal([25, 50], chart.Series.Select(s => s.Points.Single().Y));
        Assert.DoesNotContain(
            EpochCharts.From([record with { GradientShare = [] }]), c => c.Title.StartsWith("Pull", StringComparison.Ordinal));
    }

    [Fact]
    public void The_parts_of_the_loss_add_up_with_the_outputs_kept_and_without()
    {
        EpochRecord record = new() { Phase = "student", Epoch = 1, Lr = 0.1, Loss = 3, CrossEntropy = 1, Outputs = 0.5, Attention = [0.1] };
        Assert.Equal([("total", 3), ("cross-entropy", 1), ("attention × β", 1.5), ("outputs kept", 0.5)], Parts(record));
        Assert.Equal([("total", 1.5), ("cross-entropy", 1), ("outputs kept", 0.5)], Parts(record with { Loss = 1.5, Attention = [] }));
        Assert.Equal([("total", 3), ("cross-entropy", 1), ("attention × β", 2)], Parts(record with { Outputs = 0 }));
        Assert.Equal([("cross-entropy", 1)], Parts(record with { Loss = 1, Outputs = 0, Attention = [] }));

        static IEnumerable<(string, double)> Parts(EpochRecord e) =>
            EpochCharts.From([e])[0].Series.Select(s => (s.Name, s.Points.Single().Y));
    }

    [Fact]
    public void No_epochs_make_no_charts() => Assert.Empty(EpochCharts.From([]));

    private static LineChart Chart(params ChartSeries[] series) =>
        new() { Title = "t", XLabel = "epoch", YLabel = "loss", Series = series };

    private static XElement Draw(LineChart chart)
    {
        using StringWriter text = new();
        SvgLineChart.Write(chart, new MarkupWriter(text));
        return XElement.Parse(text.ToString());
    }

    private static IEnumerable<string> Lines(XElement figure) =>
        figure.Descendants("path")
            .Where(p => (string?)p.Attribute("class") == "line" && p.Parent!.Descendants("title").Any())
            .Select(p => (string)p.Attribute("d")!);
}
