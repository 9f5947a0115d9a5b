namespace Nad.Attacks;

/// <summary>Settings of the clean-label attack.</summary>
/// <remarks>[P] Li et al., ICLR 2021, table 3 and section 4.1. [T] Turner, Tsipras and Madry, "Label-Consistent Backdoor Attacks", 2019, and its reference implementations.</remarks>
public sealed record CleanLabelOptions : AttackOptions
{
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
    public override IReadOnlyList<OptionRow> Rows() =>
    [
        new("epsilon", Epsilon, "largest change, of the range 0 to 1"),
        new("step size", StepSize),
        new("pgd steps", Steps),
        new("four corner", FourCorner),
        new("basis", Basis.ToString(), "what the rate is a fraction of"),
    ];

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
        if (!(Epsilon is >= 0 and <= 1)) throw new NadException($"The noise's epsilon must be 0 to 1, but is {Text(Epsilon)}.");
        if (!(StepSize is > 0 and <= 1)) throw new NadException($"The noise's step must be above 0 and at most 1, but is {Text(StepSize)}.");
        if (Steps is < 0 or > 10_000) throw new NadException($"The steps of the noise must be 0 to 10000, but are {Steps}.");
    }
}
