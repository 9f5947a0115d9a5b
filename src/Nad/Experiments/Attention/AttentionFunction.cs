using System.Globalization;
using Nad.Defenses;
using Nad.Torch;

namespace Nad.Experiments;

/// <summary>How a feature map becomes a picture of where a model looks: |F_c|^p gathered over the channels c.</summary>
/// <param name="Gather">Over the channels.</param>
/// <param name="Power">Exponent p, above 0.</param>
/// <remarks>Sources: Li et al. 2021, equation 1 (sum and mean); Zagoruyko and Komodakis 2017 (maximum).</remarks>
public sealed record AttentionFunction(ChannelGather Gather, double Power)
{
    /// <summary>The five functions of the paper's figure 12 and table 7: sum, sum², mean, mean², and the maximum².</summary>
    public static IReadOnlyList<AttentionFunction> All { get; } =
        [new(ChannelGather.Mean, 1), new(ChannelGather.Mean, 2), new(ChannelGather.Sum, 1), new(ChannelGather.Sum, 2), new(ChannelGather.Max, 2)];

    /// <summary>As it is typed: <c>sum2</c>, <c>mean</c>, <c>max2</c>.</summary>
    public string Name => Gather.ToString().ToLowerInvariant() + (Power == 1 ? "" : Power.ToString(CultureInfo.InvariantCulture));

    /// <summary>Reads <c>sum</c>, <c>sum2</c>, <c>mean0.5</c>, <c>max2</c> and their like; without a number the power is 1.</summary>
    /// <exception cref="NadException">Not such a name.</exception>
    public static AttentionFunction Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        foreach (ChannelGather gather in Enum.GetValues<ChannelGather>())
        {
            string word = gather.ToString().ToLowerInvariant();
            if (!name.StartsWith(word, StringComparison.Ordinal)) continue;
            if (name.Length == word.Length) return new(gather, 1);
            if (double.TryParse(name.AsSpan(word.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double power) && power is > 0 and <= 100) return new(gather, power);
        }

        throw new NadException($"--function must be sum, mean or max, with the power behind it (sum2, mean, max2), but is '{Printable.Of(name)}'.");
    }

    /// <summary>The map of one image.</summary>
    /// <param name="features">1×C×H×W activations.</param>
    /// <param name="tap">Name of the tap.</param>
    /// <returns>H·W values ≥ 0, not normalised.</returns>
    internal AttentionMapView Of(Tensor features, string tap)
    {
        int channels = (int)features.Shape[1], height = (int)features.Shape[2], width = (int)features.Shape[3];
        float[] values = Gather == ChannelGather.Max
            ? Largest(features.ToFloats(), channels, height * width)
            : AttentionMap.Raw(features, Power, Gather == ChannelGather.Sum ? AttentionOperator.Sum : AttentionOperator.Mean).ToFloats();
        return new AttentionMapView(tap, Name, height, width, values);
    }

    private float[] Largest(float[] features, int channels, int places)
    {
        float[] map = new float[places];
        for (int c = 0; c < channels; c++)
        {
            for (int i = 0; i < places; i++) map[i] = Math.Max(map[i], (float)Math.Pow(Math.Abs(features[(c * places) + i]), Power));
        }

        return map;
    }
}

/// <summary>How |F_c|^p is gathered over the channels c of a picture.</summary>
public enum ChannelGather
{
    /// <summary>Σ_c |F_c|^p.</summary>
    Sum,

    /// <summary>(1/C) Σ_c |F_c|^p.</summary>
    Mean,

    /// <summary>max_c |F_c|^p.</summary>
    Max,
}
