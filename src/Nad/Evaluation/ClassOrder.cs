namespace Nad.Evaluation;

/// <summary>
/// The order of the classes under which the answers of a model fit best: which class of the model each class of the images is.
/// </summary>
/// <param name="ModelClass">For each class of the images, the class that the model answers to it.</param>
/// <param name="Accuracy">Accuracy under that order, on images that it was not found on.</param>
public sealed record ClassOrder(IReadOnlyList<int> ModelClass, Rate Accuracy)
{
    // Cubic work; more classes than any order is mixed up by accident.
    private const int MostClasses = 512;

    /// <summary>Finds it: the confusion matrix of every second image, solved as an assignment, is tried on the others.</summary>
    /// <returns>Null where there are too few images or too many classes.</returns>
    public static ClassOrder? Find(Answers answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        if (answers.Classes is < 2 or > MostClasses || answers.Count < 2 * answers.Classes) return null;
        // Every second image of each class, so that both halves have all classes.
        int[] seen = new int[answers.Classes];
        bool[] first = [.. answers.Labels.Select(label => seen[label]++ % 2 == 0)];
        int[] found = Assignment.Best(Half(answers, first, true).Confusion());
        return new ClassOrder(found, Half(answers, first, false).AccuracyIf(found));
    }

    private static Answers Half(Answers all, bool[] first, bool wanted)
    {
        int[] indices = [.. Enumerable.Range(0, all.Count).Where(i => first[i] == wanted)];
        return new Answers([.. indices.Select(i => all.Labels[i])], [.. indices.Select(i => all.Given[i])], all.Classes);
    }
}
