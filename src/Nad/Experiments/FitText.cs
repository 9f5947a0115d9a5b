using System.Globalization;
using Nad.Evaluation;

namespace Nad.Experiments;

/// <summary>What <see cref="ModelFit"/> found, in sentences: doubts first, then what is likely, then what to do.</summary>
internal static class FitText
{
    private const int MostNamed = 5;

    /// <summary>One sentence or more for each thing to tell; empty where model and images fit.</summary>
    /// <param name="fit">What was measured.</param>
    /// <param name="model">Path of the model.</param>
    /// <param name="images">What the images are, as in "clean images".</param>
    /// <param name="classNames">Names of the classes of the images, by label.</param>
    public static IReadOnlyList<string> Of(ModelFit fit, string model, string images, IReadOnlyList<string> classNames)
    {
        if (!fit.IsDoubtful) return [];
        string name = Printable.Of(Path.GetFileName(model)), seen = $"{fit.Answers.Count} {images}";
        Rate right = fit.Answers.Accuracy;
        List<string> said = [];
        if (fit.AtChance == true) said.Add(AtChance(fit, name, seen, classNames));
        else if (fit.AtChance is null)
            said.Add($"{name} is right on {right.Hits} of {seen}: too few to tell whether it does better than guessing.");
        if (fit.OnlyAnswer is { } only) said.Add($"It answers one class only: {VerdictText.Class(only, classNames)}, whatever it sees.");
        if (fit is { FarBelowClaim: true, Claim: { } claim })
        {
            said.Add(
                $"The file says that the model is right on {Percent(claim.Value)} ({Printable.Of(claim.Name)}), but on {seen} it is right "
                + $"on {Percent(right.Value)}.");
        }

        if (said.Count == 0) said.Add($"{name} is right on {Percent(right.Value)} of {seen}.");
        said.Add(Likely(fit, classNames));
        return said;
    }

    private static string AtChance(ModelFit fit, string name, string seen, IReadOnlyList<string> classNames)
    {
        Rate right = fit.Answers.Accuracy;
        (int commonest, double share) = ChanceLevel.Commonest(fit.Answers);
        string guessing = share > right.Value || share > 0.5
            ? $"always answering {VerdictText.Class(commonest, classNames)} would be right on {Percent(share)}"
            : $"guessing among {fit.Answers.Classes} classes would be right on {Percent(ChanceLevel.Of(fit.Answers.Classes))}";
        return $"{name} is at chance: it is right on {Percent(right.Value)} of {seen}, and {guessing}.";
    }

    private static string Likely(ModelFit fit, IReadOnlyList<string> classNames)
    {
        if (fit.Order is { } order)
        {
            int[] moved = [.. Enumerable.Range(0, order.ModelClass.Count).Where(c => order.ModelClass[c] != c)];
            string[] pairs =
                [.. moved.Take(MostNamed).Select(c => $"{VerdictText.Class(c, classNames)} is its class {order.ModelClass[c]}")];
            string more = moved.Length > MostNamed ? $", and {moved.Length - MostNamed} more" : "";
            return $"The classes seem to be in another order than the model's: it is right on {Percent(order.Accuracy.Value)} if "
                + $"{string.Join(", ", pairs)}{more}. Give the classes in the model's order (--classes FILE, docs/data.md).";
        }

        if (fit.Scaling is ({ } scaling, { } rate))
        {
            return $"The model seems to expect inputs in another scaling: {scaling.Name}, with which it is right on {Percent(rate.Value)}. "
                + $"Say so with {scaling.Option}.";
        }

        return fit.AtChance is null
            ? "Give more images to know."
            : "No other order of the classes and no scaling of the inputs that was tried does better: these are probably not the classes, "
                + "or not the kind of images, that the model was trained for, or its architecture differs in what weights do not show.";
    }

    private static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + " %";
}
