namespace Nad.Attacks;

/// <summary>Settings of Refool.</summary>
/// <remarks>
/// [P] Li et al., ICLR 2021, table 3: GTSRB, target 0, 8 %. [R] Liu et al., ECCV 2020, and its reference code. On the 43 classes of GTSRB 8
/// % are more images than any class has, so a clean-label attack of [P]'s numbers is impossible: the default poisons 80 % of a large class,
/// and <see cref="DirtyLabel"/> stands for [P]'s rate and target.
/// </remarks>
public sealed record RefoolOptions : AttackOptions
{
    /// <summary>80 % of class 2.</summary>
    public RefoolOptions() => (Target, Rate) = (2, 0.8);

    /// <summary>[P]'s numbers with changed labels: 8 % of the training set, target 0.</summary>
    public static RefoolOptions Dirty { get; } = new() { DirtyLabel = true, Target = 0, Rate = 0.08, Basis = RateBasis.Dataset };

    /// <summary>Every setting that not all attacks have, declared once.</summary>
    public static IReadOnlyList<Setting<RefoolOptions>> Settings { get; } =
    [
        new Setting<RefoolOptions, bool>(
            nameof(DirtyLabel), "dirty label",
            "Poison images of any class and change their labels; the target is then 0 and the rate 0.08 of all images, "
                + "unless they are given",
            ValueKind.Switch, o => o.DirtyLabel,
            (o, v) => v ? o with { DirtyLabel = true, Target = Dirty.Target, Rate = Dirty.Rate, Basis = Dirty.Basis } : o)
        {
            Option = "--dirty", Source = "[R] off",
        },
        AttackSettings.Basis<RefoolOptions>(o => o.Basis, (o, v) => o with { Basis = v }),
        new Setting<RefoolOptions, ReflectionKind?>(
            nameof(Kind), "kind", "Reflections, of which mixed are ghost or out of focus",
            ValueKind.Choice(
                "mixed",
                "ghost or out of focus",
                ("ghost", ReflectionKind.Ghost),
                ("out-of-focus", ReflectionKind.OutOfFocus),
                ("in-focus", ReflectionKind.InFocus)),
            o => o.Kind, (o, v) => o with { Kind = v }) { Option = "--kind", Placeholder = "NAME", Source = "[R] mixed" },
        new Setting<RefoolOptions, double>(
            nameof(GhostRate), "ghost rate", "Probability of a ghost among mixed reflections",
            ValueKind.Number("0 to 1", v => v is >= 0 and <= 1), o => o.GhostRate,
            (o, v) => o with { GhostRate = v }) { Note = "probability", Source = "[R]" },
        new Setting<RefoolOptions, int>(
            nameof(Candidates), "candidates", "Reflections drawn to choose from", ValueKind.Whole(1, 10_000), o => o.Candidates,
            (o, v) => o with { Candidates = v }) { Option = "--candidates", Source = "our choice; [R] 200" },
        new Setting<RefoolOptions, int>(
            nameof(Kept), "kept", "Reflections that make the trigger, at most the candidates",
            ValueKind.Whole(1, 1000), o => o.Kept, (o, v) => o with { Kept = v }) { Option = "--kept", Note = "reflections" },
        new Setting<RefoolOptions, int>(
            nameof(Rounds), "rounds", "Rounds of adversarial selection, each of which trains for 3 epochs", ValueKind.Whole(0, 1000),
            o => o.Rounds, (o, v) => o with { Rounds = v })
        {
            Option = "--rounds",
            Note = "of adversarial selection",
            Details = "0 takes the first",
            Source = "our choice; [R] 16"
        },
        new Setting<RefoolOptions, double>(
            nameof(TrialRate), "trial rate", "Part of the target class that is poisoned in a round", ValueKind.Part, o => o.TrialRate,
            (o, v) => o with { TrialRate = v })
        {
            Note = "of the target class in a round", Source = "[R] code",
        },
    ];

    /// <inheritdoc/>
    public override string Name => "refool";

    /// <inheritdoc/>
    public override bool UsesReflections => true;

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

    /// <summary>
    /// Reflections kept as the trigger, 1 to 1000, at most the candidates. Default 8: our choice; image i gets number i modulo this.
    /// </summary>
    public int Kept { get; init; } = 8;

    /// <summary>Rounds of adversarial selection, 0 to 1000; each trains a model for 3 epochs. [R] 16; default 3: our choice.</summary>
    public int Rounds { get; init; } = 3;

    /// <summary>Part of the target class that is poisoned in a round, above 0 to 1. [R] 0.4.</summary>
    public double TrialRate { get; init; } = 0.4;

    /// <inheritdoc/>
    public override PoisoningRule Rule => new(Rate, Basis, CleanLabel: !DirtyLabel);

    /// <inheritdoc/>
    public override IReadOnlyList<OptionRow> Rows() => Settings.Rows(this);

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
        Settings.Check(this);
        if (Kept > Candidates) throw new NadException($"The reflections kept must be at most the {Candidates} candidates, but are {Kept}.");
    }
}
