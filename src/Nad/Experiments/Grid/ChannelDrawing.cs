using System.Text.Json.Nodes;
using Nad.Attacks;
using Nad.Data;
using Nad.Models;
using Nad.Torch;
using Nad.Torch.Modules;

namespace Nad.Experiments;

/// <summary>A cell that draws every channel of the last tap of several models on one triggered test image.</summary>
internal static class ChannelDrawing
{
    private const int Version = 1, Gap = 1;

    /// <summary>The cell: one picture for each model.</summary>
    public static Cell Cell(CellFactory factory, IReadOnlyList<(string Name, GridNode Node)> models)
    {
        GridData data = factory.DataOf(models[0].Node);
        JsonObject key = new()
        {
            ["drawing"] = "channels",
            ["version"] = Version,
            ["models"] = new JsonArray([.. models.Select(m => (JsonNode)m.Name)]),
            ["data"] = data.Fingerprint
        };
        return new Cell("pictures", "channels of the last tap", key, [.. models.Select(m => factory.Make(m.Node, 0))], new CellCost(
            "pictures", 0), work =>
        {
            Backdoor backdoor = work.Backdoor(0, data.Source.ClassCount) ?? throw new NadException($"{models[0].Name} has no trigger.");
            NamedImage image = TestImage.Triggered(data.Test, backdoor);
            List<CellPicture> pictures = [];
            for (int m = 0; m < models.Count; m++)
            {
                using Classifier model = work.Model(m);
                pictures.Add(Channels(models[m].Name, model, image));
            }

            return new CellOutput { Pictures = pictures };
        });
    }

    private static CellPicture Channels(string name, Classifier model, NamedImage image)
    {
        using TensorScope scope = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        ImageSet one = new(image.Pixels, [0], image.Size, image.Size, ["?"], image.Caption);
        Tensor last = model.Groups(new BatchAssembler(one, model.Device).InOrder(0, 1).Images, Mode.Inference)[^1];
        int channels = (int)last.Shape[1], height = (int)last.Shape[2], width = (int)last.Shape[3];
        float[] strength = Array.ConvertAll(last.ToFloats(), Math.Abs);
        byte[] levels = MapDrawing.Levels(strength, 0, strength.Max());
        int across = (int)Math.Ceiling(Math.Sqrt(channels)), down = (channels + across - 1) / across;
        int sheetWidth = (across * (width + Gap)) - Gap, sheetHeight = (down * (height + Gap)) - Gap;
        byte[] sheet = new byte[sheetHeight * sheetWidth];
        for (int c = 0; c < channels; c++)
        {
            for (int y = 0; y < height; y++)
            {
                levels.AsSpan((((c * height) + y) * width), width).CopyTo(
                    sheet.AsSpan((((c / across * (height + Gap)) + y) * sheetWidth) + (c % across * (width + Gap))));
            }
        }

        return new CellPicture("channels", name, $"{channels} channels of {height}×{width}", sheetHeight, sheetWidth, false, sheet);
    }
}
