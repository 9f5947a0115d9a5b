using Nad.Files.Graphs;

namespace Nad.Models;

/// <summary>What GoogLeNet and Inception-v3 are made of: a convolution, a batch norm and a ReLU.</summary>
internal static class BasicConvolution
{
    public static string Of(ShapedBuilder b, string at, string x, int stride = 1, int? padding = null) =>
        b.Normed(at, $"{at}.conv", $"{at}.bn", x, new Op.Relu(), stride, padding);

    /// <summary>One behind the other; the last has the step.</summary>
    public static string Chain(ShapedBuilder b, string at, string x, ReadOnlySpan<string> names, int stride = 1, int? padding = null)
    {
        for (int i = 0; i < names.Length; i++)
        {
            bool last = i == names.Length - 1;
            x = Of(b, $"{at}.{names[i]}", x, last ? stride : 1, last ? padding : null);
        }

        return x;
    }
}
