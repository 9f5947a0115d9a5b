using System.Text.Json.Nodes;
using Nad.Attacks;
using Nad.Data;

namespace Nad.Experiments;

/// <summary>A cell that draws test images without and with the trigger of a model.</summary>
internal static class TriggerDrawing
{
    private const int Version = 1, Images = 3;

    /// <summary>The cell: a row for the attack, columns of images in pairs.</summary>
    public static Cell Cell(CellFactory factory, BackdooredModel model)
    {
        GridData data = factory.DataOf(model);
        JsonObject key = new() { ["drawing"] = "trigger", ["version"] = Version, ["title"] = model.Title, ["data"] = data.Fingerprint };
        return new Cell("pictures", $"trigger of {model.Title}", key, [factory.Make(model, 0)], new CellCost("pictures", 0), work =>
        {
            Backdoor backdoor = work.Backdoor(0, data.Source.ClassCount) ?? throw new NadException($"{model.Title} has no trigger.");
            ImageSet clean = TestImage.First(data.Test, backdoor, Images), triggered = backdoor.Trigger.Stamp(clean);
            return new CellOutput
            {
                Pictures = [.. Enumerable.Range(0, clean.Count).SelectMany(
                    i => new[] { Picture($"image {i + 1}", clean, i), Picture($"image {i + 1}, triggered", triggered, i) })]
            };
        });

        CellPicture Picture(string column, ImageSet images, int i) =>
            new("triggers", model.Title, column, images.Height, images.Width, true, images.Image(i).ToArray());
    }
}
