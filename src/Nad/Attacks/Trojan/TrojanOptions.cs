namespace Nad.Attacks;

/// <summary>Settings of the Trojan attack.</summary>
/// <remarks>
/// [P] Li et al., ICLR 2021, table 3. [C] the authors' code, bboylyg/NAD@f17b713. [L] Liu et al., "Trojaning Attack on Neural Networks",
/// NDSS 2018. [Z] the optimiser of TrojanZoo and BackdoorBench.
/// </remarks>
public sealed record TrojanOptions : AttackOptions
{
    /// <summary>Every setting that not all attacks have, declared once.</summary>
    public static IReadOnlyList<Setting<TrojanOptions>> Settings { get; } =
    [
        new Setting<TrojanOptions, string>(
            nameof(Picture), "picture", "A stored trigger instead of a new one",
            ValueKind.File with { Range = "an .npz, .npy or PNG file" }, o => o.Picture, (o, v) => o with { Picture = v })
        {
            Option = "--trigger", Placeholder = "FILE", Source = "[C] ships one", Acts = o => !o.NeedsSourceModel,
        },
        new Setting<TrojanOptions, int>(
            nameof(Neurons), "neurons", "Features of the last layer that the trigger excites",
            ValueKind.Whole(1, 64), o => o.Neurons, (o, v) => o with { Neurons = v })
        {
            Option = "--neurons", Note = "features excited", Source = "[Z]",
            Idle = "makes a new trigger, but --trigger names a stored one; give one of them.", Acts = o => o.NeedsSourceModel,
        },
        new Setting<TrojanOptions, double>(
            nameof(Activation), "activation", "The activation aimed at",
            ValueKind.Number("above 0 and below 1000000", v => v is > 0 and < 1e6), o => o.Activation, (o, v) => o with { Activation = v })
        {
            Note = "aimed at", Source = "[Z]", Acts = o => o.NeedsSourceModel,
        },
        new Setting<TrojanOptions, int>(
            nameof(Steps), "steps", "Steps of the reverse engineering, by Adam",
            ValueKind.Whole(1, 100_000), o => o.Steps, (o, v) => o with { Steps = v })
        {
            Option = "--steps", Note = "of Adam", Source = "[Z]",
            Idle = "makes a new trigger, but --trigger names a stored one; give one of them.", Acts = o => o.NeedsSourceModel,
        },
        new Setting<TrojanOptions, double>(
            nameof(LearningRate), "learning rate", "First learning rate of Adam, falling to 0 as a cosine",
            ValueKind.Number("above 0 and at most 10", v => v is > 0 and <= 10), o => o.LearningRate, (o, v) => o with { LearningRate = v })
        {
            Note = "of Adam, cosine to 0", Source = "[Z]", Acts = o => o.NeedsSourceModel,
        },
        AttackSettings.Mode<TrojanOptions>(o => o.Mode, (o, v) => o with { Mode = v }, "[L]; [C] add-wrap"),
    ];

    /// <summary>[P]'s rate: 5 %.</summary>
    public TrojanOptions() => Rate = 0.05;

    /// <inheritdoc/>
    public override string Name => "trojan";

    /// <summary>
    /// Features of the last layer that the trigger is to excite: those with the largest sum of absolute outgoing weights. [Z] 2.
    /// </summary>
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
    public override IReadOnlyList<OptionRow> Rows() => Settings.Rows(this);

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
        Settings.Check(this);
    }
}
