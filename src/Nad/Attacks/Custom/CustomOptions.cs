namespace Nad.Attacks;

/// <summary>Settings of an attack with a user's picture.</summary>
/// <remarks>The rates are those of Li et al., ICLR 2021 [P], table 3.</remarks>
public sealed record CustomOptions : AttackOptions
{
    /// <inheritdoc/>
    public override string Name => "custom";

    /// <summary>File of the picture: PNG with opacity, .npy or .npz.</summary>
    public string Picture { get; init; } = "";

    /// <summary>Row of its top left pixel, negative from the bottom; null for the bottom right corner. Default none: our choice.</summary>
    public int? Row { get; init; }

    /// <summary>Column of its top left pixel, negative from the right; null for the bottom right corner. Default none: our choice.</summary>
    public int? Column { get; init; }

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
    public override IReadOnlyList<OptionRow> Rows() =>
    [
        new("picture", Path.GetFileName(Picture)),
        new("place", Row is { } row ? $"{row}, {Column ?? 0}" : "bottom right", "row, column"),
        new("blend", Blend, "weight of the picture"),
        new("mode", Mode.ToString()),
        new("clean label", CleanLabel),
        new("basis", Basis.ToString(), "what the rate is a fraction of"),
    ];

    /// <inheritdoc/>
    public override IAttack Prepare(AttackContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new CustomAttack(this, context.Classes);
    }
}
