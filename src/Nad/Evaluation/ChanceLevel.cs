namespace Nad.Evaluation;

/// <summary>Whether a model does better on images than guessing would.</summary>
/// <remarks>
/// Guessing is right on 1 of as many images as there are classes, and always answering the commonest class on that class's share. Near
/// chance is a tenth of the way from the former to certainty, and at most three times it. A model is at chance if the lower end of the 95 %
/// interval of its accuracy is near it and the upper end does not reach half of the way to certainty; and if it does no better than always
/// answering the commonest class, and is right on next to none of the others.
/// </remarks>
public static class ChanceLevel
{
    // A share of answers that a model gives to one class whatever it sees.
    private const double OneClass = 0.99, NextToNone = 0.1;

    /// <summary>Accuracy of guessing, 0–1.</summary>
    /// <param name="classes">≥ 1.</param>
    public static double Of(int classes) => 1.0 / classes;

    /// <summary>Judges the answers of a model.</summary>
    /// <returns>Null where there are too few images to tell.</returns>
    public static bool? Reached(Answers answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        double chance = Of(answers.Classes), near = Math.Min(chance + (0.1 * (1 - chance)), 3 * chance),
            half = chance + (0.5 * (1 - chance));
        (double low, double high) = answers.Accuracy.Interval95;
        if (low < near) return high < half ? true : null;
        (int commonest, double share) = Commonest(answers);
        return low <= share && answers.Of(label => label != commonest, (label, answer) => label == answer).Interval95.High < NextToNone;
    }

    /// <summary>The class that the model answers whatever it sees; null where it answers several.</summary>
    public static int? OnlyAnswer(Answers answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        int[] counts = answers.AnswerCounts();
        int most = counts.Max();
        return answers.Count > 0 && most >= OneClass * answers.Count && answers.LabelCounts().Max() < OneClass * answers.Count
            ? Array.IndexOf(counts, most)
            : null;
    }

    /// <summary>The commonest class of the images, and its share of them, 0–1.</summary>
    public static (int Class, double Share) Commonest(Answers answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        int[] counts = answers.LabelCounts();
        int most = counts.Max();
        return (Array.IndexOf(counts, most), answers.Count == 0 ? 0 : (double)most / answers.Count);
    }
}
