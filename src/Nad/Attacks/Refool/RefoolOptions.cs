namespace Nad.Attacks;

/// <summary>Settings of Refool.</summary>
/// <remarks>
/// [P] Li et al., ICLR 2021, table 3: GTSRB, target 0, 8 %. [R] Liu et al., ECCV 2020, and its reference code. On the 43 classes of GTSRB 8 % are more images than any class has, so a
/// clean-label attack of [P]'s numbers is impossible: the default poisons 80 % of a large class, and <see cref="DirtyLabel"/> stands for [P]'s rate and target.
/// </remarks>
public sealed record RefoolOptions : AttackOptions
{
    /// <summary>80 % of class 2.</summary>
    public RefoolOptions() => (Target, Rate) = (2, 0.8);

    /// <summary>[P]'s numbers with changed labels: 8 % of the training set, target 0.</summary>
    public static RefoolOptions Dirty { get; } = new() { DirtyLabel = true, Target = 0, Rate = 0.08, Basis = RateBasis.Dataset };

    /// <inheritdoc/>
    public override string Name => "refool";

    /// <summary>Poison images of any class and change their labels. Default off, as in [R].</summary>
    public bool DirtyLabel { get; init; }

    /// <summary>What the rate is a fraction of. Default the target class, see above.</summary>
    public RateBasis Basis { get; init; } = RateBasis.TargetClass;

    /// <summary>One kind of reflection for all; null draws ghost by <see cref="GhostRate"/>, else out of focus. [R] null.</summary>
    public ReflectionKind? Kind { get; init; }

    /// <summary>Probability of a ghost reflection, 0 to 1. [R] 0.49.</summary>
    public double GhostRate { get; init; } = 0.49;

    /// <summary>Reflections drawn to choose from, 1 to 10000. [R] 200; default 40: our choice.</summary>
    public int Candidates { get; init; } = 40;

    /// <summary>Reflections kept as the trigger, 1 to 1000, at most the candidates. Default 8: our choice; image i gets number i modulo this.</summary>
    public int Kept { get; init; } = 8;

    /// <summary>Rounds of adversarial selection, 0 to 1000; each trains a model for 3 epochs. [R] 16; default 3: our choice.</summary>
    public int Rounds { get; init; } = 3;

    /// <summary>Part of the target class that is poisoned in a round, above 0 to 1. [R] 0.4.</summary>
    public double TrialRate { get; init; } = 0.4;

    /// <inheritdoc/>
    public override PoisoningRule Rule => new(Rate, Basis, CleanLabel: !DirtyLabel);

    /// <inheritdoc/>
    public override IReadOnlyList<OptionRow> Rows() =>
    [
        new("dirty label", DirtyLabel),
        new("basis", Basis.ToString(), "what the rate is a fraction of"),
        new("kind", Kind?.ToString() ?? "ghost or out of focus"),
        new("ghost rate", GhostRate, "probability"),
        new("candidates", Candidates),
        new("kept", Kept, "reflections"),
        new("rounds", Rounds, "of adversarial selection"),
        new("trial rate", TrialRate, "of the target class in a round"),
    ];

    /// <inheritdoc/>
    public override IAttack Prepare(AttackContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new Refool(this, context);
    }

    /// <inheritdoc/>
    public override void Validate(int classes)
    {
        base.Validate(classes);
        if (!(GhostRate is >= 0 and <= 1)) throw new NadException($"The ghost rate must be 0 to 1, but is {Text(GhostRate)}.");
        if (Candidates is < 1 or > 10_000) throw new NadException($"The number of candidate reflections must be 1 to 10000, but is {Candidates}.");
        if (Kept is < 1 or > 1000 || Kept > Candidates) throw new NadException($"The reflections kept must be 1 to 1000 and at most the {Candidates} candidates, but are {Kept}.");
        if (Rounds is < 0 or > 1000) throw new NadException($"The rounds of selection must be 0 to 1000, but are {Rounds}.");
        if (!(TrialRate is > 0 and <= 1)) throw new NadException($"The trial rate must be above 0 and at most 1, but is {Text(TrialRate)}.");
    }
}
