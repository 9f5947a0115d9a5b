using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Nad.Files.Graphs;

namespace Nad.Files.Checkpoints.Modules.Graphs;

/// <summary>Layers of <c>torch.nn</c> with weights, and those that move elements.</summary>
internal static class LayerModules
{
    /// <summary>One child after the other.</summary>
    public static string Sequential(ModuleGraph to, ModuleNode node, string path, string x)
    {
        foreach ((string name, ModuleNode child) in node.Children) x = to.Run(child, ModuleGraph.At(path, name), x);
        return x;
    }

    public static string Conv(ModuleGraph to, ModuleNode node, string path, string x)
    {
        string weight = to.Needed(node, path, "weight"), bias = to.Stored(node, path, "bias");
        Op.Extent stride = node.Pair(path, "stride"), dilation = node.Pair(path, "dilation"), window = node.Pair(path, "kernel_size");
        Op.Border around = node.Attributes.GetValueOrDefault("padding") switch
        {
            "valid" => default,
            "same" => Same(window, dilation),
            _ => Even(node.Pair(path, "padding", 0)),
        };
        if (node.Attributes.GetValueOrDefault("padding_mode") is string and not "zeros" and var mode)
        {
            PaddingForm form = mode switch
            {
                "reflect" => PaddingForm.Reflect,
                "replicate" => PaddingForm.Replicate,
                "circular" => PaddingForm.Circular,
                _ => throw ModuleGraph.Refused(node, path, "has a padding_mode that is not followed")
            };
            x = to.Call(ModuleGraph.At(path, "padded"), new Op.Pad(to.Around(node, path, around), form), x);
            around = default;
        }

        if (Math.Max(around.Top, around.Bottom) >= Math.Max(2, window.Height * dilation.Height)
            || Math.Max(around.Left, around.Right) >= Math.Max(2, window.Width * dilation.Width))
            to.Around(node, path, around);
        Op.Conv2d op = new(stride, around, dilation, node.Whole(path, "groups", 1));
        return bias.Length > 0 ? to.Call(path, op, x, weight, bias) : to.Call(path, op, x, weight);
    }

    public static string Linear(ModuleGraph to, ModuleNode node, string path, string x)
    {
        string weight = to.Needed(node, path, "weight"), bias = to.Stored(node, path, "bias");
        return bias.Length > 0 ? to.Call(path, new Op.Linear(), x, weight, bias) : to.Call(path, new Op.Linear(), x, weight);
    }

    public static string BatchNorm(ModuleGraph to, ModuleNode node, string path, string x)
    {
        string weight = to.Stored(node, path, "weight"), bias = to.Stored(node, path, "bias");
        string mean = to.Needed(node, path, "running_mean"), variance = to.Needed(node, path, "running_var"),
            count = to.Stored(node, path, "num_batches_tracked");
        Op op = new Op.BatchNorm(node.Number(path, "eps"), node.Number(path, "momentum"));
        return count.Length > 0
            ? to.Call(path, op, x, weight, bias, mean, variance, count)
            : to.Call(path, op, x, weight, bias, mean, variance);
    }

    public static string GroupNorm(ModuleGraph to, ModuleNode node, string path, string x) =>
        Weighted(to, node, path, x, new Op.GroupNorm(node.Whole(path, "num_groups", 1), node.Number(path, "eps")));

    public static string LayerNorm(ModuleGraph to, ModuleNode node, string path, string x) =>
        Weighted(to, node, path, x, new Op.LayerNorm(node.Numbers(path, "normalized_shape").Length, node.Number(path, "eps")));

    /// <summary>torchvision's, over the channels of N×C×H×W.</summary>
    public static string LayerNormOfChannels(ModuleGraph to, ModuleNode node, string path, string x)
    {
        x = to.Call(ModuleGraph.At(path, "last"), new Op.Permute([0, 2, 3, 1]), x);
        return to.Call(ModuleGraph.At(path, "first"), new Op.Permute([0, 3, 1, 2]), LayerNorm(to, node, path, x));
    }

    public static string InstanceNorm(ModuleGraph to, ModuleNode node, string path, string x)
    {
        if (to.Stored(node, path, "running_mean").Length > 0)
            throw ModuleGraph.Refused(node, path, "keeps running statistics, which is not followed");
        return Weighted(to, node, path, x, new Op.GroupNorm(node.Whole(path, "num_features", 1), node.Number(path, "eps")));
    }

    public static string PRelu(ModuleGraph to, ModuleNode node, string path, string x) =>
        to.Call(path, new Op.PRelu(), x, to.Needed(node, path, "weight"));

    public static string Flatten(ModuleGraph to, ModuleNode node, string path, string x)
    {
        int from = node.Whole(path, "start_dim", -4, 1), upTo = node.Whole(path, "end_dim", -4, -1);
        return from == 0
            ? throw ModuleGraph.Refused(node, path, "joins the images of a batch")
            : to.Call(path, new Op.Flatten(from, upTo), x);
    }

    public static string Permute(ModuleGraph to, ModuleNode node, string path, string x) =>
        to.Call(path, new Op.Permute([.. node.Numbers(path, "dims").Select(d => (long)d)]), x);

    /// <summary>torchvision's transform inside a network: (x − mean)/std.</summary>
    public static string Normalize(ModuleGraph to, ModuleNode node, string path, string x)
    {
        x = to.Call(ModuleGraph.At(path, "centred"), new Op.Subtract(), x, Channels(to, node, path, "mean"));
        return to.Call(path, new Op.Divide(), x, Channels(to, node, path, "std"));
    }

    /// <summary>torchvision's transform inside a network, bilinear as is its default for tensors.</summary>
    public static string Resize(ModuleGraph to, ModuleNode node, string path, string x) =>
        to.Call(path, new Op.Interpolate(node.Pair(path, "size"), 0, 0, InterpolationForm.Bilinear), x);

    private static string Weighted(ModuleGraph to, ModuleNode node, string path, string x, Op op)
    {
        string weight = to.Stored(node, path, "weight"), bias = to.Stored(node, path, "bias");
        return (weight.Length, bias.Length) switch
        {
            (0, 0) => to.Call(path, op, x),
            (_, 0) => to.Call(path, op, x, weight),
            _ => to.Call(path, op, x, weight, bias),
        };
    }

    private static string Channels(ModuleGraph to, ModuleNode node, string path, string name)
    {
        float[] numbers = [.. node.Numbers(path, name).Select(n => (float)n)];
        if (numbers.Length is not (1 or 3)) throw ModuleGraph.Refused(node, path, $"has a {name} that is not followed");
        return to.Graph.Constant(
            ModuleGraph.At(path, $"{name}.constant"),
            new TensorData(DType.Float32, [1, numbers.Length, 1, 1], MemoryMarshal.AsBytes<float>(numbers).ToArray()));
    }

    private static Op.Border Even(Op.Extent by) => new(by.Height, by.Width, by.Height, by.Width);

    // PyTorch puts what is left over behind.
    private static Op.Border Same(Op.Extent window, Op.Extent dilation)
    {
        int rows = dilation.Height * (window.Height - 1), columns = dilation.Width * (window.Width - 1);
        return new Op.Border(rows / 2, columns / 2, rows - (rows / 2), columns - (columns / 2));
    }
}
