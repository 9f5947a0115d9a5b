using Nad.Files.Graphs;

namespace Nad.Files.Checkpoints.Modules.Graphs;

/// <summary>The modules of torchvision's Inception-v3.</summary>
internal static class InceptionModules
{
    /// <summary>Branches, and a convolution of means over 3×3 windows.</summary>
    public static ModuleWriter Averaging(params string[][] branches) => (to, node, path, x) =>
        to.Call(path, new Op.Concat(1), [.. branches.Select(b => to.Run(node, path, x, b)), Averaged(to, node, path, x)]);

    /// <summary>Branches whose last convolution has step 2, and a pool of step 2.</summary>
    public static ModuleWriter Halving(params string[][] branches) =>
        (to, node, path, x) =>
            to.Call(
                path,
                new Op.Concat(1),
                [.. branches.Select(b => to.Run(node, path, x, b)), to.Call(ModuleGraph.At(path, "branch_pool"), new Op.MaxPool(3, 2), x)]);

    /// <summary>Branches that end in two convolutions beside each other.</summary>
    public static string Forking(ModuleGraph to, ModuleNode node, string path, string x)
    {
        string few = to.Run(node, path, "branch3x3_1", x), many = to.Run(node, path, x, ["branch3x3dbl_1", "branch3x3dbl_2"]);
        return to.Call(
            path,
            new Op.Concat(1),
            to.Run(node, path, "branch1x1", x),
            to.Run(node, path, "branch3x3_2a", few),
            to.Run(node, path, "branch3x3_2b", few),
            to.Run(node, path, "branch3x3dbl_3a", many),
            to.Run(node, path, "branch3x3dbl_3b", many),
            Averaged(to, node, path, x));
    }

    private static string Averaged(ModuleGraph to, ModuleNode node, string path, string x) =>
        to.Run(node, path, "branch_pool", to.Call(ModuleGraph.At(path, "averaged"), new Op.AveragePool(3, 1, 1), x));
}
