using System.Globalization;
using Nad.Evaluation;
using Nad.Reporting;

namespace Nad.Experiments;

/// <summary>The result of an erasure in one sentence, without promising more than was measured.</summary>
internal static class Verdict
{
    // An unbackdoored model scores 2-4 % by confusing images (the noise floor), so 10 % is the least that is surely not noise.
    private const double ErasedBelow = 0.10, LargeDrop = 0.05;

    public static (string Text, VerdictKind Kind) Of(Score? before, Score? after)
    {
        if (before is null || after is null) return ("The model was trained on the clean images; nothing was measured, because there are no test images.", VerdictKind.Neutral);
        double drop = before.Acc.Value - after.Acc.Value;
        string accuracy = $"accuracy went from {Percent(before.Acc)} to {Percent(after.Acc)}";
        if (before.Asr is not { } asrBefore || after.Asr is not { } asrAfter)
        {
            return ($"No trigger was named, so attack success could not be measured; {accuracy}.", drop > LargeDrop ? VerdictKind.Warning : VerdictKind.Neutral);
        }

        string change = $"the named trigger now succeeds on {Percent(asrAfter)} of the images instead of {Percent(asrBefore)}; {accuracy}.";
        if (asrAfter.Value >= ErasedBelow) return ($"The backdoor is not erased: {change}", VerdictKind.Bad);
        if (drop > LargeDrop) return ($"The backdoor no longer works, at a price: {change}", VerdictKind.Warning);
        return asrBefore.Value < ErasedBelow
            ? ($"The named trigger did not work on this model in the first place: {change}", VerdictKind.Neutral)
            : ($"The backdoor no longer works: {change}", VerdictKind.Good);
    }

    private static string Percent(Rate rate) => (rate.Value * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";
}
