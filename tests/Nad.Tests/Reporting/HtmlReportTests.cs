using System.Globalization;
using System.Xml.Linq;
using Nad.Evaluation;
using Nad.Reporting;

namespace Nad.Tests.Reporting;

public sealed class HtmlReportTests
{
    private const string Hostile = "x\"'><script>alert(1)</script>&amp;\u0001\u202Egnp.\uD800pth";

    [Fact]
    public void The_page_is_well_formed_with_its_sections_in_reading_order()
    {
        XDocument page = Page(SampleReport.Create());

        Assert.Equal("html", page.Root!.Name.LocalName);
        Assert.Equal(["verdict", "warnings", "scores", "reading", "curves", "attention", "weights", "options", "files", "run"],
            page.Descendants("section").Select(s => (string?)s.Attribute("id")));
    }

    [Fact]
    public void A_hostile_text_stays_text_wherever_it_is_put()
    {
        AttentionFigure figure = SampleReport.Figure() with { Caption = Hostile };
        Report report = SampleReport.Create() with
        {
            Title = Hostile,
            Subtitle = Hostile,
            Verdict = Hostile,
            Summary = [Hostile],
            Warnings = [Hostile],
            Trigger = Hostile,
            CommandLine = Hostile,
            Scores = [new ScoreColumn(Hostile, SampleReport.Scores()[0].Score)],
            Epochs = [SampleReport.Epoch(Hostile, 1, [0.1])],
            Charts =
            [
                new LineChart
                {
                    Title = Hostile,
                    XLabel = Hostile,
                    YLabel = Hostile,
                    Note = Hostile,
                    Series = [new ChartSeries(Hostile, [(1, 1)])]
                }
            ],
            AttentionFigures = [figure with { Rows = [new AttentionRow(Hostile, Hostile, [new AttentionMapData(Hostile, 1, 1, [1])])] }],
            TapWeights = [new TapWeight(Hostile, 1, 1, 1)],
            Options = [new OptionTable(Hostile, [new OptionRow(Hostile, Hostile, Hostile)])],
            Files = [new FileEntry(Hostile, Hostile, Hostile, 1)],
            Versions = [new VersionEntry(Hostile, Hostile)],
        };

        XDocument page = Page(report);

        Assert.Empty(page.Descendants("script"));
        Assert.Contains(page.Descendants("strong"), e => e.Value == "x\"'><script>alert(1)</script>&amp;\uFFFD\uFFFDgnp.\uFFFDpth");
        Assert.DoesNotContain(page.Descendants().Attributes(), a => a.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_is_fetched_from_anywhere()
    {
        string html = HtmlReport.Render(SampleReport.Create());
        XDocument page = XDocument.Parse(html);

        Assert.DoesNotContain("http:", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("https:", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("url(", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", html, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(page.Descendants("link"));
        Assert.All(
            page.Descendants().Attributes("src"), a => Assert.StartsWith("data:image/png;base64,", a.Value, StringComparison.Ordinal));
        Assert.Contains(
            page.Descendants("meta").Attributes("content"), a => a.Value.StartsWith("default-src 'none'", StringComparison.Ordinal));
    }

    [Fact]
    public void Elements_that_HTML_does_not_let_close_themselves_are_closed()
    {
        string html = HtmlReport.Render(SampleReport.Create());

        Assert.DoesNotMatch("<(div|p|span|td|th|section|figure|svg|g|code|style|title)\\b[^>]*/>", html);
    }

    [Fact]
    public void The_same_report_gives_the_same_file_in_every_locale()
    {
        string first = HtmlReport.Render(SampleReport.Create());
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        odd.NumberFormat.NumberDecimalSeparator = ",";
        odd.NumberFormat.NegativeSign = "~";
        odd.DateTimeFormat.DateSeparator = "#";
        try
        {
            CultureInfo.CurrentCulture = odd;
            Assert.Equal(first, HtmlReport.Render(SampleReport.Create()));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Without_a_trigger_the_page_says_that_attack_success_was_not_measured()
    {
        Report report = SampleReport.Create() with
        {
            Trigger = null,
            Scores = [new("Before", new Score { Acc = new Rate(8, 10) }), new("NAD", new Score { Acc = new Rate(7, 10) })]
        };

        XElement scores = Section(Page(report), "scores");

        Assert.Contains("No trigger was named, so attack success could not be measured.", scores.Value, StringComparison.Ordinal);
        Assert.DoesNotContain("ASR", scores.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void With_a_trigger_the_page_names_it_and_limits_what_it_proves()
    {
        XDocument page = Page(SampleReport.Create());

        Assert.Contains("badnets, target 0", Section(page, "scores").Value, StringComparison.Ordinal);
        Assert.Contains("evidence about the named trigger only", Section(page, "reading").Value, StringComparison.Ordinal);
        Assert.DoesNotContain("could not be measured", page.Root!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Changes_are_judged_by_direction_and_by_their_intervals()
    {
        IEnumerable<string> changes = Section(Page(SampleReport.Create()), "scores").Descendants("span")
        .Where(s => ((string?)s.Attribute("class"))!.StartsWith("change", StringComparison.Ordinal)).Select(
            s => s.Value.Replace('\u00A0', ' '));

        Assert.Equal(
            [
                "−3.2 pp ≈", "−14.4 pp, worse", "−4.0 pp ≈", "−15.0 pp, worse", "−95.5 pp, better", "−95.3 pp, better", "+75.7 pp, better",
                "+65.9 pp, better"
            ],
            changes);
    }

    [Fact]
    public void Every_picture_is_described_and_every_table_has_headers()
    {
        XDocument page = Page(SampleReport.Create());

        Assert.All(page.Descendants("img"), i => Assert.False(string.IsNullOrWhiteSpace((string?)i.Attribute("alt"))));
        Assert.All(
            page.Descendants("svg"),
            s => Assert.True(s.Attribute("aria-label") is not null || (string?)s.Attribute("aria-hidden") == "true"));
        Assert.All(page.Descendants("table"), t => Assert.All(t.Descendants("th"), h => Assert.NotNull(h.Attribute("scope"))));
        Assert.Contains(
            page.Descendants("img"),
            i => (string?)i.Attribute("alt") == "Attention map, before, group 1: highest at row 2 of 2, column 2 of 2");
        Assert.Contains(page.Descendants("img"), i => (string?)i.Attribute("alt") == "Attention map, before, group 2: the same everywhere");
    }

    [Fact]
    public void Lambda_is_beta_over_the_area_of_the_map()
    {
        Assert.Equal(0.48828125, new TapWeight("t", 500, 32, 32).Lambda);
        Assert.Contains("15.6", Section(Page(SampleReport.Create()), "weights").Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_with_nothing_but_a_verdict_is_a_page()
    {
        XDocument page = Page(new Report { Title = "t", Verdict = "v", CreatedUtc = DateTimeOffset.UnixEpoch });

        Assert.Equal(["verdict"], page.Descendants("section").Select(s => (string?)s.Attribute("id")));
    }

    [Fact]
    public void Eight_attention_figures_stay_below_one_megabyte()
    {
        Nad.Data.RandomStream random = new(1, "noise");
        AttentionMapData Map(int side) =>
            new("tap", side, side, [.. Enumerable.Range(0, side * side).Select(_ => (float)random.NextDouble())]);
        AttentionFigure figure = new("noise", [.. Enumerable.Range(0, 224 * 224 * 3).Select(_ => (byte)random.Next(256))], 224, 224,
            [.. Enumerable.Range(0, 3).Select(_ => new AttentionRow("model", "class", [Map(32), Map(16), Map(8)]))]);

        string html = HtmlReport.Render(SampleReport.Create() with { AttentionFigures = [.. Enumerable.Repeat(figure, 8)] });

        Assert.InRange(html.Length, 0, 1_000_000);
    }

    [Fact]
    public void A_map_whose_values_do_not_fit_its_size_is_refused_by_name()
    {
        AttentionFigure figure =
            SampleReport.Figure() with { Rows = [new AttentionRow("m", "p", [new AttentionMapData("group 9", 2, 2, [1])])] };

        ArgumentException error =
            Assert.Throws<ArgumentException>(() => HtmlReport.Render(SampleReport.Create() with { AttentionFigures = [figure] }));

        Assert.Contains("group 9", error.Message, StringComparison.Ordinal);
    }

    private static XDocument Page(Report report) => XDocument.Parse(HtmlReport.Render(report));

    private static XElement Section(XDocument page, string id) => page.Descendants("section").Single(s => (string?)s.Attribute("id") == id);
}
