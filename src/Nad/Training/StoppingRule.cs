namespace Nad.Training;

/// <summary>Which epoch of a training is its result, judged by the accuracy on the hold-out.</summary>
/// <remarks>
/// [P] Li et al., ICLR 2021, section 4.4 and appendix J: stop when the validation accuracy no longer improves within a few epochs, for
/// example at epoch 5.
/// </remarks>
public sealed record StoppingRule
{
    /// <summary>
    /// Whether the training ends once the accuracy no longer improves; else all epochs are run and the best is taken. Default on: [P].
    /// </summary>
    public bool Early { get; init; } = true;

    /// <summary>Epochs without improvement before the training ends, ≥ 1. Default 2: our choice for [P]'s "a few".</summary>
    public int Patience { get; init; } = 2;

    /// <summary>What counts as an improvement, 0–1. Default 0.005, half a point: our choice for [P]'s "significant".</summary>
    public double MinDelta { get; init; } = 0.005;

    /// <summary>Epochs that are run in any case, ≥ 1. Default 4: our choice, the learning rate is high before.</summary>
    public int AtLeast { get; init; } = 4;

    /// <summary>
    /// Standard errors of the hold-out's accuracy, ≥ 0, by which the last epoch may stay below the best and still be the result; null, the
    /// default, for the best in any case. 1 in <see cref="TrainingRecipe.Auto"/>: our choice, measured in docs/results/defenses.md. Where
    /// the rate falls to 0 the last epochs are the better ones, and of 20 figures of a few hundred images the highest is high by chance.
    /// </summary>
    public double? LastErrors { get; init; }

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="NadException">A value is outside its range.</exception>
    public void Validate()
    {
        if (Patience < 1) throw new NadException($"The patience of early stopping must be at least 1 epoch, but is {Patience}.");
        if (AtLeast < 1) throw new NadException($"At least 1 epoch must be run, but the rule asks for {AtLeast}.");
        if (LastErrors is { } errors && !(errors >= 0 && double.IsFinite(errors)))
            throw new NadException(
                $"The standard errors that the last epoch may stay below the best must be at least 0, but are {errors}.");
        if (!(MinDelta is >= 0 and <= 1)) throw new NadException($"An improvement must be 0 to 1, but is {MinDelta}.");
    }
}
