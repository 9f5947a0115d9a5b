using Nad.Attacks;
using Nad.Data;
using Nad.Defenses;
using Nad.Models;
using Nad.Reporting;
using Nad.Torch;
using Nad.Torch.Modules;

namespace Nad.Experiments;

/// <summary>Pictures of where models look: a few test images, without and with the trigger, at every tap.</summary>
/// <param name="device">Where the models live.</param>
/// <param name="options">Attention operator.</param>
internal sealed class AttentionGallery(Device device, NadOptions options)
{
    private const int ImagesShown = 3;

    /// <summary>
    /// Figures of the first test images of different classes, none of which the trigger's target, each clean and triggered.
    /// </summary>
    public IReadOnlyList<AttentionFigure> Make(ImageSet test, Backdoor? backdoor, IReadOnlyList<(string Name, Classifier Model)> models)
    {
        int[] shown = [.. Enumerable.Range(0, test.Count)
            .Where(i => backdoor is null || backdoor.Labels.Counts(test.Labels[i]))
            .DistinctBy(i => test.Labels[i])
            .Take(ImagesShown)];
        ImageSet clean = test.Subset(shown);
        List<AttentionFigure> figures = [];
        List<AttentionRow[]> cleanRows = Rows(clean, models);
        ImageSet? triggered = backdoor?.Trigger.Stamp(clean);
        List<AttentionRow[]>? triggeredRows = triggered is null ? null : Rows(triggered, models);
        for (int i = 0; i < clean.Count; i++)
        {
            string name = clean.ClassNames[clean.Labels[i]];
            figures.Add(
                new AttentionFigure($"Test image {shown[i]}: {name}", clean.Image(i).ToArray(), clean.Height, clean.Width, cleanRows[i]));
            if (triggered is not null)
                figures.Add(new AttentionFigure(
                    $"Test image {shown[i]}: {name}, with the trigger",
                    triggered.Image(i).ToArray(),
                    clean.Height,
                    clean.Width,
                    triggeredRows![i]));
        }

        return figures;
    }

    // One array of rows (a row per model) for each image.
    private List<AttentionRow[]> Rows(ImageSet images, IReadOnlyList<(string Name, Classifier Model)> models)
    {
        List<AttentionRow[]> rows = [.. Enumerable.Range(0, images.Count).Select(_ => new AttentionRow[models.Count])];
        using TensorScope scope = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        Tensor batch = new BatchAssembler(images, device).InOrder(0, images.Count).Images;
        for (int m = 0; m < models.Count; m++)
        {
            (string name, Classifier model) = models[m];
            Activations a = model.Forward(batch, Mode.Inference);
            float[] probabilities = a.Logits.Softmax(1).ToFloats();
            for (int i = 0; i < images.Count; i++)
            {
                ReadOnlySpan<float> p = probabilities.AsSpan(i * model.ClassCount, model.ClassCount);
                int best = IndexOfMax(p);
                rows[i][m] = new AttentionRow(
                    name,
                    $"{images.ClassNames[best]} "
                        + $"({(p[best] * 100).ToString("0", System.Globalization.CultureInfo.InvariantCulture)}\u00a0%)",
                    Maps(a, model, i));
            }
        }

        return rows;
    }

    private List<AttentionMapData> Maps(Activations a, Classifier model, int image)
    {
        List<AttentionMapData> maps = [];
        for (int l = 0; l < a.Groups.Count; l++)
        {
            Tensor map = AttentionMap.Raw(a.Groups[l].Slice(0, image, image + 1), options.Power, options.Attention);
            maps.Add(new AttentionMapData(model.TapNames[l], (int)map.Shape[1], (int)map.Shape[2], map.ToFloats()));
        }

        return maps;
    }

    private static int IndexOfMax(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            if (values[i] > values[best]) best = i;
        }

        return best;
    }
}
