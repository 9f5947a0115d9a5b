using Nad.Evaluation;

namespace Nad.Reporting;

/// <summary>One row of the before/after table.</summary>
/// <param name="Name">Short name.</param>
/// <param name="Meaning">What it is, in a few words.</param>
/// <param name="HigherIsBetter">False for attack success.</param>
/// <param name="Of">Reads it from a score; null where it was not measured.</param>
internal sealed record ScoreMetric(string Name, string Meaning, bool HigherIsBetter, Func<Score, Rate?> Of)
{
    /// <summary>All metrics, in the order in which tables show them.</summary>
    public static IReadOnlyList<ScoreMetric> All { get; } =
    [
        new("ACC", "accuracy, all test images", true, s => s.Acc),
        new("non-target ACC", "accuracy without the target class", true, s => s.AccNonTarget),
        new("ASR", "attack success rate", false, s => s.Asr),
        new("RA", "robust accuracy: true label in spite of the trigger", true, s => s.Ra),
    ];

    /// <summary>What a report says in place of attack success where no trigger was named.</summary>
    public const string NoTrigger = "No trigger was named, so attack success could not be measured.";

    /// <summary>The metrics that at least one column has.</summary>
    public static IReadOnlyList<ScoreMetric> Measured(IReadOnlyList<ScoreColumn> columns) =>
        [.. All.Where(m => columns.Any(c => m.Of(c.Score) is { Trials: > 0 }))];

    /// <summary>True where attack success was measured on at least one model.</summary>
    public static bool HasAttack(IReadOnlyList<ScoreColumn> columns) => columns.Any(c => c.Score.Asr is { Trials: > 0 });
}
