namespace Nad.Reporting;

/// <summary>The verdict: told by a sign, a word and a colour, so that none of them is needed alone.</summary>
internal static class VerdictBanner
{
    private const string Disc = "M12,1a11,11 0 1 0 0.001,0z";

    /// <summary>Writes the banner.</summary>
    public static void Write(string verdict, VerdictKind kind, MarkupWriter w)
    {
        (string name, string word, string outline, string sign) = kind switch
        {
            VerdictKind.Good => ("good", "Good result", Disc, "M6.5,12.5l3.8,3.8l7.2,-8"),
            VerdictKind.Warning => ("warning", "Take care", "M12,1.5l11,20.5h-22z", "M12,9v6m0,3.2v0.3"),
            VerdictKind.Bad => ("bad", "Bad result", "M7.5,1h9l6.5,6.5v9l-6.5,6.5h-9l-6.5,-6.5v-9z", "M8,8l8,8m0,-8l-8,8"),
            _ => ("neutral", "Result", Disc, "M12,11v6.5m0,-11v0.3"),
        };
        using (w.Open("section", ("id", "verdict"), ("class", "verdict " + name)))
        {
            using (w.Open("svg", ("viewBox", "0 0 24 24"), ("aria-hidden", "true")))
            {
                w.Empty("path", ("class", "outline"), ("d", outline));
                w.Empty("path", ("class", "sign"), ("d", sign));
            }

            using (w.Open("div"))
            {
                w.Leaf("p", word, ("class", "word"));
                w.Leaf("p", Format.Bound(verdict), ("class", "statement"));
            }
        }
    }
}
