// Zagoruyko and Komodakis, "Paying More Attention to Attention", ICLR 2017; Li et al., ICLR 2021, equations 1 and 2.
using Nad.Torch;

namespace Nad.Defenses;

/// <summary>Where a feature map looks: channels gathered, space flattened, length 1.</summary>
public static class AttentionMap
{
    // As in the authors' code; a map of zeros stays zeros.
    private const double Epsilon = 1e-6;

    // Below the smallest norm that matters; the gradient of √ stays finite at 0.
    private const double Tiny = 1e-24;

    /// <summary>
    /// Unit-norm spatial attention: Σ_c |F_c|^p (or its mean or its largest over c), flattened over space, divided by its ℓ2 norm + 1e-6.
    /// For
    /// <see cref="AttentionOperator.Activation"/> the activations themselves, flattened over channels too.
    /// </summary>
    /// <param name="features">N×C×H×W activations, floating point; not modified.</param>
    /// <param name="power">Exponent p, dimensionless, greater than 0.</param>
    /// <param name="gather">How channels are gathered.</param>
    /// <returns>N×(H·W), or N×(C·H·W) for activations, each row of norm 1 (0 where every activation is 0). Owned by the current
    /// scope.</returns>
    /// <exception cref="NadException"><paramref name="features"/> is not 4-D.</exception>
    /// <remarks>Source: Li et al. 2021, equation 1 and the normalisation of equation 2.</remarks>
    public static Tensor Of(Tensor features, double power = 2, AttentionOperator gather = AttentionOperator.Sum)
    {
        return Normalised(gather == AttentionOperator.Activation ? Checked(features) : Raw(features, power, gather));
    }

    /// <summary>Flattens N×H×W maps to N×(H·W), or N×C×H×W activations to N×(C·H·W), and divides each row by its ℓ2 norm + 1e-6.</summary>
    public static Tensor Normalised(Tensor maps)
    {
        ArgumentNullException.ThrowIfNull(maps);
        Tensor map = maps.Flatten(1);                                                      // N×HW
        return map / ((map * map).Sum([1], keepDims: true).ClampMin(Tiny).Sqrt() + Epsilon);
    }

    /// <summary>The same before flattening and normalisation: N×H×W, ≥ 0. Activations, which are no map, are shown by their sum.</summary>
    public static Tensor Raw(Tensor features, double power = 2, AttentionOperator gather = AttentionOperator.Sum)
    {
        Checked(features);
        // |x|^2 = x·x and |x|^1 = |x| without the general power, whose gradient costs more.
        Tensor strength = power switch
        {
            2 => features * features,
            1 => features.Abs(),
            < 1 => Root(features.Abs(), power),
            _ => features.Abs().Pow(power)
        };
        return gather switch
        {
            AttentionOperator.Mean => strength.Mean([1]),
            AttentionOperator.Max => strength.Max([1]),
            _ => strength.Sum([1]),
        };
    }

    /// <summary>Mean distance of normalised maps, N×(H·W) each.</summary>
    /// <returns>A scalar: (1/(N·H·W)) Σ d_n² or (1/N) Σ √(d_n² + 1e-12), d_n the Euclidean distance of row n.</returns>
    public static Tensor Distance(Tensor student, Tensor teacher, DistanceForm form)
    {
        ArgumentNullException.ThrowIfNull(student);
        Tensor difference = student - teacher;
        Tensor square = difference * difference;
        // 1e-12 keeps the gradient finite where both maps agree.
        return form == DistanceForm.Mse ? square.Mean() : (square.Sum([1]) + 1e-12).Sqrt().Mean();
    }

    private static Tensor Checked(Tensor features)
    {
        ArgumentNullException.ThrowIfNull(features);
        return features.Dimensions == 4
            ? features
            : throw new NadException(
                $"Attention maps need N×C×H×W features, but got {features.ShapeText}. Tap a convolutional group of the model.");
    }

    // x^p for x ≥ 0 and p < 1, whose slope at 0 is infinite and would turn the slope 0 of |x| there into no number: x·max(x, 1e-18)^(p−1)
    // is the same function but for a last straight piece.
    private static Tensor Root(Tensor x, double power) => x * x.ClampMin(1e-18).Pow(power - 1);
}
