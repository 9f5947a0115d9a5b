using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Nad.Data;
using Nad.Files.Checkpoints;
using Nad.Files.Graphs;
using Nad.Files.Onnx.Import;
using Nad.Torch;

namespace Nad.Models;

/// <summary>
/// Batch norms that an exporter folded into the convolutions before them. Such a network bears no usual learning rate: nothing holds the
/// size of its maps. So for training the norms are put back, with the statistics of clean images, which leaves the function as it is;
/// afterwards they are folded again, and the file keeps its form.
/// </summary>
/// <remarks>
/// γ = √(var + ε) and β = mean undo the normalisation. The step of a weight before a norm goes with rate/norm², so the weights of each
/// channel are brought to a norm of <see cref="WeightNorm"/>, and bias, mean and variance with them. Source: our own measurement on a
/// WideResNet-16-1, in docs/models.md.
/// </remarks>
public sealed partial class FoldedNorms
{
    /// <summary>Norm of the weights of each channel: that of the trained convolutions of the NAD authors' networks, 2.6 to 2.9.</summary>
    public const double WeightNorm = 2.7;

    /// <summary>Most clean images that statistics are taken from: our choice.</summary>
    public const int MostImages = 512;

    private const double Epsilon = 1e-5;
    private const int BatchPixels = 32 * 64 * 64;

    private readonly Graph folded;
    private readonly IReadOnlyList<GraphNode> convolutions;

    private FoldedNorms(Graph folded, IReadOnlyList<GraphNode> convolutions) => (this.folded, this.convolutions) = (folded, convolutions);

    /// <summary>How many there are.</summary>
    public int Count => convolutions.Count;

    /// <summary>What was found and done, and the better way, as a sentence for reports.</summary>
    public string Told => string.Create(CultureInfo.InvariantCulture,
        $"The batch norms of {Count} convolutions are folded into them, which trains badly. "
            + $"They are put back for the training, by the statistics of clean images, and folded again into the file that is written. "
            + $"An export that keeps them is better: {OnnxAdvice.Export}");

    /// <summary>
    /// Finds them by names: of a network whose convolutions never had a norm, weight and bias are called after the same layer.
    /// </summary>
    /// <param name="graph">Of a file that holds its network.</param>
    /// <param name="head">Name of the weight of the last layer.</param>
    /// <returns>Null where there are none.</returns>
    public static FoldedNorms? Of(Graph graph, string head)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ILookup<string, GraphNode> readers = graph.Nodes
            .SelectMany(n => n.Inputs.Distinct().Select(i => (Input: i, Node: n)))
            .ToLookup(p => p.Input, p => p.Node, StringComparer.Ordinal);
        GraphNode[] found =
        [
            .. graph.Nodes.Where(n => n is { Operator: Op.Conv2d, Inputs: [_, var weight, { Length: > 0 } bias] } && weight != head
                && readers[weight].Count() == 1 && readers[bias].Count() == 1 && IsFolded(
                    weight, bias) && !readers[n.Output].Any(r => r.Operator is Op.BatchNorm)),
        ];
        return found.Length == 0 ? null : new FoldedNorms(graph, found);
    }

    /// <summary>The same network with the norms put back.</summary>
    /// <param name="model">The network as it came.</param>
    /// <param name="clean">Images; at most <see cref="MostImages"/> are looked at.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>Owned by the caller.</returns>
    public GraphClassifier PutBack(GraphClassifier model, ImageSet clean, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(clean);
        (double Mean, double Variance)[][] statistics = Statistics(model, clean, cancellation);
        Dictionary<string, float[]> values = model.State
            .Export()
            .Where(t => t.Data.Type == DType.Float32)
            .ToDictionary(t => t.Name, t => Floats(t.Data), StringComparer.Ordinal);
        GraphClassifier made = new(Unfolded(), model.Device);
        try
        {
            for (int k = 0; k < convolutions.Count; k++)
            {
                GraphNode conv = convolutions[k];
                float[] weight = values[conv.Inputs[1]], bias = values[conv.Inputs[2]];
                float[] gamma = new float[bias.Length], beta = new float[bias.Length], mean = new float[bias.Length],
                    variance = new float[bias.Length];
                int row = weight.Length / bias.Length;
                for (int c = 0; c < bias.Length; c++)
                {
                    Span<float> filter = weight.AsSpan(c * row, row);
                    double norm = 0;
                    foreach (float w in filter) norm += (double)w * w;
                    double factor = norm > 1e-12 ? WeightNorm / Math.Sqrt(norm) : 1;
                    (double m, double v) = statistics[k][c];
                    // What is scaled by the factor is divided by it again: γ belongs to the statistics before.
                    foreach (ref float w in filter) w = (float)(w * factor);
                    bias[c] = (float)(bias[c] * factor);
                    mean[c] = (float)(m * factor);
                    variance[c] = (float)(v * factor * factor);
                    gamma[c] = (float)(Math.Sqrt(variance[c] + Epsilon) / factor);
                    beta[c] = (float)m;
                }

                (values[Name(k, "weight")], values[Name(k, "bias")], values[Name(k, "running_mean")], values[Name(k, "running_var")]) =
                    (gamma, beta, mean, variance);
            }

            made.Load(
                made.State.Export().Select(t => values.TryGetValue(t.Name, out float[]? v) ? t with { Data = Data(v, t.Data.Shape) } : t));
            made.Precision = model.Precision;
            made.Fit(clean.Height, clean.Width);
            return made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    /// <summary>The network in the form in which it came, with the norms of a trained one folded into its convolutions.</summary>
    /// <param name="trained">A network of <see cref="PutBack"/>.</param>
    /// <param name="height">Of the images.</param>
    /// <param name="width">Of the images.</param>
    /// <returns>Owned by the caller.</returns>
    public GraphClassifier Fold(Classifier trained, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(trained);
        Dictionary<string, NamedTensor> all = trained.State.Export().ToDictionary(t => t.Name, StringComparer.Ordinal);
        Dictionary<string, float[]> values = new(StringComparer.Ordinal);
        for (int k = 0; k < convolutions.Count; k++)
        {
            float[] Of(string name) => Floats(all[name].Data);
            float[] weight = Of(convolutions[k].Inputs[1]), bias = Of(convolutions[k].Inputs[2]);
            float[] gamma = Of(Name(k, "weight")), beta = Of(Name(k, "bias")), mean = Of(Name(k, "running_mean")),
                variance = Of(Name(k, "running_var"));
            int row = weight.Length / bias.Length;
            for (int c = 0; c < bias.Length; c++)
            {
                double factor = gamma[c] / Math.Sqrt(variance[c] + Epsilon);
                foreach (ref float w in weight.AsSpan(c * row, row)) w = (float)(w * factor);
                bias[c] = (float)(((bias[c] - mean[c]) * factor) + beta[c]);
            }

            (values[convolutions[k].Inputs[1]], values[convolutions[k].Inputs[2]]) = (weight, bias);
        }

        GraphClassifier made = new(folded, trained.Device);
        try
        {
            made.Load(made.State.Export().Select(
                t => values.TryGetValue(t.Name, out float[]? v) ? t with { Data = Data(v, t.Data.Shape) } : all[t.Name]));
            made.Fit(height, width);
            made.TapAlso(trained.TapNames);
            return made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    // "onnx::Conv_123" is what torch calls a weight that it computed; tf2onnx says "fused_bn"; and the bias of a layer NAME.weight that has
    // one is NAME.bias.
    private static bool IsFolded(string weight, string bias) =>
        Anonymous().IsMatch(weight) || weight.Contains("fused_bn", StringComparison.Ordinal)
        || (weight.EndsWith(".weight", StringComparison.Ordinal)
            && bias != string.Concat(weight.AsSpan(0, weight.Length - "weight".Length), "bias"));

    [GeneratedRegex(@"^onnx::Conv_[0-9]{1,9}$")]
    private static partial Regex Anonymous();

    // No name in a file that this program names a norm after has a blank.
    private static string Name(int k, string what) => string.Create(CultureInfo.InvariantCulture, $"norm {k}.{what}");

    // The result of a norm has the name that the convolution's had, so that whoever read that reads the same value.
    private Graph Unfolded()
    {
        Dictionary<GraphNode, int> places = convolutions.Select((n, k) => (n, k)).ToDictionary(p => p.n, p => p.k);
        List<GraphTensor> tensors = [.. folded.Tensors];
        List<GraphNode> nodes = [];
        foreach (GraphNode node in folded.Nodes)
        {
            if (!places.TryGetValue(node, out int k))
            {
                nodes.Add(node);
                continue;
            }

            string before = $"{Name(k, "input")}", counter = Name(k, "num_batches_tracked");
            long channels = folded.Tensors.First(t => t.Name == node.Inputs[2]).Shape[0];
            tensors.AddRange(
                [new(Name(k, "weight"), TensorRole.Parameter, [channels]), new(Name(k, "bias"), TensorRole.Parameter, [channels])]);
            tensors.AddRange(
                [new(Name(k, "running_mean"), TensorRole.Buffer, [channels]), new(Name(k, "running_var"), TensorRole.Buffer, [channels])]);
            tensors.Add(new(counter, TensorRole.Buffer, [], DType.Int64));
            nodes.Add(node with { Output = before });
            nodes.Add(new GraphNode(
                new Op.BatchNorm(Epsilon),
                [before, Name(k, "weight"), Name(k, "bias"), Name(k, "running_mean"), Name(k, "running_var"), counter],
                node.Output));
        }

        // Elements that came with the file are those of before.
        return folded with
        {
            Tensors = [.. tensors.Select(t => t.Role == TensorRole.Constant ? t : t with { Data = null })],
            Nodes = [.. nodes]
        };
    }

    // Of what each convolution gives, over images and places, for each channel.
    private (double Mean, double Variance)[][] Statistics(GraphClassifier model, ImageSet clean, CancellationToken cancellation)
    {
        int count = Math.Min(MostImages, clean.Count), batch = Math.Clamp(BatchPixels / (clean.Height * clean.Width), 1, 64);
        int[] chosen = [.. Enumerable.Range(0, count).Select(i => (int)((long)i * clean.Count / count))];
        string[] wanted = [.. convolutions.Select(c => c.Output)];
        double[][] sums = new double[wanted.Length][], squares = new double[wanted.Length][];
        long[] elements = new long[wanted.Length];
        using Autograd.NoGradScope off = Autograd.NoGrad();
        BatchAssembler source = new(clean, model.Device);
        foreach (int[] places in chosen.Chunk(batch))
        {
            cancellation.ThrowIfCancellationRequested();
            using TensorScope scope = TensorScope.Begin();
            Tensor[] values = model.Values(source.Assemble(places, []).Images, wanted);
            for (int k = 0; k < values.Length; k++)
            {
                double[] sum = Doubles(values[k].Sum([0, 2, 3])), square = Doubles((values[k] * values[k]).Sum([0, 2, 3]));
                sums[k] = sums[k] is { } before ? [.. before.Zip(sum, (a, b) => a + b)] : sum;
                squares[k] = squares[k] is { } earlier ? [.. earlier.Zip(square, (a, b) => a + b)] : square;
                elements[k] += values[k].Count / sum.Length;
            }
        }

        return [.. Enumerable.Range(0, wanted.Length).Select(k => sums[k].Zip(
            squares[k], (s, q) => (s / elements[k], Math.Max(0, (q / elements[k]) - (s / elements[k] * (s / elements[k]))))).ToArray())];
    }

    private static double[] Doubles(Tensor tensor) => Array.ConvertAll(tensor.ToFloats(), f => (double)f);

    private static float[] Floats(TensorData data) => MemoryMarshal.Cast<byte, float>(data.Bytes).ToArray();

    private static TensorData Data(float[] values, long[] shape) =>
        new(DType.Float32, shape, MemoryMarshal.AsBytes<float>(values).ToArray());
}
