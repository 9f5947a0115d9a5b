namespace Nad.Attacks;

/// <summary>Declarations of the settings that several attacks have.</summary>
/// <remarks>[P] Li et al., ICLR 2021, table 3.</remarks>
public static class AttackSettings
{
    /// <summary>Those of every attack: the wanted label, and how many images are poisoned.</summary>
    /// <param name="source">Where the default rate comes from.</param>
    public static IReadOnlyList<Setting<T>> Common<T>(string source = "[P] table 3") where T : AttackOptions =>
    [
        new Setting<T, int>(
            nameof(AttackOptions.Target), "target", "Label that triggered images are to get",
            ValueKind.Whole(0, int.MaxValue) with { Range = "0 or more" }, o => o.Target, (o, v) => o with { Target = v })
        {
            Option = "--target", Source = source, Acts = o => o.HasTarget,
            Idle = "has no effect beside --all-to-all, which makes label i become i + 1. Give one of them, not both.",
        },
        new Setting<T, double>(
            nameof(AttackOptions.Rate), "rate", "Part of the images that is poisoned", ValueKind.Part, o => o.Rate,
            (o, v) => o with { Rate = v })
        {
            Option = "--rate", Placeholder = "R", Source = source,
        },
    ];

    /// <summary>What the rate is a part of.</summary>
    /// <param name="get">Reads it.</param>
    /// <param name="set">The options with another one.</param>
    public static Setting<T> Basis<T>(Func<T, RateBasis> get, Func<T, RateBasis, T> set) => new Setting<T, RateBasis>(
        "Basis", "basis", "What the rate is a part of, all training images or those of the target class",
        ValueKind.Choice(("dataset", RateBasis.Dataset), ("target-class", RateBasis.TargetClass)), get, set)
    {
        Option = "--basis",
        Placeholder = "NAME",
        Note = "what the rate is a fraction of",
        Source = "our choice; [P] leaves it open",
    };

    /// <summary>How a picture is laid on an image, as words.</summary>
    public static ValueKind<PictureMode> Modes { get; } =
        ValueKind.Choice(("blend", PictureMode.Blend), ("add", PictureMode.Add), ("add-wrap", PictureMode.AddWrap));

    /// <summary>How the picture of an attack is laid on an image.</summary>
    /// <param name="get">Reads it.</param>
    /// <param name="set">The options with another one.</param>
    /// <param name="source">Where the default comes from.</param>
    public static Setting<T> Mode<T>(Func<T, PictureMode> get, Func<T, PictureMode, T> set, string source = "our choice") =>
        new Setting<T, PictureMode>(
            "Mode", "mode", "How the picture is laid on", Modes, get, set)
        {
            Option = "--mode",
            Placeholder = "NAME",
            Source = source,
            Details = "blend: ⌊(1−α)x + αK⌋; add: x + αK, at most 255; add-wrap: x + αK modulo 256",
        };
}
