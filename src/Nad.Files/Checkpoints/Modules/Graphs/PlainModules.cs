using Nad.Files.Graphs;

namespace Nad.Files.Checkpoints.Modules.Graphs;

/// <summary>Layers of <c>torch.nn</c> without weights: activations, pools, borders.</summary>
internal static class PlainModules
{
    // From a size of map on that no pool or resize of a classifier makes.
    private const int LargestMap = 1024;

    public static ModuleWriter Of(Func<ModuleNode, string, Op> op) => (to, node, path, x) => to.Call(path, op(node, path), x);

    public static ModuleWriter Nothing { get; } = (_, _, _, x) => x;

    public static Op Elu(ModuleNode node, string path) => new Op.Elu(node.Number(path, "alpha", 1));

    public static Op Celu(ModuleNode node, string path)
    {
        double alpha = node.Number(path, "alpha", 1);
        return alpha > 0 ? new Op.Elu(alpha, 1, 1 / alpha) : throw ModuleGraph.Refused(node, path, "has an alpha that is not followed");
    }

    public static Op Gelu(ModuleNode node, string path) => new Op.Gelu(node.Attributes.GetValueOrDefault("approximate") is "tanh");

    public static Op Softmax(ModuleNode node, string path) => new Op.Softmax(Dimension(node, path));

    public static Op LogSoftmax(ModuleNode node, string path) => new Op.LogSoftmax(Dimension(node, path));

    public static Op MaxPool(ModuleNode node, string path)
    {
        if (node.Flag("return_indices")) throw ModuleGraph.Refused(node, path, "asks where the largest elements were");
        Op.Extent window = node.Pair(path, "kernel_size"), by = node.Pair(path, "padding", 0, new Op.Extent(0, 0));
        Check(node, path, window, by);
        return new Op.MaxPool(
            window,
            node.Pair(path, "stride", 1, window),
            new Op.Border(by.Height, by.Width, by.Height, by.Width),
            node.Pair(path, "dilation", 1, Op.Extent.Of(1)),
            node.Flag("ceil_mode"));
    }

    public static Op AveragePool(ModuleNode node, string path)
    {
        if (node.Attributes.GetValueOrDefault("divisor_override") is not null)
            throw ModuleGraph.Refused(node, path, "has a divisor of its own");
        Op.Extent window = node.Pair(path, "kernel_size"), by = node.Pair(path, "padding", 0, new Op.Extent(0, 0));
        Check(node, path, window, by);
        bool counts = node.Attributes.GetValueOrDefault("count_include_pad") is not false;
        return new Op.AveragePool(
            window,
            node.Pair(path, "stride", 1, window),
            new Op.Border(by.Height, by.Width, by.Height, by.Width),
            node.Flag("ceil_mode"),
            counts);
    }

    public static Op AdaptiveAveragePool(ModuleNode node, string path) => new Op.AdaptiveAveragePool(Map(node, path, "output_size"));

    public static Op AdaptiveMaxPool(ModuleNode node, string path) =>
        node.Flag("return_indices")
            ? throw ModuleGraph.Refused(node, path, "asks where the largest elements were")
            : new Op.AdaptiveMaxPool(Map(node, path, "output_size"));

    public static ModuleWriter Pad(PaddingForm form) => (to, node, path, x) =>
        to.Call(path, new Op.Pad(to.Around(node, path, node.Sides(path, "padding")), form, node.Number(path, "value", 0)), x);

    public static Op Upsample(ModuleNode node, string path)
    {
        InterpolationForm form = node.Attributes.GetValueOrDefault("mode") switch
        {
            "nearest" => InterpolationForm.Nearest,
            "bilinear" => InterpolationForm.Bilinear,
            "bicubic" => InterpolationForm.Bicubic,
            _ => throw ModuleGraph.Refused(node, path, "has a mode that is not followed"),
        };
        return new Op.Interpolate(Map(node, path, "size"), 0, 0, form, node.Flag("align_corners"));
    }

    private static int Dimension(ModuleNode node, string path) =>
        node.Whole(path, "dim", -4, 1) is var dim and not 0 ? dim : throw ModuleGraph.Refused(node, path, "joins the images of a batch");

    private static Op.Extent Map(ModuleNode node, string path, string name) =>
        node.Pair(path, name) is var size && Math.Max(size.Height, size.Width) <= LargestMap
            ? size
            : throw ModuleGraph.Refused(node, path, $"has a {name} that is not followed");

    private static void Check(ModuleNode node, string path, Op.Extent window, Op.Extent by)
    {
        if (by.Height > window.Height / 2 || by.Width > window.Width / 2)
            throw ModuleGraph.Refused(node, path, "has a border wider than half of its window");
    }
}
