using Nad.Experiments;
using Nad.Reporting;
using Nad.Tests.Data;
using Nad.TestSupport;

namespace Nad.Tests.Reporting;

/// <summary>A real browser opens the pages: nothing in its console, nothing asked of the network, nothing wider than the window.</summary>
[Slow]
public sealed class BrowserTests : IDisposable
{
    private readonly TemporaryFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Theory]
    [InlineData(400)]
    [InlineData(1200)]
    [InlineData(1600)]
    public void The_page_of_all_experiments_opens_silently_and_fits(int width)
    {
        string page = Reproduced();

        (string dom, string[] console, string[] requests) = Open(page, width);

        Assert.Contains("How it was made", dom, StringComparison.Ordinal);
        Assert.Empty(console);
        Assert.Empty(requests);
        Fits(page, width);
    }

    public static TheoryData<string, int> PagesAndWidths()
    {
        TheoryData<string, int> all = [];
        foreach (string page in LongNames.Pages.Keys)
        {
            foreach (int width in (int[])[400, 1200, 1600]) all.Add(page, width);
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(PagesAndWidths))]
    public void A_page_of_long_names_fits_its_window(string page, int width) => Fits(LongNames.Pages[page](), width);

    // Without these the tests above could not fail.
    [Theory]
    [InlineData("""<p style="width:2000px">wide</p>""", "wider")]
    [InlineData("""<p style="white-space:nowrap">a long line that is not broken anywhere, and goes on and on, far beyond the end of any window that is 400 pixels wide, and then on</p>""", "wider")]
    [InlineData("""<div style="position:relative"><p style="position:absolute;top:0">one</p><p style="position:absolute;top:4px">two</p></div>""", "overlap")]
    [InlineData("""<table><tr><td style="max-width:30px;white-space:nowrap">a name that runs out of its cell</td><td>next</td></tr></table>""", "overlap")]
    public void What_does_not_fit_is_noticed(string body, string expected)
    {
        (_, string[] problems) = Browser.Measure(temp, $"<!DOCTYPE html><html><body><main>{body}</main></body></html>", 400);

        Assert.Contains(problems, p => p.Contains(expected, StringComparison.Ordinal));
    }

    private void Fits(string page, int width)
    {
        (string window, string[] problems) = Browser.Measure(temp, page, width);

        Assert.Equal(width, int.Parse(window, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Empty(problems);
    }

    private string Reproduced()
    {
        CellStore store = new(Path.Combine(temp.Path, "cells"));
        CellFactory factory = new(GridScale.Full, GridData.Load("synthetic:40", default), null, null);
        foreach (PaperExperiment experiment in PaperExperiments.All)
        {
            foreach (GridNode node in experiment.Nodes(GridScale.Full).Distinct())
                store.Write(
                    factory.Make(node, 0),
                    new CellOutput { Score = new CellScore([80, 100], [80, 100], [96, 100], [1, 100], null) },
                    null,
                    Cost);
            foreach (Cell drawing in experiment.Drawings(GridScale.Full, factory))
                store.Write(drawing, new CellOutput { Pictures = [new("figure", "row", "column", 8, 8, false, new byte[64])] }, null, Cost);
        }

        return ReproductionPage.Render(new Reproduction
        {
            Subtitle = "test",
            Parts = [.. PaperExperiments.All.Select(new PaperResults(factory, store, [0]).Part)],
            Facts = new OptionTable("Fact", [new("seed", "0")]),
            CommandLine = "nad reproduce all",
            CreatedUtc = DateTimeOffset.UnixEpoch,
        });
    }

    // Without it the test above could not fail.
    [Fact]
    public void What_a_page_says_and_asks_for_is_noticed()
    {
        (_, string[] console, string[] requests) = Open("""<!DOCTYPE html><html><body><script>console.error("wrong");</script><img src="http://127.0.0.1:9/picture.png"></body></html>""", 800);

        Assert.Contains(console, l => l.Contains("wrong", StringComparison.Ordinal));
        Assert.Contains(requests, r => r.Contains("127.0.0.1:9/picture.png", StringComparison.Ordinal));
    }

    private static CellRun Cost => new("test", 1, 1, 1, "cpu", "0", "0");

    private (string Dom, string[] Console, string[] Requests) Open(string page, int width) => Browser.Open(temp, page, width);
}
