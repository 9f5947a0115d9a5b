using System.Globalization;

namespace Nad.Reporting;

/// <summary>A page of attention maps alone.</summary>
internal static class AttentionPage
{
    /// <summary>The page as a string.</summary>
    public static string Render(IReadOnlyList<AttentionFigure> figures, string commandLine, DateTimeOffset created)
    {
        using StringWriter page = new(CultureInfo.InvariantCulture);
        HtmlPage.Write("Attention maps", page, w =>
        {
            HtmlPage.Header(w, "Attention maps", null, created, null);
            AttentionSection.Write(figures, w);
            using (w.Open("section", ("id", "command")))
            {
                w.Leaf("h2", "Made by");
                w.Leaf("pre", commandLine);
            }
        });
        return page.ToString();
    }
}
