using Nad.Files.Graphs;

namespace Nad.Files.Checkpoints.Modules.Graphs;

/// <summary>torchvision's Swin transformer, the first version.</summary>
internal static class WindowModules
{
    public static string Transformer(ModuleGraph to, ModuleNode node, string path, string x)
    {
        x = to.Run(node, path, x, ["features", "norm"]);
        x = to.Run(node, path, "avgpool", to.Call(ModuleGraph.At(path, "channels"), new Op.Permute([0, 3, 1, 2]), x));
        return to.Run(node, path, "head", to.Call(ModuleGraph.At(path, "flat"), new Op.Flatten(1), x));
    }

    public static string Block(ModuleGraph to, ModuleNode node, string path, string x)
    {
        string y = to.Run(node, path, x, ["norm1", "attn"]);
        x = to.Call($"{path}.attended", new Op.Add(), x, to.Run(node, path, "stochastic_depth", y));
        y = to.Run(node, path, x, ["norm2", "mlp"]);
        return to.Call(path, new Op.Add(), x, to.Run(node, path, "stochastic_depth", y));
    }

    public static string Merge(ModuleGraph to, ModuleNode node, string path, string x) =>
        to.Run(node, path, to.Call($"{path}.four", new Op.MergePatches(), x), ["norm", "reduction"]);

    /// <summary>softmax(QKᵀ/√d + bias)·V within each window.</summary>
    public static string WithinWindows(ModuleGraph to, ModuleNode node, string path, string x)
    {
        Op.Extent window = node.Pair(path, "window_size"), shift = node.Pair(path, "shift_size", 0);
        int heads = node.Whole(path, "num_heads", 1);
        ModuleNode queries = node.Child("qkv") ?? throw ModuleGraph.Refused(node, path, "lacks qkv");
        int width = queries.Whole(ModuleGraph.At(path, "qkv"), "in_features", 1);
        if (width % heads != 0 || Math.Max(window.Height, window.Width) > RelativePlaces.LargestSide || shift.Height >= window.Height
            || shift.Width >= window.Width)
            throw ModuleGraph.Refused(node, path, "is of a form that is not followed");
        long tokens = window.Height * window.Width;
        string table = to.Needed(node, path, "relative_position_bias_table");
        _ = to.Needed(node, path, "relative_position_index");

        string map = x;
        x = to.Run(node, path, "qkv", to.Call($"{path}.windows", new Op.CutWindows(window, shift), x));
        x = to.Call(
            $"{path}.ordered",
            new Op.Permute([2, 0, 3, 1, 4]),
            to.Call($"{path}.parted", new Op.Reshape([0, 0, 3, heads, width / heads]), x));
        string q = to.Call(
            $"{path}.queries", new Op.Affine(1 / Math.Sqrt(width / (double)heads)), to.Call($"{path}.unscaled", new Op.Select(0, 0), x));
        string k = to.Call($"{path}.keys", new Op.Permute([0, 1, 3, 2]), to.Call($"{path}.unturned", new Op.Select(0, 1), x));
        string bias = to.Call(
            $"{path}.found", new Op.Gather(0), table, to.Shared($"places.{window.Height}x{window.Width}", () => RelativePlaces.Of(window)));
        bias = to.Call($"{path}.bias", new Op.Permute([2, 0, 1]), to.Call($"{path}.square", new Op.Reshape([-1, tokens, heads]), bias));
        string scores = to.Call($"{path}.biased", new Op.Add(), to.Call($"{path}.scores", new Op.MatMul(), q, k), bias);
        if (shift.Height > 0 || shift.Width > 0) scores = to.Call($"{path}.masked", new Op.MaskWindows(window, shift), scores, map);
        string seen = to.Call(
            $"{path}.seen",
            new Op.MatMul(),
            to.Call($"{path}.weights", new Op.Softmax(-1), scores),
            to.Call($"{path}.values", new Op.Select(0, 2), x));
        seen = to.Call($"{path}.flat", new Op.Flatten(2), to.Call($"{path}.tokens", new Op.Permute([0, 2, 1, 3]), seen));
        return to.Call(path, new Op.JoinWindows(window, shift), to.Run(node, path, "proj", seen), map);
    }
}
