using System.Globalization;
using Nad.Defenses;
using Nad.Torch;

namespace Nad.Experiments;

/// <summary>How a feature map becomes a picture of where a model looks: |F_c|^p gathered over the channels c.</summary>
/// <param name="Gather">Over the channels.</param>
/// <param name="Power">Exponent p, above 0.</param>
/// <remarks>Sources: Li et al. 2021, equation 1 (sum and mean); Zagoruyko and Komodakis 2017 (maximum).</remarks>
public sealed record AttentionFunction(AttentionOperator Gather, double Power)
{
    /// <summary>The five functions of the paper's figure 12 and table 7: sum, sum², mean, mean², and the maximum².</summary>
    public static IReadOnlyList<AttentionFunction> All { get; } =
    [
        new(AttentionOperator.Mean, 1),
        new(AttentionOperator.Mean, 2),
        new(AttentionOperator.Sum, 1),
        new(AttentionOperator.Sum, 2),
        new(AttentionOperator.Max, 2)
    ];

    /// <summary>As it is typed: <c>sum2</c>, <c>mean</c>, <c>max2</c>.</summary>
    public string Name => Gather.ToString().ToLowerInvariant() + (Power == 1 ? "" : Power.ToString(CultureInfo.InvariantCulture));

    /// <summary>Reads <c>sum</c>, <c>sum2</c>, <c>mean0.5</c>, <c>max2</c> and their like; without a number the power is 1.</summary>
    /// <exception cref="NadException">Not such a name.</exception>
    public static AttentionFunction Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        foreach (AttentionOperator gather in (AttentionOperator[])[AttentionOperator.Sum, AttentionOperator.Mean, AttentionOperator.Max])
        {
            string word = gather.ToString().ToLowerInvariant();
            if (!name.StartsWith(word, StringComparison.Ordinal)) continue;
            if (name.Length == word.Length) return new(gather, 1);
            if (NumberText.TryReal(name[word.Length..], out double power, out _) && power is > 0 and <= 100) return new(gather, power);
        }

        throw new NadException(
            $"--function must be sum, mean or max, with the power behind it (sum2, mean, max2), but is '{Printable.Of(name)}'.");
    }

    /// <summary>The map of one image.</summary>
    /// <param name="features">1×C×H×W activations.</param>
    /// <param name="tap">Name of the tap.</param>
    /// <returns>H·W values ≥ 0, not normalised.</returns>
    internal AttentionMapView Of(Tensor features, string tap)
    {
        float[] values = AttentionMap.Raw(features, Power, Gather).ToFloats();
        return new AttentionMapView(tap, Name, (int)features.Shape[2], (int)features.Shape[3], values);
    }
}
