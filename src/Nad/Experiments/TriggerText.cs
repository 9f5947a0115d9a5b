using System.Globalization;
using Nad.Attacks;
using Nad.Evaluation;
using Nad.Reporting;

namespace Nad.Experiments;

/// <summary>A trigger, its target and what the triggered images are taken for, in words.</summary>
internal static class TriggerText
{
    private const int MostNamed = 3;

    /// <summary>The trigger and what it aims at.</summary>
    public static string Of(Backdoor backdoor, IReadOnlyList<string> classNames) =>
        $"{Printable.Of(backdoor.Attack)}: "
        + $"{backdoor.Trigger.Describe()}; target {(backdoor.TargetLabel is { } t ? VerdictText.Class(t, classNames) : "label + 1")}";

    /// <summary>The classes that a model takes most triggered images for; null where no trigger was measured.</summary>
    public static string? Answers(Score score, IReadOnlyList<string> classNames)
    {
        if (score.Triggered is not { Count: > 0 } triggered) return null;
        int[] counts = triggered.AnswerCounts();
        int[] most =
        [
            .. Enumerable.Range(0, counts.Length).Where(c => counts[c] > 0).OrderByDescending(c => counts[c]).ThenBy(c => c).Take(MostNamed)
        ];
        int rest = triggered.Count - most.Sum(c => counts[c]), others = counts.Count(c => c > 0) - most.Length;
        string named = string.Join(
            ", ", most.Select(c => $"{VerdictText.Class(c, classNames)} {Share(counts[c])}{(c == score.Target ? " (target)" : "")}"));
        return named
            + (others > 0 ? string.Create(CultureInfo.InvariantCulture, $", {others} other{(others == 1 ? "" : "s")} {Share(rest)}") : "");

        string Share(int count) => Format.Percent((double)count / triggered.Count, 1) + " %";
    }

    /// <summary>The classes at which a trigger aimed there would score most on these images; null where no trigger was measured.</summary>
    public static string? Aimed(Score score, IReadOnlyList<string> classNames)
    {
        if (score.Triggered is not { Count: > 0 } triggered) return null;
        Rate[] rates = triggered.TakenFor();
        int[] most = [.. Enumerable.Range(0, rates.Length)
            .Where(c => rates[c].Hits > 0)
            .OrderByDescending(c => rates[c].Value)
            .ThenBy(c => c)
            .Take(MostNamed)];
        return most.Length == 0
            ? "nothing at any class"
            : string.Join(", ", most.Select(c => $"{Format.Percent(rates[c].Value, 1)} % at {VerdictText.Class(c, classNames)}"));
    }

    /// <summary>The lines that every command prints below its table where a trigger was measured.</summary>
    /// <param name="trigger">Of <see cref="Of"/>; null where none was.</param>
    /// <param name="columns">The models.</param>
    /// <param name="classNames">Names of the classes, by label.</param>
    public static IEnumerable<string> Lines(string? trigger, IReadOnlyList<ScoreColumn> columns, IReadOnlyList<string> classNames)
    {
        if (trigger is null) yield break;
        yield return $"Trigger: {trigger}.";
        foreach (ScoreColumn column in columns)
        {
            if (Answers(column.Score, classNames) is not { } answers) continue;
            string name = columns.Count == 1 ? "" : $"{column.Name}: ";
            yield return $"{name}triggered images are taken for {answers}; aimed at its best classes, the trigger would score "
                + $"{Aimed(column.Score, classNames)}.";
            if (columns[0] == column && Judgement.Reacts(column.Score) == false
                && Judgement.TakenInstead(column.Score) is ({ } other, { } rate))
            {
                yield return $"The target that was named is {VerdictText.Class(column.Score.Target!.Value, classNames)}, but "
                    + $"{Format.Percent(rate.Value, 1)} % go to {VerdictText.Class(other, classNames)}: "
                    + "if that is what the attack aims at, name it.";
            }
        }
    }
}
