using System.Globalization;
using Nad.Files.Checkpoints;

namespace Nad.Training;

/// <summary>Refuses weights that are no numbers: the last step of an epoch can make them from a loss that was one.</summary>
internal static class FiniteWeights
{
    /// <exception cref="TrainingFailedException">A weight or a running statistic is NaN or infinite.</exception>
    public static void Check(IReadOnlyList<NamedTensor> weights, string phase, int epoch, double learningRate)
    {
        (long nan, long infinite) = (0, 0);
        foreach (NamedTensor tensor in weights)
        {
            (long n, long i) = NonFinite.Count(tensor.Data);
            (nan, infinite) = (nan + n, infinite + i);
        }

        if (nan + infinite > 0)
        {
            throw new TrainingFailedException(string.Create(
                CultureInfo.InvariantCulture, $"{nan + infinite} weights of the {phase} became NaN or infinite in epoch {epoch + 1}, at "
                    + $"learning rate {learningRate:g3}. The model that was given is untouched. Use a lower --lr or --beta."));
        }
    }
}
