namespace Nad.Evaluation;

/// <summary>What a model answered to labelled images: every rate that compares answers with labels is counted here.</summary>
public sealed class Answers
{
    private readonly int[] labels, given;

    /// <summary>Wraps the arrays without copying them.</summary>
    /// <param name="labels">True label of each image, 0 … <paramref name="classes"/> − 1.</param>
    /// <param name="given">Answer of the model to each image, in the same range.</param>
    /// <param name="classes">Number of classes.</param>
    /// <exception cref="ArgumentException">Not one answer for each label.</exception>
    public Answers(int[] labels, int[] given, int classes)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(given);
        if (labels.Length != given.Length)
            throw new ArgumentException($"{labels.Length} images need as many answers, got {given.Length}.", nameof(given));
        (this.labels, this.given, Classes) = (labels, given, classes);
    }

    /// <summary>Number of classes.</summary>
    public int Classes { get; }

    /// <summary>Number of images.</summary>
    public int Count => labels.Length;

    /// <summary>True labels.</summary>
    public IReadOnlyList<int> Labels => labels;

    /// <summary>Answers of the model.</summary>
    public IReadOnlyList<int> Given => given;

    /// <summary>Images that get their label.</summary>
    public Rate Accuracy => Of(_ => true, (label, answer) => label == answer);

    /// <summary>Of the images whose label counts, those for which label and answer are a hit.</summary>
    /// <param name="counts">Whether images of a label are tried.</param>
    /// <param name="hit">Of label and answer.</param>
    public Rate Of(Func<int, bool> counts, Func<int, int, bool> hit)
    {
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentNullException.ThrowIfNull(hit);
        int hits = 0, trials = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            if (!counts(labels[i])) continue;
            trials++;
            if (hit(labels[i], given[i])) hits++;
        }

        return new Rate(hits, trials);
    }

    /// <summary>
    /// Accuracy if the images of class c were labelled <paramref name="order"/>[c]: what another order of the class folders would give.
    /// </summary>
    /// <param name="order">A label for each class.</param>
    public Rate AccuracyIf(IReadOnlyList<int> order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return Of(_ => true, (label, answer) => order[label] == answer);
    }

    /// <summary>How often each class was answered.</summary>
    public int[] AnswerCounts() => Histogram(given);

    /// <summary>How many images each class has.</summary>
    public int[] LabelCounts() => Histogram(labels);

    /// <summary>
    /// Of the images of other classes, those that were taken for each class: what an attack aimed at that class scores on these images.
    /// </summary>
    public Rate[] TakenFor()
    {
        int[] hits = new int[Classes], of = LabelCounts();
        for (int i = 0; i < labels.Length; i++)
        {
            if (given[i] != labels[i]) hits[given[i]]++;
        }

        return [.. hits.Select((h, c) => new Rate(h, Count - of[c]))];
    }

    /// <summary>How many images of each class (rows) got each answer (columns): classes × classes numbers, row by row.</summary>
    public int[,] Confusion()
    {
        int[,] counts = new int[Classes, Classes];
        for (int i = 0; i < labels.Length; i++) counts[labels[i], given[i]]++;
        return counts;
    }

    private int[] Histogram(int[] of)
    {
        int[] counts = new int[Classes];
        foreach (int c in of) counts[c]++;
        return counts;
    }
}
