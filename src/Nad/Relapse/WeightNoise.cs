using System.Runtime.InteropServices;
using Nad.Files.Checkpoints;
using Nad.Models;

namespace Nad.Relapse;

/// <summary>What happens to weights on their way to use: coarser numbers, and pruning. Each gives a copy of the model.</summary>
public static class WeightNoise
{
    /// <summary>Every number rounded to 16 bits (IEEE half precision).</summary>
    public static Classifier Half(Classifier model) => Changed(model, static (_, values, _) =>
    {
        for (int i = 0; i < values.Length; i++) values[i] = (float)(System.Half)values[i];
    });

    /// <summary>
    /// Weights of two and more dimensions rounded to 8 bits, symmetrically, each output channel with a scale of its own: max|w|/127.
    /// </summary>
    public static Classifier Int8(Classifier model) => Changed(model, static (weight, values, channels) =>
    {
        if (!weight) return;
        int length = values.Length / channels;
        for (int c = 0; c < channels; c++)
        {
            Span<float> row = values.Slice(c * length, length);
            float largest = 0;
            foreach (float w in row) largest = Math.Max(largest, Math.Abs(w));
            if (largest == 0) continue;
            float scale = largest / 127;
            for (int i = 0; i < row.Length; i++) row[i] = MathF.Round(row[i] / scale) * scale;
        }
    });

    /// <summary>The smallest weights of two and more dimensions, taken together, set to 0.</summary>
    /// <param name="model">Stays as it is.</param>
    /// <param name="share">How many of them, 0–1.</param>
    public static Classifier Pruned(Classifier model, double share)
    {
        ArgumentNullException.ThrowIfNull(model);
        HashSet<string> trained = [.. model.State.ParameterNames];
        float[] sizes = [.. model.State.Export().Where(t => IsWeight(t, trained)).SelectMany(t => Values(t.Data).Select(Math.Abs))];
        if (sizes.Length == 0) return model.Clone();
        Array.Sort(sizes);
        float least = sizes[Math.Clamp((int)(share * sizes.Length), 0, sizes.Length - 1)];
        return Changed(model, (weight, values, _) =>
        {
            for (int i = 0; weight && i < values.Length; i++)
            {
                if (Math.Abs(values[i]) < least) values[i] = 0;
            }
        });
    }

    private delegate void Change(bool weight, Span<float> values, int channels);

    private static Classifier Changed(Classifier model, Change change)
    {
        ArgumentNullException.ThrowIfNull(model);
        HashSet<string> trained = [.. model.State.ParameterNames];
        List<NamedTensor> tensors = [];
        foreach (NamedTensor tensor in model.State.Export())
        {
            tensors.Add(tensor);
            if (tensor.Data.Type != DType.Float32) continue;
            byte[] bytes = [.. tensor.Data.Bytes];
            change(
                IsWeight(tensor, trained),
                MemoryMarshal.Cast<byte, float>(bytes.AsSpan()),
                tensor.Data.Shape is [var first, ..] ? (int)first : 1);
            tensors[^1] = tensor with { Data = tensor.Data with { Bytes = bytes } };
        }

        Classifier copy = model.Clone();
        copy.Load(tensors);
        return copy;
    }

    private static bool IsWeight(NamedTensor tensor, HashSet<string> trained) =>
        tensor.Data is { Type: DType.Float32, Shape.Length: >= 2 } && trained.Contains(tensor.Name);

    private static float[] Values(TensorData data) => MemoryMarshal.Cast<byte, float>(data.Bytes.AsSpan()).ToArray();
}
