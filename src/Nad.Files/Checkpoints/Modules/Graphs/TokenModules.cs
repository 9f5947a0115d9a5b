using Nad.Files.Graphs;

namespace Nad.Files.Checkpoints.Modules.Graphs;

/// <summary>torchvision's vision transformer.</summary>
internal static class TokenModules
{
    public static string Transformer(ModuleGraph to, ModuleNode node, string path, string x)
    {
        string token = to.Needed(node, path, "class_token");
        x = to.Run(node, path, "conv_proj", x);
        x = to.Call(
            ModuleGraph.At(path, "tokens"), new Op.Permute([0, 2, 1]), to.Call(ModuleGraph.At(path, "pixels"), new Op.Flatten(2), x));
        x = to.Call(
            ModuleGraph.At(path, "tokens.joined"),
            new Op.Concat(1),
            to.Call(ModuleGraph.At(path, "class"), new Op.ExpandBatch(), token, x),
            x);
        x = to.Call(ModuleGraph.At(path, "answer"), new Op.Select(1, 0), to.Run(node, path, "encoder", x));
        return to.Run(node, path, "heads", x);
    }

    public static string Encoder(ModuleGraph to, ModuleNode node, string path, string x)
    {
        string places = to.Needed(node, path, "pos_embedding");
        return to.Run(node, path, to.Call(ModuleGraph.At(path, "placed"), new Op.Add(), x, places), ["dropout", "layers", "ln"]);
    }

    public static string Block(ModuleGraph to, ModuleNode node, string path, string x)
    {
        x = to.Call(ModuleGraph.At(path, "attended"), new Op.Add(), to.Run(node, path, x, ["ln_1", "self_attention", "dropout"]), x);
        return to.Call(path, new Op.Add(), x, to.Run(node, path, x, ["ln_2", "mlp"]));
    }

    /// <summary>softmax(QKᵀ/√d)·V of one value with itself, in several heads.</summary>
    public static string SelfAttention(ModuleGraph to, ModuleNode node, string path, string x)
    {
        int heads = node.Whole(path, "num_heads", 1), width = node.Whole(path, "embed_dim", 1);
        if (width % heads != 0 || !node.Flag("batch_first") || node.Flag("add_zero_attn"))
            throw ModuleGraph.Refused(node, path, "is of a form that is not followed");
        string weight = to.Needed(node, path, "in_proj_weight"), bias = to.Needed(node, path, "in_proj_bias");
        string parted = to.Call(
            $"{path}.parted",
            new Op.Reshape([0, 0, 3, heads, width / heads]),
            to.Call($"{path}.in_proj", new Op.Linear(), x, weight, bias));
        parted = to.Call($"{path}.ordered", new Op.Permute([2, 0, 3, 1, 4]), parted);
        string queries = to.Call(
            $"{path}.queries",
            new Op.Affine(1 / Math.Sqrt(width / (double)heads)),
            to.Call($"{path}.unscaled", new Op.Select(0, 0), parted));
        string keys = to.Call($"{path}.keys", new Op.Permute([0, 1, 3, 2]), to.Call($"{path}.unturned", new Op.Select(0, 1), parted));
        string weights = to.Call($"{path}.weights", new Op.Softmax(-1), to.Call($"{path}.scores", new Op.MatMul(), queries, keys));
        string seen = to.Call($"{path}.seen", new Op.MatMul(), weights, to.Call($"{path}.values", new Op.Select(0, 2), parted));
        return to.Run(
            node,
            path,
            "out_proj",
            to.Call($"{path}.joined", new Op.Flatten(2), to.Call($"{path}.tokens", new Op.Permute([0, 2, 1, 3]), seen)));
    }
}
