namespace Nad.Attacks;

/// <summary>Settings of SIG.</summary>
/// <remarks>[P] Li et al., ICLR 2021, table 3. [C] the authors' code, bboylyg/NAD@f17b713. [B] Barni et al., ICIP 2019.</remarks>
public sealed record SigOptions : AttackOptions
{
    /// <summary>[P]'s rate: 8 %.</summary>
    public SigOptions() => Rate = 0.08;

    /// <inheritdoc/>
    public override string Name => "sig";

    /// <summary>Amplitude Δ of the sinusoid in pixel values, above 0 to 255. [P] and [B] 20.</summary>
    public double Amplitude { get; init; } = 20;

    /// <summary>Periods f per image width, above 0. [P] and [B] 6.</summary>
    public double Frequency { get; init; } = 6;

    /// <summary>
    /// The mask that [C] ships instead of the formula: ⌊20·sin(0.8·j)⌋ wrapped to a byte in column j, blended with weight 0.2. Default off.
    /// </summary>
    public bool AuthorsMask { get; init; }

    /// <summary>What the rate is a fraction of. [P] leaves it open; default all training images, [C] works out as the target class.</summary>
    public RateBasis Basis { get; init; } = RateBasis.Dataset;

    /// <inheritdoc/>
    public override PoisoningRule Rule => new(Rate, Basis, CleanLabel: true);

    /// <inheritdoc/>
    public override IReadOnlyList<OptionRow> Rows() =>
    [
        new("amplitude", Amplitude, "pixel values"),
        new("frequency", Frequency, "periods per width"),
        new("authors mask", AuthorsMask),
        new("basis", Basis.ToString(), "what the rate is a fraction of"),
    ];

    /// <inheritdoc/>
    public override IAttack Prepare(AttackContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new Sig(this, context.Classes, context.Images.Height, context.Images.Width);
    }

    /// <inheritdoc/>
    public override void Validate(int classes)
    {
        base.Validate(classes);
        new SineTrigger(Amplitude, Frequency).Validate();
    }
}
