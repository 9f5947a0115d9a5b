namespace Nad.Attacks;

/// <summary>Settings of an attack with a user's picture.</summary>
/// <remarks>The rates are those of Li et al., ICLR 2021 [P], table 3.</remarks>
public sealed record CustomOptions : AttackOptions
{
    /// <summary>Every setting that not all attacks have, declared once.</summary>
    public static IReadOnlyList<Setting<CustomOptions>> Settings { get; } =
    [
        new Setting<CustomOptions, string>(
            nameof(Picture), "picture", "The picture: PNG with opacity, JPEG, PPM, BMP, .npy or .npz", ValueKind.File, o => o.Picture,
            (o, v) => o with { Picture = v }) { Option = "--trigger", Placeholder = "FILE", IsRequired = true },
        new Setting<CustomOptions, (int Row, int Column)?>(
            nameof(Place), "place", "Where the picture's top left pixel goes; negative counts from bottom and right",
            ValueKind.Place("bottom right"), o => o.Place, (o, v) => o with { Place = v })
        {
            Option = "--place", Placeholder = "ROW,COLUMN", Note = "row, column", Default = "the bottom right corner",
        },
        new Setting<CustomOptions, double>(
            nameof(Blend), "blend", "Weight α of the picture", ValueKind.Part, o => o.Blend, (o, v) => o with { Blend = v })
        {
            Option = "--blend", Placeholder = "A", Note = "weight of the picture",
        },
        AttackSettings.Mode<CustomOptions>(o => o.Mode, (o, v) => o with { Mode = v }),
        new Setting<CustomOptions, bool>(
            nameof(CleanLabel), "clean label", "Alter only images of the target class and keep their labels",
            ValueKind.Switch, o => o.CleanLabel, (o, v) => o with { CleanLabel = v }) { Option = "--clean-label" },
        AttackSettings.Basis<CustomOptions>(o => o.Basis, (o, v) => o with { Basis = v }),
    ];

    /// <inheritdoc/>
    public override string Name => "custom";

    /// <summary>File of the picture: PNG with opacity, .npy or .npz.</summary>
    public string Picture { get; init; } = "";

    /// <summary>
    /// Row and column of its top left pixel, negative from the bottom and the right; null for the bottom right corner. Default none: our
    /// choice.
    /// </summary>
    public (int Row, int Column)? Place { get; init; }

    /// <summary>Weight of the picture, above 0 to 1. Default 1, which overwrites: our choice.</summary>
    public double Blend { get; init; } = 1;

    /// <summary>How picture and image are combined. Default blend: our choice.</summary>
    public PictureMode Mode { get; init; }

    /// <summary>Alter only images of the target class and keep their labels. Default off: our choice.</summary>
    public bool CleanLabel { get; init; }

    /// <summary>What the rate is a fraction of. Default all training images: our choice.</summary>
    public RateBasis Basis { get; init; } = RateBasis.Dataset;

    /// <inheritdoc/>
    public override PoisoningRule Rule => new(Rate, Basis, CleanLabel);

    /// <inheritdoc/>
    public override IReadOnlyList<OptionRow> Rows() => Settings.Rows(this);

    /// <inheritdoc/>
    public override IAttack Prepare(AttackContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new CustomAttack(this, context.Classes);
    }

    /// <inheritdoc/>
    public override void Validate(int classes)
    {
        base.Validate(classes);
        Settings.Check(this);
    }
}
