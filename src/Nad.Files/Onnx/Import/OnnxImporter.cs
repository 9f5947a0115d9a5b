using System.Globalization;
using Nad.Files.Graphs;

namespace Nad.Files.Onnx.Import;

/// <summary>Reads the network of an ONNX file as a <see cref="Graph"/> that can be trained.</summary>
public static class OnnxImporter
{
    // DenseNet joins some fifty values at once.
    private const int MostInputs = 256;

    // For the copies of vectors that an exporter merged.
    private const long SparePlace = 16 << 20;

    /// <summary>
    /// Follows the calls one by one. Sizes are computed here, not in the network; the batch stays open. A softmax at the end is taken off:
    /// the graph ends in logits.
    /// </summary>
    /// <param name="model">The file.</param>
    /// <param name="height">Height of the images if the file leaves it open; null to need it in the file.</param>
    /// <param name="width">Width of the images if the file leaves it open.</param>
    /// <exception cref="UnsupportedInputException">
    /// An operator is not followed, or the network is no image classifier; the message names the place.
    /// </exception>
    /// <exception cref="DamagedFileException">A call reads a value that no call before it makes.</exception>
    public static OnnxNetwork Import(OnnxModel model, int? height = null, int? width = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        OnnxInput input = Images(model);
        bool channelsLast = input.Shape[1] is not (1 or 3) && input.Shape[3] is 1 or 3;
        (int rows, int columns, int planes) = channelsLast ? (1, 2, 3) : (2, 3, 1);
        Dim high = Size(input.Shape[rows], height, "height"), wide = Size(input.Shape[columns], width, "width");
        long channels = input.Shape[planes] ?? 3;
        ImportContext context = new(model.Tensors.Sum(t => (long)t.Content.Length) + SparePlace);
        Known.Computed images = new(Graph.Input, [Dim.N, channels, high, wide], Pixels: true);
        Dictionary<string, Known?> values = new(StringComparer.Ordinal) { [""] = null };
        values[input.Name] =
            channelsLast ? context.Permute(new OnnxCall(Entry(input.Name), -1, model.Opset, []), images, [0, 2, 3, 1]) : images;
        foreach (OnnxTensor tensor in model.Tensors) values[tensor.Name] = new Known.Stored(tensor);
        Dictionary<string, Known.Computed> beforeSoftmax = new(StringComparer.Ordinal);
        for (int i = 0; i < model.Nodes.Count; i++)
        {
            OnnxNode node = model.Nodes[i];
            if (node.Outputs.Count == 0 || node.Outputs[0].Length == 0) continue;
            if (node.Inputs.Count > MostInputs)
                throw new UnsupportedInputException(
                    $"The ONNX operator {node.Described} has {node.Inputs.Count} inputs; at most {MostInputs} are followed.");
            string? again = node.Outputs.FirstOrDefault(o => o.Length > 0 && values.ContainsKey(o));
            if (again is not null)
                throw new RefusedFileException($"The ONNX file makes '{Printable.Of(again)}' twice: it means two things.");
            if (node.Operator == "Constant")
            {
                values[node.Outputs[0]] = Constant(node);
                continue;
            }

            OnnxCall call = new(node, i, model.Opset, [.. node.Inputs.Select(n => values.TryGetValue(n, out Known? known)
                ? known
                : throw new DamagedFileException(
                    $"The ONNX operator {node.Described} reads '{Printable.Of(n)}', which nothing before it makes."))]);
            Known[] results = OnnxOperators.Run(context, call);
            for (int k = 0; k < results.Length; k++) values[node.Outputs[k]] = results[k];
            if (node.Operator == "Softmax" && results[0] is Known.Computed soft) beforeSoftmax[soft.Name] = call.Value(0);
        }

        Known.Computed output = model.Outputs.Count > 0 && values.GetValueOrDefault(model.Outputs[0]) is Known.Computed last
            ? last
            : throw new UnsupportedInputException("The ONNX network has no output that depends on the image.");
        bool hasSoftmax = beforeSoftmax.TryGetValue(output.Name, out Known.Computed? logits);
        output = logits ?? output;
        if (output.Shape.Length != 2 || output.Shape[0] != Dim.N)
        {
            Dim[] flat = [Dim.N, output.Shape.Skip(1).Aggregate(new Dim(1), (a, b) => a * b)];
            if (output.Shape.Length < 2 || output.Shape[0] != Dim.N || flat[1].Size != output.Shape[1].Size)
                throw NoClassifier(output.Shape);
            output = context.Reshape(new OnnxCall(Entry("logits"), model.Nodes.Count, model.Opset, []), output, flat);
        }

        if (output.Shape[1].Size < 2) throw NoClassifier(output.Shape);
        Graph graph = context.Graph.Build(Architecture(model), output.Name);
        return new OnnxNetwork(
            graph, (int)channels, (int)high.Size, (int)wide.Size, (int)output.Shape[1].Size, hasSoftmax, channelsLast, context.Uses);
    }

    private static OnnxInput Images(OnnxModel model)
    {
        if (model.Inputs.Count != 1)
            throw new UnsupportedInputException($"The ONNX network has {model.Inputs.Count} inputs; an image classifier has one.");
        OnnxInput input = model.Inputs[0];
        return input.Shape.Count == 4
            ? input
            : throw new UnsupportedInputException(
                $"The input '{Printable.Of(input.Name)}' of the ONNX network has {input.Shape.Count} dimensions; images have 4.");
    }

    private static Dim Size(long? inFile, int? given, string what) =>
        inFile ?? given
        ?? throw new UnsupportedInputException($"The ONNX network leaves the {what} of its images open. Give the size of its images.");

    private static OnnxNode Entry(string name) => new("", "input", [], [name], new Dictionary<string, OnnxAttribute>());

    private static Known Constant(OnnxNode node)
    {
        OnnxAttribute? value = node.Attributes.Values.FirstOrDefault(
            a => a.Tensor is not null || a.Integer is not null || a.Number is not null || a.Integers.Count > 0 || a.Numbers.Count > 0);
        if (value?.Tensor is { } tensor) return new Known.Stored(tensor with { Name = node.Outputs[0], Place = -1 });
        if (value?.Integer is { } integer) return new Known.Numbers([integer], []);
        if (value?.Integers is { Count: > 0 } integers) return SizeOperators.Row([.. integers.Select(i => new Dim(i))]);
        float[] numbers = value?.Number is { } number ? [number]
            : value?.Numbers is { Count: > 0 } list ? [.. list]
            : throw new UnsupportedInputException($"The ONNX operator {node.Described} holds nothing that is read.");
        byte[] bytes = new byte[4 * numbers.Length];
        Buffer.BlockCopy(numbers, 0, bytes, 0, bytes.Length);
        return new Known.Stored(new OnnxTensor(node.Outputs[0], DType.Float32, value.Number is null ? [numbers.Length] : [], bytes, -1));
    }

    private static string Architecture(OnnxModel model) => string.Create(CultureInfo.InvariantCulture, $"onnx-{model.Nodes.Count}");

    private static UnsupportedInputException NoClassifier(Dim[] shape) =>
        new($"The ONNX network gives [{string.Join(", ", shape.Take(8))}]; an image classifier gives one number a class, [N, classes].");
}
