using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Nad.Tests.Data;

namespace Nad.Tests.Reporting;

/// <summary>A real browser without a window.</summary>
internal static partial class Browser
{
    // Every line of text of the page, cut to what its scrolled ancestors show: none may reach beyond the window, and no two may lie on each
    // other.
    private const string Ruler = """
        const seen = [], problems = [], wide = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth > wide) problems.push('wider: the page, ' + document.documentElement.scrollWidth + ' of ' + wide);
        function shown(node, r) {
          let box = { left: r.left, right: r.right, top: r.top, bottom: r.bottom };
          for (let e = node; e && e !== document.body; e = e.parentElement) {
            const style = getComputedStyle(e);
            if (style.position === 'sticky' || style.visibility === 'hidden') return null;
            if (style.overflowX !== 'visible' && !(e instanceof SVGElement)) {
              const c = e.getBoundingClientRect();
              box = { left: Math.max(box.left, c.left), right: Math.min(box.right, c.right), top: Math.max(box.top, c.top), bottom: Math.min(box.bottom, c.bottom) };
            }
          }
          return box.right - box.left > 1 && box.bottom - box.top > 1 ? box : null;
        }
        const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          if (!node.data.trim() || node.parentElement.closest('title, script, style, details:not([open]) > :not(summary)')) continue;
          const range = document.createRange();
          range.selectNodeContents(node);
          for (const r of range.getClientRects()) {
            const box = shown(node.parentElement, r);
            if (!box) continue;
            if (box.right > wide + 1 || box.left < -1) problems.push('wider: ' + node.data.trim().slice(0, 60));
            // The half of a line's height that has letters in it.
            const quarter = (box.bottom - box.top) / 4;
            seen.push({ node, left: box.left + 1, right: box.right - 1, top: box.top + quarter, bottom: box.bottom - quarter });
          }
        }
        seen.sort((a, b) => a.top - b.top);
        for (let i = 0; i < seen.length && problems.length < 20; i++) {
          for (let j = i + 1; j < seen.length && seen[j].top < seen[i].bottom; j++) {
            if (seen[i].node !== seen[j].node && seen[i].left < seen[j].right && seen[j].left < seen[i].right)
              problems.push('overlap: ' + seen[i].node.data.trim().slice(0, 60) + ' | ' + seen[j].node.data.trim().slice(0, 60));
          }
        }
        parent.document.body.setAttribute('data-window', wide);
        parent.document.body.setAttribute('data-problems', problems.join('\n'));
        """;

    /// <summary>What a page makes of itself, says in the console and asks the network for.</summary>
    public static (string Dom, string[] Console, string[] Requests) Open(TemporaryFolder temp, string page, int width)
    {
        string? browser = ((string[])["chromium", "chromium-browser", "google-chrome"])
            .SelectMany(n => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(p => Path.Combine(p, n)))
            .FirstOrDefault(File.Exists);
        if (browser is null) Assert.Skip("needs chromium (./dev setup installs it), which is not on the PATH");
        string file = temp.Write($"{width}.html", System.Text.Encoding.UTF8.GetBytes(page)), log = Path.Combine(temp.Path, "net.json");
        ProcessStartInfo start = new(browser!) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        string[] arguments =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", $"--user-data-dir={Path.Combine(temp.Path, "profile")}", "--hide-scrollbars",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--enable-logging=stderr", $"--log-net-log={log}",
            $"--window-size={width},900", "--dump-dom", new Uri(file).AbsoluteUri,
        ];
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string dom = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        // The browser itself asks its maker for updates; those are not of the page.
        string[] requests = [.. Url().Matches(File.ReadAllText(log)).Select(m => m.Groups[1].Value).Where(
            u => !u.StartsWith("file:", StringComparison.Ordinal) && !u.StartsWith("data:", StringComparison.Ordinal)
                && !Own().IsMatch(u)).Distinct()];
        return (dom, [.. errors.Result.Split('\n').Where(l => l.Contains(":CONSOLE", StringComparison.Ordinal))], requests);
    }

    /// <summary>
    /// What does not fit into the window, measured by a script that the test puts into the page; the page's own lock against scripts is
    /// taken off.
    /// </summary>
    /// <returns>The width of the window in pixels, and one line for each problem.</returns>
    public static (string Window, string[] Problems) Measure(TemporaryFolder temp, string page, int width)
    {
        // No window is as narrow as a phone, but a frame within one is, and style sheets take it for the window.
        string open = Lock().Replace(page, "").Replace("</body>", $"<script>{Ruler}</script></body>", StringComparison.Ordinal);
        string frame = $"<!DOCTYPE html><html><body style=\"margin:0\"><iframe style=\"border:0;width:{width}px;height:900px\" "
            + $"srcdoc=\"{WebUtility.HtmlEncode(open)}\"></iframe></body></html>";
        (string dom, string[] console, _) = Open(temp, frame, Math.Max(width, 800));
        Assert.Empty(console);
        return (Attribute("window"), Attribute("problems").Split('\n', StringSplitOptions.RemoveEmptyEntries));

        string Attribute(string name)
        {
            Match match = Regex.Match(dom, $"<body[^>]* data-{name}=\"([^\"]*)\"");
            Assert.True(match.Success, "the page was not measured");
            return WebUtility.HtmlDecode(match.Groups[1].Value);
        }
    }

    [GeneratedRegex("<meta http-equiv=[^>]*>")]
    private static partial Regex Lock();

    [GeneratedRegex("\"url\":\"([^\"]*)\"")]
    private static partial Regex Url();

    [GeneratedRegex(@"^https?://([a-z0-9]+\.)*(google|googleapis|gstatic)\.com/")]
    private static partial Regex Own();
}
