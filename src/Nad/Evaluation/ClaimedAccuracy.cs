using System.Globalization;

namespace Nad.Evaluation;

/// <summary>What a checkpoint says of its own accuracy.</summary>
/// <param name="Name">Name of the entry, as it stands in the file; untrusted text.</param>
/// <param name="Value">0–1.</param>
public sealed record ClaimedAccuracy(string Name, double Value)
{
    // As training scripts call it, without case and signs, the best word first. An attack's success (asr) is none of them.
    private static readonly string[] Names =
    [
        "testacc", "testaccuracy", "testcleanacc", "cleanacc", "cleantestacc", "valacc", "valaccuracy", "evalacc", "evalaccuracy",
        "accuracy", "acc", "top1", "acc1", "acctop1", "prec1", "prec", "precision1", "bestacc", "bestaccuracy", "bestacc1", "besttestacc",
        "bestvalacc", "bestprec", "bestprec1", "besttop1", "bestcleanacc", "ba", "bestba",
    ];

    /// <summary>Looks for it among the single values of a checkpoint.</summary>
    /// <param name="metadata">By name: numbers, or text that is one. Untrusted.</param>
    /// <returns>Null where the file says nothing, or nothing that can be an accuracy.</returns>
    public static ClaimedAccuracy? Of(IReadOnlyDictionary<string, object?> metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return metadata
            .Select(entry => (entry.Key, Rank: Array.IndexOf(Names, Plain(entry.Key)), Value: Share(entry.Value)))
            .Where(entry => entry.Rank >= 0 && entry.Value is not null)
            .OrderBy(entry => entry.Rank)
            .Select(entry => new ClaimedAccuracy(entry.Key, entry.Value!.Value))
            .FirstOrDefault();
    }

    // "checkpoint.best_prec1" and "Best Acc@1" are the same word.
    private static string Plain(string name) =>
        string.Concat(name[(name.LastIndexOf('.') + 1)..].Where(char.IsAsciiLetterOrDigit).Select(char.ToLowerInvariant));

    // Up to 1 it is a fraction, above it percent.
    private static double? Share(object? value)
    {
        double number = value switch
        {
            double d => d,
            long l => l,
            string s when double.TryParse(s.TrimEnd('%', ' '), NumberStyles.Float, CultureInfo.InvariantCulture, out double d) => d,
            _ => double.NaN,
        };
        return number is > 0 and <= 1 ? number : number is > 1 and <= 100 ? number / 100 : null;
    }
}
