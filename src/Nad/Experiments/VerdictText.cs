using System.Globalization;
using Nad.Evaluation;
using Nad.Reporting;

namespace Nad.Experiments;

/// <summary>
/// The one place that turns a <see cref="Judgement"/> into a sentence: terminal, report, result.json and manifest take it from here.
/// </summary>
internal static class VerdictText
{
    /// <summary>The sentence; it promises no more than was measured.</summary>
    /// <param name="judged">What was measured.</param>
    /// <param name="classNames">Names of the classes, by label.</param>
    public static string Of(Judgement judged, IReadOnlyList<string> classNames)
    {
        if (judged.Verdict == Verdict.NotMeasured)
            return "The model was trained on the clean images; nothing was measured, because there are no test images.";
        string accuracy = $"accuracy went from {Percent(judged.Before!.Acc)} to {Percent(judged.After!.Acc)}.";
        if (judged.Verdict == Verdict.NoTrigger) return $"No trigger was named, so attack success could not be measured; {accuracy}";
        (Rate before, Rate after) = (judged.Before.Asr!.Value, judged.After.Asr!.Value);
        string target = Target(judged.Before.Target, classNames);
        string change =
            $"the trigger now takes {WithInterval(after)} of {after.Trials} images to {target} instead of {Percent(before)}; {accuracy}";
        return judged.Verdict switch
        {
            Verdict.Gone => $"The backdoor no longer works: {change}",
            Verdict.GoneAtAPrice => $"The backdoor no longer works, at a price: {change}",
            Verdict.Weaker => $"The backdoor is weaker, but not erased: {change}",
            Verdict.Unchanged => $"The backdoor is not erased: {change}",
            Verdict.Worse => $"The trigger works better than before: {change}",
            Verdict.NeverWorked => "The trigger did not work on the given model, so nothing can be said about its erasure: "
                + $"{NeverWorked(judged, before, classNames)} After, it takes {WithInterval(after)}; {accuracy}",
            _ => "Too few images were measured to tell whether the trigger "
                + $"{(Judgement.Reacts(judged.Before) is null ? "ever worked" : "still works")}: "
                + $"it took {Counted(before)} images to {target} before and {Counted(after)} after"
                + $"{(judged.ImagesNeeded is { } n ? $"; at such rates at least {n} images of other classes are needed" : "")}; {accuracy}",
        };
    }

    /// <summary>How the verdict is meant.</summary>
    public static VerdictKind Kind(Judgement judged) => judged.Verdict switch
    {
        Verdict.Gone => VerdictKind.Good,
        Verdict.GoneAtAPrice or Verdict.TooFewImages => VerdictKind.Warning,
        Verdict.Weaker or Verdict.Unchanged or Verdict.Worse => VerdictKind.Bad,
        _ => judged.AtAPrice ? VerdictKind.Warning : VerdictKind.Neutral,
    };

    /// <summary>A label with the name of its class, as in <c>5 'dog'</c>.</summary>
    public static string Class(int label, IReadOnlyList<string> classNames)
    {
        string number = label.ToString(CultureInfo.InvariantCulture);
        return label < classNames.Count && classNames[label] != number ? $"{number} '{Printable.Of(classNames[label])}'" : number;
    }

    /// <summary>The target in words.</summary>
    /// <param name="label">Of an all-to-one attack; null for all-to-all.</param>
    /// <param name="classNames">Names of the classes, by label.</param>
    public static string Target(int? label, IReadOnlyList<string> classNames) =>
        label is { } t ? $"the target, {Class(t, classNames)}," : "their target, label + 1,";

    private static string NeverWorked(Judgement judged, Rate before, IReadOnlyList<string> classNames)
    {
        string said =
            $"it took {WithInterval(before)} of {before.Trials} images to {Target(judged.Before!.Target, classNames).TrimEnd(',')}";
        if (judged.Before.WithoutTrigger is { Trials: > 0 } without && Judgement.Works(before) == true)
            said += $", where {Percent(without)} go without it";
        return judged.Instead is ({ } other, { } rate)
            ? $"{said}, but {Percent(rate)} are taken for {Class(other, classNames)}. "
                + "If that is what the attack aims at, name it as the target."
            : said + ".";
    }

    private static string Counted(Rate rate) => $"{rate.Hits} of {rate.Trials} {Interval(rate)}";

    private static string Percent(Rate rate) => Format.Percent(rate.Value, Format.Decimals(rate)) + " %";

    private static string WithInterval(Rate rate) => $"{Percent(rate)} {Interval(rate)}";

    private static string Interval(Rate rate)
    {
        (double low, double high) = rate.Interval95;
        return $"[{Format.Percent(low, Format.Decimals(rate))}, {Format.Percent(high, Format.Decimals(rate))}]";
    }
}
