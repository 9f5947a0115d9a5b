using System.Globalization;

namespace Nad.Reporting;

/// <summary>The frame of every page: one HTML file that needs nothing else, with the style sheet in it. Also well-formed XML.</summary>
internal static class HtmlPage
{
    private static readonly Lazy<Markup> Style = new(() => Markup.OfResource("Nad.Reporting.report.css"));

    /// <summary>Writes a page.</summary>
    /// <param name="title">Title of the window.</param>
    /// <param name="output">Where to; the caller closes it.</param>
    /// <param name="body">Writes what stands in the page.</param>
    public static void Write(string title, TextWriter output, Action<MarkupWriter> body)
    {
        MarkupWriter w = new(output);
        w.Write(Markup.Doctype);
        using (w.Open("html", ("lang", "en")))
        {
            using (w.Open("head")) Head(title, w);
            using (w.Open("body"))
            using (w.Open("main"))
            {
                body(w);
                w.Leaf("footer", "Made by NAD for .NET. This file is complete in itself and loads nothing from the network.");
            }
        }

        w.Write(Markup.LineEnd);
    }

    /// <summary>Heading, subtitle, time.</summary>
    public static void Header(MarkupWriter w, string title, string? subtitle, DateTimeOffset created, double? seconds)
    {
        using (w.Open("header"))
        {
            w.Leaf("h1", title);
            if (subtitle is not null) w.Leaf("p", subtitle, ("class", "subtitle"));
            using (w.Open("p", ("class", "when")))
            {
                DateTime utc = created.UtcDateTime;
                w.Leaf("time", utc.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture),
                    ("datetime", utc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)));
                if (seconds is double took) w.Text($" · took {Format.Duration(took)}");
            }
        }
    }

    /// <summary>A section of sentences; nothing where there are none.</summary>
    public static void List(MarkupWriter w, string id, string title, IReadOnlyList<string> lines)
    {
        if (lines.Count == 0) return;
        using (w.Open("section", ("id", id)))
        {
            w.Leaf("h2", title);
            using (w.Open("ul"))
            {
                foreach (string line in lines) w.Leaf("li", Format.Bound(line));
            }
        }
    }

    /// <summary>The last section of an audit or a relapse: facts of the run, and its command.</summary>
    public static void Run(MarkupWriter w, IReadOnlyList<(string Name, string Value)> facts, string command)
    {
        using (w.Open("section", ("id", "run")))
        {
            w.Leaf("h2", "The run");
            HtmlTable.Write(w, null, ["what", "value"], [], facts.Select(f => (string[])[f.Name, f.Value]));
            w.Leaf("h3", "Made by");
            w.Leaf("pre", command);
        }
    }

    private static void Head(string title, MarkupWriter w)
    {
        w.Empty("meta", ("charset", "utf-8"));
        w.Empty("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
        w.Empty("meta", ("name", "color-scheme"), ("content", "light dark"));

        // A second lock beside the escaping: the browser itself refuses scripts and every request.
        w.Empty(
            "meta", ("http-equiv", "Content-Security-Policy"), ("content", "default-src 'none'; img-src data:; style-src 'unsafe-inline'"));
        using (w.Open("title")) w.Text(title);
        using (w.Open("style")) w.Write(Style.Value);
    }
}
