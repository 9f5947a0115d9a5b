using System.Runtime.InteropServices;
using Nad.Files.Graphs;

namespace Nad.Files.Checkpoints.Modules.Graphs;

/// <summary>What torchvision's networks and their blocks compute; each is its <c>forward</c>.</summary>
internal static class NetworkModules
{
    // Each reads all before it, so a block grows with their square.
    private const int MostDenseLayers = 128;

    /// <summary>Children one after the other, means over space, and children for the answer.</summary>
    public static ModuleWriter Averaged(string[] body, string[] head) => (to, node, path, x) =>
        to.Run(node, path, to.Call(ModuleGraph.At(path, "pooled"), new Op.Mean([2, 3]), to.Run(node, path, x, body)), head);

    /// <summary>Children one after the other, with the map flattened before those of the answer.</summary>
    public static ModuleWriter Flattened(string[] body, string[] head) => (to, node, path, x) =>
        to.Run(node, path, to.Call(ModuleGraph.At(path, "flat"), new Op.Flatten(), to.Run(node, path, x, body)), head);

    /// <summary>Children one after the other.</summary>
    public static ModuleWriter Chain(params string[] names) => (to, node, path, x) => to.Run(node, path, x, names);

    /// <summary>x + children, where the flag is set; else children alone.</summary>
    public static ModuleWriter Residual(string flag, params string[] names) => (to, node, path, x) =>
    {
        string y = to.Run(node, path, x, names);
        return node.Flag(flag) ? to.Call(path, new Op.Add(), x, y) : y;
    };

    /// <summary>ResNet's block: children, the last of them the activation behind the sum.</summary>
    public static ModuleWriter ResNetBlock(params string[] names) => (to, node, path, x) =>
    {
        string y = to.Run(node, path, x, names);
        string shortcut = node.Child("downsample") is null ? x : to.Run(node, path, "downsample", x);
        return to.Run(node, path, "relu", to.Call(ModuleGraph.At(path, "sum"), new Op.Add(), y, shortcut));
    };

    public static string RegNetBlock(ModuleGraph to, ModuleNode node, string path, string x)
    {
        string shortcut = node.Child("proj") is null ? x : to.Run(node, path, "proj", x);
        return to.Run(node, path, "activation", to.Call(ModuleGraph.At(path, "sum"), new Op.Add(), shortcut, to.Run(node, path, "f", x)));
    }

    /// <summary>Squeeze and excitation: x times what two layers make of its means.</summary>
    public static ModuleWriter Squeeze(string active, string gate, bool pools) => (to, node, path, x) =>
    {
        string w = pools
            ? to.Run(node, path, "avgpool", x)
            : to.Call(ModuleGraph.At(path, "avgpool"), new Op.AdaptiveAveragePool(Op.Extent.Of(1)), x);
        w = to.Run(node, path, w, ["fc1", active, "fc2"]);
        w = node.Child(gate) is null ? to.Call(ModuleGraph.At(path, "gate"), new Op.HardSigmoid(), w) : to.Run(node, path, gate, w);
        return to.Call(path, new Op.Multiply(), w, x);
    };

    /// <summary>Branches beside each other; each is a chain of children.</summary>
    public static ModuleWriter Branches(params string[][] branches) => (to, node, path, x) =>
        to.Call(path, new Op.Concat(1), [.. branches.Select(b => to.Run(node, path, x, b))]);

    public static string BasicConv(ModuleGraph to, ModuleNode node, string path, string x) =>
        to.Call(path, new Op.Relu(), to.Run(node, path, x, ["conv", "bn"]));

    /// <summary>
    /// Children of GoogLeNet and Inception-v3; where asked for, pixels that were scaled as ImageNet's are scaled to [-1, 1] first.
    /// </summary>
    public static ModuleWriter Inception(string[] body) => (to, node, path, x) =>
    {
        if (node.Flag("transform_input"))
        {
            string factor = Constant(to, path, "factor", [0.229f / 0.5f, 0.224f / 0.5f, 0.225f / 0.5f]),
                offset = Constant(to, path, "offset", [(0.485f - 0.5f) / 0.5f, (0.456f - 0.5f) / 0.5f, (0.406f - 0.5f) / 0.5f]);
            x = to.Call(
                ModuleGraph.At(path, "shifted"),
                new Op.Add(),
                to.Call(ModuleGraph.At(path, "scaled"), new Op.Multiply(), x, factor),
                offset);
        }

        return Flattened(body, ["dropout", "fc"])(to, node, path, x);
    };

    public static string Fire(ModuleGraph to, ModuleNode node, string path, string x)
    {
        x = to.Run(node, path, x, ["squeeze", "squeeze_activation"]);
        return to.Call(
            path,
            new Op.Concat(1),
            to.Run(node, path, x, ["expand1x1", "expand1x1_activation"]),
            to.Run(node, path, x, ["expand3x3", "expand3x3_activation"]));
    }

    public static string DenseNet(ModuleGraph to, ModuleNode node, string path, string x)
    {
        x = to.Call(ModuleGraph.At(path, "relu"), new Op.Relu(), to.Run(node, path, "features", x));
        return to.Run(node, path, "classifier", to.Call(ModuleGraph.At(path, "pooled"), new Op.Mean([2, 3]), x));
    }

    /// <summary>Each layer sees all before it.</summary>
    public static string DenseBlock(ModuleGraph to, ModuleNode node, string path, string x)
    {
        if (node.Children.Count > MostDenseLayers) throw ModuleGraph.Refused(node, path, $"has more than {MostDenseLayers} layers");
        List<string> parts = [x];
        foreach ((string name, ModuleNode layer) in node.Children)
        {
            string at = ModuleGraph.At(path, name), joined = parts.Count == 1 ? x : to.Call($"{at}.inputs", new Op.Concat(1), [.. parts]);
            parts.Add(to.Run(layer, at, joined, ["norm1", "relu1", "conv1", "norm2", "relu2", "conv2"]));
        }

        return to.Call(path, new Op.Concat(1), [.. parts]);
    }

    public static string ConvNeXtBlock(ModuleGraph to, ModuleNode node, string path, string x)
    {
        string scale = to.Needed(node, path, "layer_scale");
        string y = to.Call($"{path}.scaled", new Op.Multiply(), to.Run(node, path, "block", x), scale);
        return to.Call(path, new Op.Add(), y, x);
    }

    private static string Constant(ModuleGraph to, string path, string name, float[] channels) =>
        to.Graph.Constant(
            ModuleGraph.At(path, name),
            new TensorData(DType.Float32, [1, channels.Length, 1, 1], MemoryMarshal.AsBytes<float>(channels).ToArray()));
}
