using Nad.Files.Graphs;

namespace Nad.Models;

/// <summary>Vaswani et al., "Attention Is All You Need", NeurIPS 2017, equation 1, for several heads: softmax(QKᵀ/√d)·V.</summary>
internal static class Attention
{
    /// <summary>Queries, keys and values of N×T×3D, cut into heads: three of N×heads×T×d.</summary>
    public static string[] Part(ShapedBuilder b, string at, string joined, int heads, long width)
    {
        string parted = b.Graph.Call($"{at}.parted", new Op.Reshape([0, 0, 3, heads, width / heads]), joined);
        parted = b.Graph.Call($"{at}.ordered", new Op.Permute([2, 0, 3, 1, 4]), parted);
        return [.. Enumerable.Range(0, 3).Select(i => b.Graph.Call($"{at}.{Names[i]}", new Op.Select(0, i), parted))];
    }

    /// <summary>One of N×T×D, cut into heads: N×heads×T×d.</summary>
    public static string Cut(ShapedBuilder b, string at, string x, int heads, long width) =>
        b.Graph.Call(
            $"{at}.ordered", new Op.Permute([0, 2, 1, 3]), b.Graph.Call($"{at}.parted", new Op.Reshape([0, 0, heads, width / heads]), x));

    /// <summary>What is attended to: N×T×D.</summary>
    /// <param name="b">Is written to.</param>
    /// <param name="at">Place of the attention.</param>
    /// <param name="q">Queries, keys and values.</param>
    /// <param name="heads">How many.</param>
    /// <param name="width">D.</param>
    /// <param name="bias">Adds to the scores what depends on places; null for nothing.</param>
    public static string Of(ShapedBuilder b, string at, string[] q, int heads, long width, Func<string, string>? bias = null)
    {
        string queries = b.Graph.Call($"{at}.scaled", new Op.Affine(1 / Math.Sqrt(width / (double)heads)), q[0]);
        string scores =
            b.Graph.Call($"{at}.scores", new Op.MatMul(), queries, b.Graph.Call($"{at}.turned", new Op.Permute([0, 1, 3, 2]), q[1]));
        if (bias is not null) scores = bias(scores);
        string seen = b.Graph.Call($"{at}.seen", new Op.MatMul(), b.Graph.Call($"{at}.weights", new Op.Softmax(-1), scores), q[2]);
        return b.With(
            b.Graph.Call($"{at}.joined", new Op.Flatten(2), b.Graph.Call($"{at}.tokens", new Op.Permute([0, 2, 1, 3]), seen)), width);
    }

    private static readonly string[] Names = ["queries", "keys", "values"];
}
