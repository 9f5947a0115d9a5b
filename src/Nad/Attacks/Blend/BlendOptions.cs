namespace Nad.Attacks;

/// <summary>Settings of the Blend attack.</summary>
/// <remarks>[P] Li et al., ICLR 2021, table 3. [C] the authors' code, bboylyg/NAD@f17b713.</remarks>
public sealed record BlendOptions : AttackOptions
{
    /// <summary>Every setting that not all attacks have, declared once.</summary>
    public static IReadOnlyList<Setting<BlendOptions>> Settings { get; } =
    [
        new Setting<BlendOptions, double>(
            nameof(Alpha), "alpha", "Weight of the pattern",
            ValueKind.Number("above 0 and below 1", v => v is > 0 and < 1), o => o.Alpha, (o, v) => o with { Alpha = v })
        {
            Option = "--alpha", Placeholder = "A", Note = "weight of the pattern", Source = "[P] section 4.1",
        },
        new Setting<BlendOptions, bool>(
            nameof(Gray), "gray", "A grey pattern instead of a coloured one",
            ValueKind.Switch, o => o.Gray, (o, v) => o with { Gray = v }) { Option = "--gray", Source = "[C] draws grey" },
    ];

    /// <inheritdoc/>
    public override string Name => "blend";

    /// <summary>Weight α of the pattern, above 0 and below 1, in training and at test time. [P] 0.2.</summary>
    public double Alpha { get; init; } = 0.2;

    /// <summary>
    /// One random value for the three channels of a pixel instead of three. [C] grey, and drawn anew for every image, so that it has no
    /// fixed trigger; default off.
    /// </summary>
    public bool Gray { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<OptionRow> Rows() => Settings.Rows(this);

    /// <inheritdoc/>
    public override IAttack Prepare(AttackContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new Blend(this, context.Classes, context.Images.Height, context.Images.Width, context.Run.Random("attack/pattern"));
    }

    /// <inheritdoc/>
    public override void Validate(int classes)
    {
        base.Validate(classes);
        Settings.Check(this);
    }
}
