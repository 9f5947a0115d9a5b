namespace Nad.Attacks;

/// <summary>Settings of the clean-label attack.</summary>
/// <remarks>
/// [P] Li et al., ICLR 2021, table 3 and section 4.1. [T] Turner, Tsipras and Madry, "Label-Consistent Backdoor Attacks", 2019, and its
/// reference implementations.
/// </remarks>
public sealed record CleanLabelOptions : AttackOptions
{
    /// <summary>Every setting that not all attacks have, declared once.</summary>
    public static IReadOnlyList<Setting<CleanLabelOptions>> Settings { get; } =
    [
        new Setting<CleanLabelOptions, double>(
            nameof(Epsilon), "epsilon", "Largest change of a pixel by the adversarial noise, as a part of its range",
            ValueKind.Number("0 to 1", v => v is >= 0 and <= 1), o => o.Epsilon, (o, v) => o with { Epsilon = v })
        {
            Option = "--epsilon", Placeholder = "E", Note = "largest change, of the range 0 to 1", Source = "[P]; [T] 8/255 to 32/255",
        },
        new Setting<CleanLabelOptions, double>(
            nameof(StepSize), "step size", "Step of the noise, as a part of the range of a pixel", ValueKind.Part, o => o.StepSize,
            (o, v) => o with { StepSize = v })
        {
            Default = "1.5/255", Source = "[T]",
        },
        new Setting<CleanLabelOptions, int>(
            nameof(Steps), "pgd steps", "Steps of the noise, of which 0 needs no source model",
            ValueKind.Whole(0, 10_000), o => o.Steps, (o, v) => o with { Steps = v }) { Option = "--pgd-steps", Source = "[T]" },
        new Setting<CleanLabelOptions, bool>(
            nameof(FourCorner), "four corner", "The grid in all four corners, for models trained with crop and flip",
            ValueKind.Switch, o => o.FourCorner, (o, v) => o with { FourCorner = v }) { Option = "--four-corner", Source = "[T]" },
        AttackSettings.Basis<CleanLabelOptions>(o => o.Basis, (o, v) => o with { Basis = v }),
    ];

    /// <summary>[P]'s rate: 8 %.</summary>
    public CleanLabelOptions() => Rate = 0.08;

    /// <inheritdoc/>
    public override string Name => "cl";

    /// <summary>Largest change ε of a pixel by the adversarial noise, 0 to 1 of its range. [P] 0.15; [T] 8/255 to 32/255.</summary>
    public double Epsilon { get; init; } = 0.15;

    /// <summary>Step of the adversarial noise, above 0 to 1. [T] 1.5/255.</summary>
    public double StepSize { get; init; } = 1.5 / 255;

    /// <summary>Steps of projected gradient ascent, 0 to 10000. [T] 100.</summary>
    public int Steps { get; init; } = 100;

    /// <summary>The grid in all four corners instead of one: [T]'s variant for models trained with crop and flip. Default off.</summary>
    public bool FourCorner { get; init; }

    /// <summary>What the rate is a fraction of. [P] leaves it open; default all training images.</summary>
    public RateBasis Basis { get; init; } = RateBasis.Dataset;

    /// <inheritdoc/>
    public override bool NeedsSourceModel => Steps > 0;

    /// <inheritdoc/>
    public override PoisoningRule Rule => new(Rate, Basis, CleanLabel: true);

    /// <inheritdoc/>
    public override IReadOnlyList<OptionRow> Rows() => Settings.Rows(this);

    /// <inheritdoc/>
    public override IAttack Prepare(AttackContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new CleanLabel(this, context);
    }

    /// <inheritdoc/>
    public override void Validate(int classes)
    {
        base.Validate(classes);
        Settings.Check(this);
    }
}
