using System.Collections.Immutable;

namespace Nad.Defenses;

/// <summary>How β is chosen: the largest that the hold-out bears.</summary>
/// <remarks>
/// [P] Li et al., ICLR 2021, section 4.3: raise β until the validation accuracy falls below what is accepted; attack success falls with β. [P]
/// prints neither steps nor threshold.
/// </remarks>
public sealed record BetaSearch
{
    /// <summary>Values that are tried, rising, each for all taps; for <see cref="DistanceForm.Mse"/>. Default: our choice, up to the 50,000 at which [P] sees accuracy collapse.</summary>
    public ImmutableArray<double> Grid { get; init; } = [500, 1000, 2000, 5000, 10_000, 20_000, 50_000];

    /// <summary>Values for <see cref="DistanceForm.L2"/>, at which a β of 100 already ruins a model. Source: our choice.</summary>
    public static ImmutableArray<double> GridOfL2 { get; } = [0.5, 1, 2, 5, 10, 20, 50];

    /// <summary>Loss of hold-out accuracy that is accepted, against the given model, 0–1. Default 0.03: our choice.</summary>
    public double MaxDrop { get; init; } = 0.03;

    /// <summary>
    /// Loss that is accepted against the student of the smallest β, where that one already loses more than <see cref="MaxDrop"/>, 0–1: a model that was
    /// trained on the very images that are held out looks better on them than it is. Default 0.02: our choice.
    /// </summary>
    public double RelativeDrop { get; init; } = 0.02;

    /// <summary>
    /// Where the finetuned teacher already loses more than <see cref="MaxDrop"/>: a student is accepted that is as good as the teacher, less this many standard errors of its accuracy on
    /// the hold-out, at least 0. Null, the default: the smallest β is the measure, see <see cref="RelativeDrop"/>, as it is for any other teacher.
    /// </summary>
    public double? TeacherErrors { get; init; }

    /// <summary>
    /// Whether the largest value is tried first, and smaller ones only where the hold-out does not bear it: the same choice as from below wherever a larger β costs more accuracy,
    /// with fewer trainings where the largest is right. Default false: [P] raises β.
    /// </summary>
    public bool FromLargest { get; init; }

    /// <summary>
    /// For each value of <see cref="Grid"/> a factor on the weight of the given model's outputs, above 0: what is pulled harder towards the teacher is held less to what
    /// the given model answers, so that one row of settings leads from gentle to strong. Empty, the default: 1 for all.
    /// </summary>
    public ImmutableArray<double> OutputFactors { get; init; } = [];

    /// <summary>What holds the student of a β to the given model's outputs.</summary>
    /// <param name="beta">One of <see cref="Grid"/>.</param>
    /// <param name="outputs">What was asked; null for nothing.</param>
    public OutputDistillation? OutputsAt(double beta, OutputDistillation? outputs) =>
        OutputFactors.IsEmpty || outputs is null ? outputs : outputs with { Weight = outputs.Weight * OutputFactors[Grid.IndexOf(beta)] };

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="NadException">A value is outside its range.</exception>
    public void Validate()
    {
        if (Grid.IsDefaultOrEmpty || Grid.Any(b => !(b > 0 && double.IsFinite(b))) || Grid.Zip(Grid.Skip(1)).Any(p => p.First >= p.Second)) throw new NadException("The values of beta that are tried must be above 0 and rise.");
        if (OutputFactors.IsDefault || (!OutputFactors.IsEmpty && OutputFactors.Length != Grid.Length) || OutputFactors.Any(f => !(f > 0 && double.IsFinite(f)))) throw new NadException("There must be one factor above 0 on the weight of the outputs for each value of beta that is tried, or none.");
        if (!(MaxDrop is >= 0 and <= 1)) throw new NadException($"The loss of accuracy that is accepted must be 0 to 100 percentage points, but is {MaxDrop * 100}.");
        if (TeacherErrors is { } errors && !(errors >= 0 && double.IsFinite(errors))) throw new NadException($"The standard errors that a student may stay below its teacher must be at least 0, but are {errors}.");
        if (!(RelativeDrop is >= 0 and <= 1)) throw new NadException($"The loss of accuracy that is accepted must be 0 to 100 percentage points, but is {RelativeDrop * 100}.");
    }
}
