namespace Nad.Attacks;

/// <summary>Settings of the Trojan attack.</summary>
/// <remarks>
/// [P] Li et al., ICLR 2021, table 3. [C] the authors' code, bboylyg/NAD@f17b713. [L] Liu et al., "Trojaning Attack on Neural Networks", NDSS 2018.
/// [Z] the optimiser of TrojanZoo and BackdoorBench.
/// </remarks>
public sealed record TrojanOptions : AttackOptions
{
    /// <summary>[P]'s rate: 5 %.</summary>
    public TrojanOptions() => Rate = 0.05;

    /// <inheritdoc/>
    public override string Name => "trojan";

    /// <summary>Features of the last layer that the trigger is to excite: those with the largest sum of absolute outgoing weights. [Z] 2.</summary>
    public int Neurons { get; init; } = 2;

    /// <summary>The activation that is aimed at. [Z] 100.</summary>
    public double Activation { get; init; } = 100;

    /// <summary>Steps of Adam, 1 to 100000. [Z] 1000.</summary>
    public int Steps { get; init; } = 1000;

    /// <summary>First learning rate of Adam, falling to 0 as a cosine. [Z] 0.1.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>A stored trigger picture instead, such as [C]'s .npz; empty to make one from the source model. Default none.</summary>
    public string Picture { get; init; } = "";

    /// <summary>How the square is laid on. Default blend with weight 1, which overwrites, as in [L]; [C]'s code adds and wraps.</summary>
    public PictureMode Mode { get; init; }

    /// <inheritdoc/>
    public override bool NeedsSourceModel => Picture.Length == 0;

    /// <inheritdoc/>
    public override IReadOnlyList<OptionRow> Rows() => Picture.Length > 0
        ? [new("picture", Path.GetFileName(Picture)), new("mode", Mode.ToString())]
        :
        [
            new("neurons", Neurons, "features excited"),
            new("activation", Activation, "aimed at"),
            new("steps", Steps, "of Adam"),
            new("learning rate", LearningRate, "of Adam, cosine to 0"),
            new("mode", Mode.ToString()),
        ];

    /// <inheritdoc/>
    public override IAttack Prepare(AttackContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Validate(context.Classes);
        return new Trojan(this, Picture.Length > 0 ? TriggerPicture.Read(Picture) : ReverseEngineering.Square(this, context));
    }

    /// <inheritdoc/>
    public override void Validate(int classes)
    {
        base.Validate(classes);
        if (Neurons is < 1 or > 64) throw new NadException($"The number of neurons must be 1 to 64, but is {Neurons}.");
        if (Steps is < 1 or > 100_000) throw new NadException($"The steps of the reverse engineering must be 1 to 100000, but are {Steps}.");
        if (!(Activation is > 0 and < 1e6)) throw new NadException($"The activation aimed at must be above 0 and below 1000000, but is {Text(Activation)}.");
        if (!(LearningRate is > 0 and <= 10)) throw new NadException($"The learning rate of the reverse engineering must be above 0 and at most 10, but is {Text(LearningRate)}.");
    }
}
