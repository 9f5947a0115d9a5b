namespace Nad.Attacks;

/// <summary>Settings of SIG.</summary>
/// <remarks>[P] Li et al., ICLR 2021, table 3. [C] the authors' code, bboylyg/NAD@f17b713. [B] Barni et al., ICIP 2019.</remarks>
public sealed record SigOptions : AttackOptions
{
    /// <summary>Every setting that not all attacks have, declared once.</summary>
    public static IReadOnlyList<Setting<SigOptions>> Settings { get; } =
    [
        new Setting<SigOptions, double>(
            nameof(Amplitude), "amplitude", "Amplitude Δ of the sinusoid in pixel values",
            ValueKind.Number("above 0 and at most 255", v => v is > 0 and <= 255), o => o.Amplitude, (o, v) => o with { Amplitude = v })
        {
            Option = "--delta", Placeholder = "D", Note = "pixel values", Source = "[P], [B]",
        },
        new Setting<SigOptions, double>(
            nameof(Frequency), "frequency", "Periods f per image width",
            ValueKind.Number("above 0 and at most 1000", v => v is > 0 and <= 1000), o => o.Frequency, (o, v) => o with { Frequency = v })
        {
            Option = "--frequency", Placeholder = "F", Note = "periods per width", Source = "[P], [B]",
        },
        new Setting<SigOptions, bool>(
            nameof(AuthorsMask), "authors mask", "The mask that the authors' code ships instead of the formula",
            ValueKind.Switch, o => o.AuthorsMask, (o, v) => o with { AuthorsMask = v }) { Option = "--authors-mask", Source = "[C]" },
        AttackSettings.Basis<SigOptions>(o => o.Basis, (o, v) => o with { Basis = v }),
    ];

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

    /// <summary>
    /// What the rate is a fraction of. [P] leaves it open; default all training images, [C] works out as the target class.
    /// </summary>
    public RateBasis Basis { get; init; } = RateBasis.Dataset;

    /// <inheritdoc/>
    public override PoisoningRule Rule => new(Rate, Basis, CleanLabel: true);

    /// <inheritdoc/>
    public override IReadOnlyList<OptionRow> Rows() => Settings.Rows(this);

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
        Settings.Check(this);
    }
}
