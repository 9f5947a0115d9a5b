using Nad.Data;
using Nad.Files.Graphs;
using Nad.Models;
using Nad.Torch;

namespace Nad.Tests.Audit;

/// <summary>A network without depth, f(x) = W·x + b over 8×8 images, in which one class hangs on the four pixels of a corner.</summary>
internal static class PlantedModel
{
    public const int Side = 8, Classes = 10, Pixels = 3 * Side * Side;

    /// <summary>The network.</summary>
    /// <param name="target">The class with the corner; null for none.</param>
    /// <param name="order">Row of W for each class; null for 0, 1, 2, …</param>
    /// <param name="preprocessing">In front of it, undone by W and b, so that it computes the same.</param>
    /// <param name="scale">Factor on all logits.</param>
    /// <param name="shift">Added to all logits.</param>
    public static GraphClassifier Make(
        int? target, int[]? order = null, Preprocessing? preprocessing = null, float scale = 1, float shift = 0)
    {
        GraphBuilder g = new();
        string x = g.Conv("same", Graph.Input, 3, 3, kernel: 1);
        x = g.Call("flat", new Op.Flatten(1), x);
        string logits = g.Linear("fc", x, Pixels, Classes);
        GraphClassifier model = new((preprocessing ?? Preprocessing.None).Before(g.Build("planted", logits) with { Side = Side }));
        float std = preprocessing is null ? 1 : (float)preprocessing.Std[0],
            mean = preprocessing is null ? 0 : (float)preprocessing.Mean[0];

        float[] w = new float[Classes * Pixels], b = new float[Classes];
        RandomStream random = new(3, "planted");
        for (int i = 0; i < w.Length; i++) w[i] = (float)(0.3 * random.NextNormal());
        for (int c = 0; c < 3 && target is not null; c++)
        {
            foreach (int pixel in (int[])[54, 55, 62, 63])
            {
                for (int t = 0; t < Classes; t++) w[(t * Pixels) + (c * Side * Side) + pixel] = t == target ? 4 : -0.2f;
            }
        }

        for (int t = 0; t < Classes; t++) b[t] = target is { } planted && t == planted ? -22 : 0;
        for (int t = 0; t < Classes; t++) b[t] += mean * Enumerable.Range(0, Pixels).Sum(i => w[(t * Pixels) + i]);
        using TensorScope scope = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        order ??= [.. Enumerable.Range(0, Classes)];
        model.State["same.weight"].CopyInPlace(Tensor.From([1f, 0, 0, 0, 1, 0, 0, 0, 1], 3, 3, 1, 1));
        model.State["fc.weight"].CopyInPlace(
            Tensor.From([.. order.SelectMany(t => w[(t * Pixels)..((t + 1) * Pixels)]).Select(v => v * scale * std)], Classes, Pixels));
        model.State["fc.bias"].CopyInPlace(Tensor.From([.. order.Select(t => (b[t] * scale) + shift)], Classes));
        return model;
    }

    /// <summary>Images of random pixels.</summary>
    public static ImageSet Images(int count, long seed = 0)
    {
        RandomStream random = new(seed, "pixels");
        return new ImageSet(
            [.. Enumerable.Range(0, count * Pixels).Select(_ => (byte)random.Next(256))], new int[count], Side, Side,
            [.. "0123456789".Select(c => c.ToString())], "test");
    }
}
