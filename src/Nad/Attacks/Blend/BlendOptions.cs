namespace Nad.Attacks;

/// <summary>Settings of the Blend attack.</summary>
/// <remarks>[P] Li et al., ICLR 2021, table 3. [C] the authors' code, bboylyg/NAD@f17b713.</remarks>
public sealed record BlendOptions : AttackOptions
{
    /// <inheritdoc/>
    public override string Name => "blend";

    /// <summary>Weight α of the pattern, above 0 and below 1, in training and at test time. [P] 0.2.</summary>
    public double Alpha { get; init; } = 0.2;

    /// <summary>One random value for the three channels of a pixel instead of three. [C] grey, and drawn anew for every image, so that it has no fixed trigger; default off.</summary>
    public bool Gray { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<OptionRow> Rows() =>
        [new("alpha", Alpha, "weight of the pattern"), new("gray", Gray)];

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
        if (!(Alpha is > 0 and < 1)) throw new NadException($"The weight of the blended pattern must be above 0 and below 1, but is {Text(Alpha)}.");
    }
}
