using System.Text;
using Nad.Files.Checkpoints;
using Nad.Files.Onnx.Import;

namespace Nad.Files.Onnx;

/// <summary>Writes an ONNX file again with other weights: every other byte of every field stays as it was.</summary>
public static class OnnxWriter
{
    /// <summary>
    /// The file with new weights. Weights that lay beside the model move into it. Equal tensors that the exporter had merged, and that are
    /// no longer equal, get an initialiser each.
    /// </summary>
    /// <param name="file">The original file.</param>
    /// <param name="model">The same, parsed.</param>
    /// <param name="uses">Where the graph's tensors stand in it.</param>
    /// <param name="weights">
    /// New elements by the names of the graph's tensors; those that are missing stay as they were. Types and shapes do not change.
    /// </param>
    /// <exception cref="ArgumentException">A tensor has another type or shape than before.</exception>
    public static byte[] Write(
        ReadOnlyMemory<byte> file, OnnxModel model, IReadOnlyList<OnnxUse> uses, IReadOnlyDictionary<string, TensorData> weights)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(uses);
        ArgumentNullException.ThrowIfNull(weights);
        Changes changes = Plan(model, uses, weights);
        WireWriter written = new();
        WireReader message = new(file, 0, file.Length);
        while (message.Next())
        {
            if (message.Field == 7) written.Bytes(7, Graph(message.Inner, changes));
            else written.Copy(message);
        }

        return written.Written.ToArray();
    }

    private static Changes Plan(OnnxModel model, IReadOnlyList<OnnxUse> uses, IReadOnlyDictionary<string, TensorData> weights)
    {
        Dictionary<string, OnnxTensor> stored = model.Tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
        Changes changes = new([], [], [], [], new HashSet<string>(StringComparer.Ordinal));
        foreach (OnnxTensor outside in model.Tensors.Where(t => t.Beside.Length > 0)) changes.Replaced[outside.Name] = outside.Data();
        foreach (OnnxUse use in uses)
        {
            if (!weights.TryGetValue(use.Name, out TensorData? data)) continue;
            if (use.Node >= 0)
            {
                changes.Added[use.Name] = data;
                changes.Inputs[(use.Node, use.Input)] = use.Name;
                changes.Edited.Add(use.Node);
            }
            else if (stored.TryGetValue(use.Source, out OnnxTensor? before))
            {
                if (before.Type != data.Type || !before.Shape.SequenceEqual(data.Shape))
                    throw new ArgumentException($"'{use.Name}' has another type or shape than before.", nameof(weights));
                changes.Replaced[use.Source] = data;
            }
            else
            {
                // It was a constant or a copy that a call made: now it is stored, and the call goes.
                changes.Added[use.Source] = data;
                changes.Dropped.Add(use.Source);
            }
        }

        return changes;
    }

    private static ReadOnlySpan<byte> Graph(WireReader graph, Changes changes)
    {
        WireWriter written = new();
        int node = -1;
        while (graph.Next())
        {
            if (graph.Field == 1) Node(written, graph, ++node, changes);
            else if (graph.Field == 5 && changes.Replaced.TryGetValue(Name(graph.Inner, 8), out TensorData? data))
                written.Bytes(5, Replaced(graph.Inner, data));
            else written.Copy(graph);
        }

        foreach ((string name, TensorData data) in changes.Added) written.Bytes(5, Tensor(name, data));
        return written.Written;
    }

    private static void Node(WireWriter graph, in WireReader field, int index, Changes changes)
    {
        if (changes.Dropped.Contains(Name(field.Inner, 2))) return;
        if (!changes.Edited.Contains(index))
        {
            graph.Copy(field);
            return;
        }

        WireWriter written = new();
        WireReader node = field.Inner;
        int input = -1;
        while (node.Next())
        {
            if (node.Field == 1 && changes.Inputs.TryGetValue((index, ++input), out string? name)) written.Text(1, name);
            else written.Copy(node);
        }

        graph.Bytes(1, written.Written);
    }

    // The tensor with its elements as raw bytes, wherever and however they were written before.
    private static ReadOnlySpan<byte> Replaced(WireReader tensor, TensorData data)
    {
        WireWriter written = new();
        while (tensor.Next())
        {
            if (tensor.Field is not (4 or 5 or 7 or 9 or 10 or 11 or 13 or 14)) written.Copy(tensor);
        }

        written.Bytes(9, data.Bytes);
        return written.Written;
    }

    private static ReadOnlySpan<byte> Tensor(string name, TensorData data)
    {
        WireWriter written = new();
        foreach (long size in data.Shape) written.Integer(1, size);
        written.Integer(2, data.Type switch
        {
            DType.Float32 => 1,
            DType.Int64 => 7,
            _ => throw new ArgumentException($"A tensor of {data.Type} is not written.", nameof(data)),
        });
        written.Text(8, name);
        written.Bytes(9, data.Bytes);
        return written.Written;
    }

    private static string Name(WireReader message, int field)
    {
        while (message.Next())
        {
            if (message.Field == field) return Encoding.UTF8.GetString(message.Bytes);
        }

        return "";
    }

    /// <param name="Replaced">New elements of initialisers.</param>
    /// <param name="Added">New initialisers.</param>
    /// <param name="Inputs">New names of inputs, by call and place.</param>
    /// <param name="Edited">Calls with a new name of an input.</param>
    /// <param name="Dropped">First results of the calls that go.</param>
    private sealed record Changes(
        Dictionary<string, TensorData> Replaced,
        Dictionary<string, TensorData> Added,
        Dictionary<(int Node, int Input), string> Inputs,
        HashSet<int> Edited,
        HashSet<string> Dropped);
}
