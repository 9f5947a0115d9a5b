namespace Nad.Reporting;

/// <summary>Where the models look: one figure per image, a row of maps per model, a column per tap.</summary>
internal static class AttentionSection
{
    /// <summary>Writes the section; nothing where there are no figures.</summary>
    public static void Write(IReadOnlyList<AttentionFigure> figures, MarkupWriter w)
    {
        if (figures.Count == 0) return;
        using (w.Open("section", ("id", "attention")))
        {
            w.Leaf("h2", "Where the models look");
            w.Leaf(
                "p",
                "Each picture shows how strongly a model reacts at each place of the image, at several depths from shallow to deep. "
                    + "A backdoored model often lights up at the trigger; after a successful erasure it should look at the object instead. "
                    + "Every map is scaled by itself, from its own lowest to its own highest value, so only places can be compared between "
                    + "maps, not strengths.");
            using (w.Open("p", ("class", "scale")))
            {
                w.Leaf("span", "low");
                w.Empty(
                    "img",
                    ("src", HeatMap.BarDataUri()),
                    ("alt", "Colour scale: dark violet is low, green is in the middle, yellow is high"));
                w.Leaf("span", "high");
            }

            using (w.Open("div", ("class", "figures")))
            {
                foreach (AttentionFigure figure in figures) Figure(figure, w);
            }
        }
    }

    private static void Figure(AttentionFigure figure, MarkupWriter w)
    {
        using (w.Open("figure", ("class", "attention")))
        {
            w.Leaf("figcaption", figure.Caption);
            using (w.Open("div", ("class", "pictures")))
            {
                using (w.Open("div", ("class", "input")))
                {
                    w.Empty("img", ("src", InputPicture.DataUri(figure)), ("alt", "Input image: " + figure.Caption));
                    w.Leaf("span", $"input, {figure.Height}×{figure.Width}");
                }

                Maps(figure, w);
            }
        }
    }

    private static void Maps(AttentionFigure figure, MarkupWriter w)
    {
        if (figure.Rows.Count == 0) return;
        using (w.Open("table", ("class", "maps")))
        {
            using (w.Open("thead"))
            using (w.Open("tr"))
            {
                w.Leaf("th", "model", ("scope", "col"));
                foreach (AttentionMapData map in figure.Rows[0].Maps)
                {
                    using (w.Open("th", ("scope", "col")))
                    {
                        w.Text(map.Tap);
                        w.Leaf("span", $"{map.Height}×{map.Width}");
                    }
                }
            }

            using (w.Open("tbody"))
            {
                foreach (AttentionRow row in figure.Rows) Row(row, w);
            }
        }
    }

    private static void Row(AttentionRow row, MarkupWriter w)
    {
        using (w.Open("tr"))
        {
            using (w.Open("th", ("scope", "row")))
            {
                w.Text(row.ModelName);
                w.Leaf("span", row.Prediction);
            }

            foreach (AttentionMapData map in row.Maps)
            {
                string where = $"{row.ModelName}, {map.Tap}: {HeatMap.Describe(map)}";
                using (w.Open("td"))
                {
                    w.Empty(
                        "img", ("src", HeatMap.DataUri(map)), ("alt", "Attention map, " + where), ("title", where), ("width", "96"),
                        ("height", "96"));
                }
            }
        }
    }
}
