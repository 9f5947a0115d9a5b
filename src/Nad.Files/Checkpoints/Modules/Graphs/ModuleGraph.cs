using System.Globalization;
using Nad.Files.Graphs;

namespace Nad.Files.Checkpoints.Modules.Graphs;

/// <summary>
/// Writes a pickled network down as a <see cref="Graph"/>: its tree says which classes it is made of, what these compute is known here, and
/// their attributes give steps, borders, epsilons and activations. A class that is not known ends it, by name.
/// </summary>
internal sealed class ModuleGraph
{
    private const int MostPixelsAround = 256, LongestName = 128;

    private readonly HashSet<string> stored = new(StringComparer.Ordinal);
    private int pixelsAround;

    private ModuleGraph()
    {
    }

    /// <summary>What is written.</summary>
    public GraphBuilder Graph { get; } = new();

    /// <summary>The network of a tree, or why it is not followed.</summary>
    /// <param name="root">Of the network.</param>
    /// <param name="architecture">Its name; null for that of its class.</param>
    /// <param name="tensors">All that belong to it: the network has to use each of them.</param>
    public static (Graph? Graph, string Why) Try(ModuleNode root, string? architecture, IReadOnlyList<NamedTensor> tensors)
    {
        try
        {
            Graph graph = Of(root, architecture);
            HashSet<string> used = [.. graph.Tensors.Where(t => t.Role != TensorRole.Constant).Select(t => t.Name)];
            return tensors.FirstOrDefault(t => !used.Contains(t.Name)) is { } idle
                ? (null, $"{Printable.Of(idle.Name, 80)} is not used by the modules that are followed")
                : (graph, "");
        }
        catch (UnsupportedInputException e)
        {
            return (null, e.Message);
        }
    }

    /// <summary>The network of a tree.</summary>
    /// <param name="root">Of the network.</param>
    /// <param name="architecture">Its name; null for that of its class.</param>
    /// <exception cref="UnsupportedInputException">It holds a module that is not followed; the first is named.</exception>
    public static Graph Of(ModuleNode root, string? architecture)
    {
        ModuleGraph made = new();
        string output = made.Run(root, "", Files.Graphs.Graph.Input);
        Graph graph = made.Graph.Build(architecture ?? ClassOf(root).ToLowerInvariant(), output);

        // The loss has a softmax of its own.
        GraphNode? last = graph.Nodes.FirstOrDefault(n => n.Output == output);
        return last?.Operator is Op.Softmax or Op.LogSoftmax
            ? graph with { Output = last.Inputs[0], Nodes = [.. graph.Nodes.Where(n => n != last)] }
            : graph;
    }

    /// <summary>What a module makes of a value.</summary>
    public string Run(ModuleNode node, string path, string x)
    {
        if (!ModuleClassTable.All.TryGetValue(node.Type, out ModuleWriter? write))
            throw Refused(node, path, "is of a class that is not followed");
        return write(this, node, path, x);
    }

    /// <summary>What a child makes of a value.</summary>
    public string Run(ModuleNode node, string path, string name, string x) =>
        Run(node.Child(name) ?? throw Refused(node, path, $"lacks {name}"), At(path, name), x);

    /// <summary>What children make of a value, one after the other.</summary>
    public string Run(ModuleNode node, string path, string x, ReadOnlySpan<string> names)
    {
        foreach (string name in names) x = Run(node, path, name, x);
        return x;
    }

    /// <summary>Adds a call, named after a module.</summary>
    public string Call(string path, Op op, params ReadOnlySpan<string> inputs) =>
        Graph.Call(path.Length == 0 ? "network" : path, op, inputs);

    /// <summary>A parameter or buffer of a module under its key of the state dict; "" where it has none.</summary>
    public string Stored(ModuleNode node, string path, string name)
    {
        if (node.Tensors.FirstOrDefault(t => t.Name == name && t.InStateDict) is not { } tensor) return "";
        string key = At(path, name);
        if (stored.Add(key))
        {
            bool counts = name == "num_batches_tracked", places = name == "relative_position_index";
            Graph.Tensor(new GraphTensor(
                key,
                tensor.IsParameter ? TensorRole.Parameter : TensorRole.Buffer,
                counts ? [] : [.. tensor.Shape],
                counts || places ? DType.Int64 : DType.Float32));
        }

        return key;
    }

    /// <summary>Numbers that several modules read; made once.</summary>
    public string Shared(string name, Func<TensorData> make) => stored.Add($" {name}") ? Graph.Constant($" {name}", make()) : $" {name}";

    /// <summary>The same, which must be there.</summary>
    public string Needed(ModuleNode node, string path, string name)
    {
        string key = Stored(node, path, name);
        return key.Length > 0 ? key : throw Refused(node, path, $"has no {name}");
    }

    /// <summary>A border that grows the map; a network has few such pixels.</summary>
    public Op.Border Around(ModuleNode node, string path, Op.Border border)
    {
        pixelsAround += Math.Max(border.Top + border.Bottom, border.Left + border.Right);
        return pixelsAround <= MostPixelsAround ? border : throw Refused(node, path, "grows the maps more than any network does");
    }

    /// <summary>A place below a place.</summary>
    /// <exception cref="UnsupportedInputException">
    /// The name is longer than any module's: it would be written again for all that it holds.
    /// </exception>
    public static string At(string path, string name)
    {
        if (name.Length > LongestName)
            throw new UnsupportedInputException(
                $"module {Printable.Of(name, 40)} has a name of {name.Length} characters, which is more than the "
                + $"{LongestName} that are followed");
        return path.Length == 0 ? name : $"{path}.{name}";
    }

    /// <summary>The error about a module, without a full stop.</summary>
    public static UnsupportedInputException Refused(ModuleNode node, string path, string why)
    {
        string where = path.Length == 0 ? "the network" : string.Create(CultureInfo.InvariantCulture, $"module {Printable.Of(path, 80)}");
        return new UnsupportedInputException($"{where} ({Printable.Of(node.Type, 80)}) {why}");
    }

    private static string ClassOf(ModuleNode root) => root.Type[(root.Type.LastIndexOf('.') + 1)..];
}

/// <summary>Writes down what a class of modules computes.</summary>
/// <param name="to">Is written to.</param>
/// <param name="node">The module.</param>
/// <param name="path">Its place.</param>
/// <param name="x">Its input.</param>
/// <returns>Its result.</returns>
internal delegate string ModuleWriter(ModuleGraph to, ModuleNode node, string path, string x);
