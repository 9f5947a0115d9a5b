using Nad.Files.Graphs;

namespace Nad.Files.Checkpoints.Modules.Graphs;

/// <summary>Attributes of modules as settings: checked, since anything may stand there.</summary>
internal static class ModuleAttributes
{
    private const long Largest = 4096;

    /// <summary>A whole number from <paramref name="least"/> on.</summary>
    public static int Whole(this ModuleNode node, string path, string name, int least = 0, int? fallback = null) =>
        node.Attributes.GetValueOrDefault(name) switch
        {
            long value when value >= least && value <= Largest * 16 => (int)value,
            null when fallback is { } value => value,
            _ => throw Wrong(node, path, name),
        };

    /// <summary>A number.</summary>
    public static double Number(this ModuleNode node, string path, string name, double? fallback = null) =>
        node.Attributes.GetValueOrDefault(name) switch
        {
            double value when double.IsFinite(value) => value,
            long value => value,
            null when fallback is { } value => value,
            _ => throw Wrong(node, path, name),
        };

    /// <summary>True or false; false where there is none.</summary>
    public static bool Flag(this ModuleNode node, string name) => node.Attributes.GetValueOrDefault(name) is true;

    /// <summary>One number for height and width, or two.</summary>
    public static Op.Extent Pair(this ModuleNode node, string path, string name, int least = 1, Op.Extent? fallback = null) =>
        node.Attributes.GetValueOrDefault(name) switch
        {
            long both when both >= least && both <= Largest => Op.Extent.Of((int)both),
            object?[] and [long height, long width] when Math.Min(height, width) >= least && Math.Max(height, width) <= Largest =>
                new Op.Extent((int)height, (int)width),
            null or object?[] and [] when fallback is { } value => value,
            _ => throw Wrong(node, path, name),
        };

    /// <summary>One number for all sides, or left, right, top and bottom.</summary>
    public static Op.Border Sides(this ModuleNode node, string path, string name) => node.Attributes.GetValueOrDefault(name) switch
    {
        long all and >= 0 and <= Largest => Op.Border.Of((int)all),
        object?[]
            and [long left and >= 0 and <= Largest, long right and >= 0 and <= Largest, long top and >= 0 and <= Largest, long bottom
                and >= 0 and <= Largest] =>
            new Op.Border((int)top, (int)left, (int)bottom, (int)right),
        _ => throw Wrong(node, path, name),
    };

    /// <summary>Numbers in a tuple or list.</summary>
    public static double[] Numbers(this ModuleNode node, string path, string name) =>
        node.Attributes.GetValueOrDefault(name) is object?[] items && items.All(i => i is double or long)
            ? Array.ConvertAll(items, i => i is long whole ? whole : (double)i!)
            : throw Wrong(node, path, name);

    private static UnsupportedInputException Wrong(ModuleNode node, string path, string name) =>
        ModuleGraph.Refused(node, path, $"has a {name} that is not followed");
}
