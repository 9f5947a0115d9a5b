using System.Diagnostics;
using System.Text.RegularExpressions;
using Nad.Experiments;
using Nad.Reporting;
using Nad.Tests.Data;

namespace Nad.Tests.Reporting;

/// <summary>A real browser opens the pages: nothing in its console, nothing asked of the network, nothing wider than the window.</summary>
public sealed partial class BrowserTests : IDisposable
{
    private readonly TemporaryFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Theory]
    [InlineData(1400)]
    [InlineData(400)]
    public void The_page_of_all_experiments_opens_silently(int width)
    {
        CellStore store = new(Path.Combine(temp.Path, "cells"));
        CellFactory factory = new(GridScale.Full, GridData.Load("synthetic:40", default), null, null);
        foreach (PaperExperiment experiment in PaperExperiments.All)
        {
            foreach (GridNode node in experiment.Nodes(GridScale.Full).Distinct()) store.Write(factory.Make(node, 0), new CellOutput { Score = new CellScore([80, 100], [80, 100], [96, 100], [1, 100], null) }, null, Cost);
            foreach (Cell drawing in experiment.Drawings(GridScale.Full, factory)) store.Write(drawing, new CellOutput { Pictures = [new("figure", "row", "column", 8, 8, false, new byte[64])] }, null, Cost);
        }

        string page = ReproductionPage.Render(new Reproduction
        {
            Subtitle = "test",
            Parts = [.. PaperExperiments.All.Select(new PaperResults(factory, store, [0]).Part)],
            Facts = new OptionTable("Fact", [new("seed", "0")]),
            CommandLine = "nad reproduce all",
            CreatedUtc = DateTimeOffset.UnixEpoch,
        });

        (string dom, string[] console, string[] requests) = Open(page, width);

        Assert.Contains("How it was made", dom, StringComparison.Ordinal);
        Assert.Empty(console);
        Assert.Empty(requests);
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

    private (string Dom, string[] Console, string[] Requests) Open(string page, int width)
    {
        string? browser = ((string[])["chromium", "chromium-browser", "google-chrome"])
            .SelectMany(n => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(p => Path.Combine(p, n))).FirstOrDefault(File.Exists);
        if (browser is null) Assert.Skip("needs chromium (Debian: apt-get install chromium), which is not on the PATH");
        string file = temp.Write($"{width}.html", System.Text.Encoding.UTF8.GetBytes(page)), log = Path.Combine(temp.Path, "net.json");
        ProcessStartInfo start = new(browser!) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        string[] arguments =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", $"--user-data-dir={Path.Combine(temp.Path, "profile")}",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--enable-logging=stderr", $"--log-net-log={log}", $"--window-size={width},900", "--dump-dom", new Uri(file).AbsoluteUri,
        ];
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string dom = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        // The browser itself asks its maker for updates; those are not of the page.
        string[] requests = [.. Url().Matches(File.ReadAllText(log)).Select(m => m.Groups[1].Value).Where(u => !u.StartsWith("file:", StringComparison.Ordinal) && !u.StartsWith("data:", StringComparison.Ordinal) && !Own().IsMatch(u)).Distinct()];
        return (dom, [.. errors.Result.Split('\n').Where(l => l.Contains(":CONSOLE", StringComparison.Ordinal))], requests);
    }

    [GeneratedRegex("\"url\":\"([^\"]*)\"")]
    private static partial Regex Url();

    [GeneratedRegex(@"^https?://([a-z0-9]+\.)*(google|googleapis|gstatic)\.com/")]
    private static partial Regex Own();
}
