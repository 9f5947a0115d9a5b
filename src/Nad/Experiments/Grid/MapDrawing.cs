using System.Text.Json.Nodes;
using Nad.Attacks;
using Nad.Models;

namespace Nad.Experiments;

/// <summary>A cell that draws attention maps of several models on one triggered test image.</summary>
internal static class MapDrawing
{
    // Raised when the same models give other pictures.
    private const int Version = 1;

    /// <summary>The cell: a row for each model, a column for the image and for each tap and function.</summary>
    public static Cell Cell(
        CellFactory factory, string figure, IReadOnlyList<(string Name, GridNode Node)> models, IReadOnlyList<AttentionFunction> functions)
    {
        GridData data = factory.DataOf(models[0].Node);
        JsonObject key = new()
        {
            ["drawing"] = "attention",
            ["version"] = Version,
            ["figure"] = figure,
            ["models"] = new JsonArray([.. models.Select(m => (JsonNode)m.Name)]),
            ["functions"] = new JsonArray([.. functions.Select(f => (JsonNode)f.Name)]),
            ["data"] = data.Fingerprint,
        };
        return new Cell("pictures", $"attention maps, {figure}", key, [.. models.Select(m => factory.Make(m.Node, 0))], new CellCost(
            "pictures", 0), work =>
        {
            Backdoor backdoor = work.Backdoor(0, data.Source.ClassCount) ?? throw new NadException($"{models[0].Name} has no trigger.");
            NamedImage image = TestImage.Triggered(data.Test, backdoor);
            List<CellPicture> pictures = [];
            for (int m = 0; m < models.Count; m++)
            {
                using Classifier model = work.Model(m);
                AttentionView view =
                    AttentionViewer.View(models[m].Name, model, image, [.. Enumerable.Range(0, model.TapNames.Count)], functions);
                string row = $"{models[m].Name}: {image.ClassNames![view.Predicted]}";
                pictures.Add(TestImage.Picture(figure, row, "input", image));
                pictures.AddRange(view.Maps.Select(map => new CellPicture(
                    figure, row, functions.Count == 1 ? map.Tap : $"{map.Tap} {map.Function}", map.Height, map.Width, false,
                    Levels(map.Values, map.Values.Min(), map.Values.Max()))));
            }

            return new CellOutput { Pictures = pictures };
        });
    }

    /// <summary>Places on a colour scale from low to high.</summary>
    internal static byte[] Levels(float[] values, float low, float high) =>
        Array.ConvertAll(values, v => high > low ? (byte)Math.Round(255.0 * (v - low) / (high - low)) : (byte)0);
}
