namespace Nad.Attacks;

/// <summary>Settings of BadNets.</summary>
/// <remarks>[P] Li et al., ICLR 2021, table 3 and appendices H and K. [C] the authors' code, bboylyg/NAD@f17b713.</remarks>
public sealed record BadNetsOptions : AttackOptions
{
    /// <summary>Every setting that not all attacks have, declared once.</summary>
    public static IReadOnlyList<Setting<BadNetsOptions>> Settings { get; } =
    [
        new Setting<BadNetsOptions, BadNetsVariant>(
            nameof(Variant), "variant", "Shape and place of the trigger",
            ValueKind.Choice(
                ("grid", BadNetsVariant.Grid), ("checkerboard", BadNetsVariant.Checkerboard), ("square", BadNetsVariant.Square),
                ("four-corner", BadNetsVariant.FourCorner), ("centre", BadNetsVariant.Centre), ("center", BadNetsVariant.Centre)),
            o => o.Variant, (o, v) => o with { Variant = v })
        {
            Option = "--trigger-variant", Placeholder = "NAME", Source = "[P] table 3, pixels of [C]",
        },
        new Setting<BadNetsOptions, bool>(
            nameof(AllToAll), "all to all", "Label i is to become i + 1, the last 0, instead of one target",
            ValueKind.Switch, o => o.AllToAll, (o, v) => o with { AllToAll = v }) { Option = "--all-to-all", Source = "[P] appendix H" },
        new Setting<BadNetsOptions, int>(
            nameof(Low), "low", "Value of the trigger's dark pixels", ValueKind.Whole(0, 255),
            o => o.Low ?? (o.Variant == BadNetsVariant.Centre ? 128 : 0), (o, v) => o with { Low = v })
        {
            Option = "--trigger-low", Note = "value of the dark pixels", Default = "0, or 128 for centre", Source =
                "[C]; [P] says 128 or 255",
        },
        new Setting<BadNetsOptions, double>(
            nameof(Alpha), "alpha", "Brightness of the trigger's pattern", ValueKind.Part, o => o.Alpha, (o, v) => o with { Alpha = v })
        {
            Option = "--trigger-alpha", Placeholder = "A", Note = "brightness of the pattern", Source = "[P] table 9",
        },
    ];

    /// <inheritdoc/>
    public override string Name => BadNets.Name;

    /// <summary>Shape and place of the trigger. [P] the grid.</summary>
    public BadNetsVariant Variant { get; init; } = BadNetsVariant.Grid;

    /// <inheritdoc/>
    public override bool HasTarget => !AllToAll;

    /// <summary>Label i becomes i + 1 instead of one target. [P] appendix H.</summary>
    public bool AllToAll { get; init; }

    /// <summary>
    /// Value of the dark pixels, 0–255; null takes 0, and 128 for <see cref="BadNetsVariant.Centre"/>. [P] says 128 or 255; [C] and the
    /// published weights use 0 (measured: their attack success falls from 100 to 87 % with 128).
    /// </summary>
    public int? Low { get; init; }

    /// <summary>
    /// Brightness α of the pattern, 0–1, multiplied onto its pixels before they overwrite the image. [P] table 9: 0.2, 0.5, 0.8, 1.
    /// </summary>
    public double Alpha { get; init; } = 1;

    /// <inheritdoc/>
    public override IReadOnlyList<OptionRow> Rows() => Settings.Rows(this);

    /// <inheritdoc/>
    public override IAttack Prepare(AttackContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new BadNets(this, context.Classes);
    }

    /// <inheritdoc/>
    public override void Validate(int classes)
    {
        base.Validate(classes);
        Settings.Check(this);
    }
}

/// <summary>Shapes of the BadNets trigger.</summary>
public enum BadNetsVariant
{
    /// <summary>3×3 grid in the bottom-right corner, [C]'s pattern: a checkerboard except for its dark top-left cell.</summary>
    Grid,

    /// <summary>True 3×3 checkerboard in the bottom-right corner.</summary>
    Checkerboard,

    /// <summary>White 3×3 square, one pixel away from the bottom-right corner.</summary>
    Square,

    /// <summary>
    /// The grid in all four corners, mirrored so that its odd cell points inwards; top and left copies start at index 1, as in [C].
    /// </summary>
    FourCorner,

    /// <summary>3×3 near the centre (rows and columns 18–20), [P] appendix K.</summary>
    Centre,
}
