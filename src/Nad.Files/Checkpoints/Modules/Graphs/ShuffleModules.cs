using System.Runtime.InteropServices;
using Nad.Files.Graphs;

namespace Nad.Files.Checkpoints.Modules.Graphs;

/// <summary>torchvision's ShuffleNetV2.</summary>
internal static class ShuffleModules
{
    public static string Unit(ModuleGraph to, ModuleNode node, string path, string x)
    {
        // What a branch gives is told by its last batch norm.
        long half = node.At("branch2.6")?.Tensors.FirstOrDefault(t => t.Name == "weight")?.Shape is [var channels]
            ? channels
            : throw ModuleGraph.Refused(node, path, "has no second branch");
        bool first = node.Whole(path, "stride", 1) > 1;
        string kept = first ? to.Run(node, path, "branch1", x) : to.Call($"{path}.kept", new Op.Slice(1, 0, half), x);
        string changed = to.Run(node, path, "branch2", first ? x : to.Call($"{path}.changed", new Op.Slice(1, half), x));
        long[] order = new long[2 * half];
        for (int i = 0; i < order.Length; i++) order[i] = (i % 2 * half) + (i / 2);
        TensorData data = new(DType.Int64, [order.Length], MemoryMarshal.AsBytes<long>(order).ToArray());
        return to.Call(
            $"{path}.shuffled", new Op.Gather(1), to.Call(path, new Op.Concat(1), kept, changed), to.Graph.Constant($"{path}.order", data));
    }
}
