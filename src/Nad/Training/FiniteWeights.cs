using Nad.Models;
using Nad.Torch.Checkpoints;

namespace Nad.Training;

/// <summary>Refuses weights that are no numbers: the last step of an epoch can make them from a loss that was one.</summary>
internal static class FiniteWeights
{
    /// <exception cref="TrainingFailedException">A weight or a running statistic is NaN or infinite.</exception>
    public static void Check(Classifier model, string phase, int epoch)
    {
        (long nan, long infinite) = (0, 0);
        foreach (NamedTensor tensor in model.State.Export())
        {
            (long n, long i) = NonFinite.Count(tensor.Data);
            (nan, infinite) = (nan + n, infinite + i);
        }

        if (nan + infinite > 0)
        {
            throw new TrainingFailedException($"{nan + infinite} weights of the {phase} became NaN or infinite in epoch {epoch + 1}. The model that was given is untouched. Use a lower --lr or --beta.");
        }
    }
}
