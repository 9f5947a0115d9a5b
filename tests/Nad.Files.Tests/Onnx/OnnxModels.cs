using Nad.Files.Onnx;

namespace Nad.Files.Tests.Onnx;

/// <summary>ONNX files written byte by byte: a convolution, a ReLU, means and a linear layer, and whatever a test puts into it.</summary>
internal sealed class OnnxModels
{
    private readonly WireWriter graph = new();

    /// <summary>Version of the operators.</summary>
    public long Opset { get; init; } = 13;

    /// <summary>Adds a call.</summary>
    public OnnxModels Node(
        string op, string[] inputs, string[] outputs, string domain = "", params (string Name, long[] Values)[] attributes)
    {
        WireWriter node = new();
        foreach (string input in inputs) node.Text(1, input);
        foreach (string output in outputs) node.Text(2, output);
        node.Text(4, op);
        foreach ((string name, long[] values) in attributes)
        {
            WireWriter attribute = new();
            attribute.Text(1, name);
            if (values.Length == 1) attribute.Integer(3, values[0]);
            else foreach (long value in values) attribute.Integer(8, value);
            node.Bytes(5, attribute.Written);
        }

        if (domain.Length > 0) node.Text(7, domain);
        graph.Bytes(1, node.Written);
        return this;
    }

    /// <summary>Adds an initialiser of Float32 ones.</summary>
    public OnnxModels Tensor(string name, params long[] shape) => Stored(name, shape, w => w.Bytes(9, Ones(shape)));

    /// <summary>Adds an initialiser that lies in another file.</summary>
    public OnnxModels Outside(string name, string location, params long[] shape) => Stored(name, shape, w =>
    {
        WireWriter entry = new();
        entry.Text(1, "location");
        entry.Text(2, location);
        w.Bytes(13, entry.Written);
        w.Integer(14, 1);
    });

    /// <summary>Adds an initialiser with content of its own.</summary>
    public OnnxModels Stored(string name, long[] shape, Action<WireWriter> content)
    {
        WireWriter tensor = new();
        foreach (long size in shape) tensor.Integer(1, size);
        tensor.Integer(2, 1);
        tensor.Text(8, name);
        content(tensor);
        graph.Bytes(5, tensor.Written);
        return this;
    }

    /// <summary>The file, with images of a shape as its input; 0 for an open size.</summary>
    public byte[] File(string output, params long[] image)
    {
        graph.Bytes(11, Value("image", image).Written);
        graph.Bytes(12, Value(output, []).Written);
        WireWriter opset = new(), model = new();
        opset.Integer(2, Opset);
        model.Integer(1, 8);
        model.Text(2, "test");
        model.Bytes(7, graph.Written);
        model.Bytes(8, opset.Written);
        return model.Written.ToArray();
    }

    /// <summary>A small classifier of ten classes for 8x8 images.</summary>
    public static OnnxModels Classifier() =>
        new OnnxModels().Tensor("conv.weight", 4, 3, 3, 3).Tensor("fc.weight", 10, 4).Tensor("fc.bias", 10)
            .Node("Conv", ["image", "conv.weight"], ["c"]).Node("Relu", ["c"], ["r"]).Node("GlobalAveragePool", ["r"], ["p"])
            .Node("Flatten", ["p"], ["f"]).Node("Gemm", ["f", "fc.weight", "fc.bias"], ["logits"], "", ("transB", [1]));

    private static WireWriter Value(string name, long[] shape)
    {
        WireWriter value = new(), type = new(), tensor = new(), dimensions = new();
        foreach (long size in shape)
        {
            WireWriter dimension = new();
            if (size > 0) dimension.Integer(1, size);
            dimensions.Bytes(1, dimension.Written);
        }

        tensor.Integer(1, 1);
        tensor.Bytes(2, dimensions.Written);
        type.Bytes(1, tensor.Written);
        value.Text(1, name);
        value.Bytes(2, type.Written);
        return value;
    }

    private static byte[] Ones(long[] shape)
    {
        float[] ones = [.. Enumerable.Repeat(1f, (int)shape.Aggregate(1L, (a, b) => a * b))];
        byte[] bytes = new byte[4 * ones.Length];
        Buffer.BlockCopy(ones, 0, bytes, 0, bytes.Length);
        return bytes;
    }
}
