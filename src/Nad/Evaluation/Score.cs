namespace Nad.Evaluation;

/// <summary>What was measured on one model. A rate that could not be measured is null, never 0.</summary>
public sealed record Score
{
    /// <summary>Accuracy: unmodified test images that get their true label. All test images count.</summary>
    public required Rate Acc { get; init; }

    /// <summary>The same without the images of the target class (the paper's tables); null where no target class is known.</summary>
    public Rate? AccNonTarget { get; init; }

    /// <summary>
    /// Attack success: triggered non-target test images that are labelled as the target; null where no trigger was named.
    /// </summary>
    public Rate? Asr { get; init; }

    /// <summary>
    /// Attack success of each true class, in the order of the labels, 0 of 0 for one that does not count; null where no trigger was named.
    /// </summary>
    public IReadOnlyList<Rate>? AsrByClass { get; init; }

    /// <summary>Robust accuracy: triggered non-target test images that get their true label; null where no trigger was named.</summary>
    public Rate? Ra { get; init; }

    /// <summary>
    /// The same images without the trigger that are labelled as the target all the same: what ASR would be of a trigger that does nothing;
    /// null where it was not counted.
    /// </summary>
    public Rate? WithoutTrigger { get; init; }

    /// <summary>The target label of an all-to-one attack; null for any other and where no trigger was named.</summary>
    public int? Target { get; init; }

    /// <summary>Answers to the unmodified test images; null where only counts were kept.</summary>
    public Answers? Clean { get; init; }

    /// <summary>Answers to the triggered images that count; null where no trigger was named, or only counts were kept.</summary>
    public Answers? Triggered { get; init; }
}
