using System.Collections.Immutable;
using Nad.Torch;

namespace Nad.Defenses;

/// <summary>
/// Refuses taps at which distillation cannot act: a map of one pixel, or one that is constant, normalises to the same map in every model,
/// so that its distance and gradient are 0 and the run would silently be finetuning.
/// </summary>
internal static class TapGuard
{
    private const double Flat = 1e-6;

    /// <param name="student">Taps of some clean images.</param>
    /// <param name="teacher">Taps of the same images.</param>
    /// <param name="names">Names of the student's taps.</param>
    /// <param name="options">Attention operator.</param>
    /// <exception cref="UnsupportedInputException">A tap is dead, or the models' taps do not fit.</exception>
    public static void Check(IReadOnlyList<Tensor> student, IReadOnlyList<Tensor> teacher, IReadOnlyList<string> names, NadOptions options)
    {
        if (student.Count != teacher.Count)
        {
            throw new UnsupportedInputException(
                $"Student and teacher must have the same number of taps, but have {student.Count} and {teacher.Count}.");
        }

        using TensorScope scope = TensorScope.Begin();
        ImmutableArray<double> beta = options.BetaFor(names);
        for (int l = 0; l < student.Count; l++)
        {
            if (beta[l] == 0) continue;
            IReadOnlyList<long> s = student[l].Shape, t = teacher[l].Shape;
            if (s[2] != t[2] || s[3] != t[3])
            {
                throw new UnsupportedInputException(
                    $"The attention maps at tap '{names[l]}' must be of one size, but are {s[2]}x{s[3]} (student) and "
                    + $"{t[2]}x{t[3]} (teacher).");
            }

            if (s[2] * s[3] == 1)
            {
                throw new UnsupportedInputException(
                    $"The map at tap '{names[l]}' is 1x1: normalised it is always 1, so nothing can be distilled there. "
                    + "Tap before the global pooling.");
            }

            if (options.Attention == AttentionOperator.Activation && s[1] != t[1])
            {
                throw new UnsupportedInputException(
                    $"Activations at tap '{names[l]}' must have the same channels, but have {s[1]} (student) and {t[1]} (teacher). "
                    + "Distil attention maps instead, or use a teacher of the same width.");
            }

            float[] map = AttentionMap.Of(student[l], options.Power, options.Attention).ToFloats();
            if (map.Chunk(map.Length / (int)s[0]).All(m => m.Max() - m.Min() < Flat))
            {
                throw new UnsupportedInputException(
                    $"The attention map at tap '{names[l]}' is constant for every image, so nothing can be distilled there. "
                    + "Choose another tap, or check the model.");
            }
        }
    }
}
