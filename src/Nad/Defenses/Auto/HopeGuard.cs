using System.Globalization;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>
/// Ends a training whose rate is hopelessly high after the epoch that shows it, so that the next rate is tried at once. A network whose
/// last layer weighs thousands of features bears a tenth of the rate that one of 64 features does; above it the loss does not rise a
/// little, but a hundredfold.
/// </summary>
internal static class HopeGuard
{
    /// <summary>
    /// How many times worse than guessing an epoch is when nothing good comes after it: our choice, measured in
    /// docs/decisions/0025-hopeless-rates.md.
    /// </summary>
    public const double Factor = 2;

    /// <summary>The same run, in which such an epoch ends a training.</summary>
    /// <param name="run">The run.</param>
    /// <param name="classes">Classes; guessing has a cross-entropy of their logarithm.</param>
    public static RunContext Watched(RunContext run, int classes)
    {
        double most = Factor * Math.Log(classes);
        return run with
        {
            EpochEnded = (record, model) =>
            {
                run.EpochEnded?.Invoke(record, model);
                if (record.CrossEntropy > most) throw new TrainingFailedException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The cross-entropy of the {record.Phase} was {record.CrossEntropy:0.0} in epoch {record.Epoch}, more than {Factor} "
                        + $"times that of guessing ({most / Factor:0.00}), at learning rate {record.Lr:g3}. "
                        + $"The model that was given is untouched. Use a lower --lr."));
            },
        };
    }
}
