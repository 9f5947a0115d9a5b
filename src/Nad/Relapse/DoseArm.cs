using Nad.Evaluation;

namespace Nad.Relapse;

/// <summary>A model that is retuned with a trigger, and how its success rises with the number of poisoned images.</summary>
/// <param name="Name">Of the arm: <c>after</c>, or a control: <c>twin</c>, <c>fresh</c>, <c>known</c>.</param>
/// <param name="What">In words.</param>
/// <param name="Points">By rising dose; the first is the model as it is, dose 0.</param>
public sealed record DoseArm(string Name, string What, IReadOnlyList<DosePoint> Points)
{
    /// <summary>The model whose backdoor was erased, with its own trigger.</summary>
    public const string After = "after";

    /// <summary>A model that never had a backdoor, with the trigger.</summary>
    public const string Twin = "twin";

    /// <summary>The model whose backdoor was erased, with a trigger that it never saw.</summary>
    public const string Fresh = "fresh";

    /// <summary>The model before, purified with the true trigger.</summary>
    public const string Known = "known";

    /// <summary>
    /// The smallest dose tried from which success is at least <see cref="RelapseOptions.Back"/>; null where none was enough.
    /// </summary>
    public int? HalfDose => Points.FirstOrDefault(p => p.Success.Value >= RelapseOptions.Back)?.Poisoned;

    /// <summary>The same in words: how many poisoned images it takes.</summary>
    public string HalfDoseText
    {
        get
        {
            if (HalfDose is not { } least)
                return Points.Count > 1 ? $"more than {Points[^1].Poisoned} poisoned images" : "an unknown number of poisoned images";
            int above = Points.LastOrDefault(p => p.Poisoned < least)?.Poisoned ?? 0;
            return least switch
            {
                0 => "no poisoned image",
                1 => "1 poisoned image",
                _ when above + 1 == least => $"{least} poisoned images",
                _ => $"{above + 1} to {least} poisoned images"
            };
        }
    }
}

/// <summary>One dose: rates over all seeds together.</summary>
/// <param name="Poisoned">Poisoned images among the clean ones.</param>
/// <param name="Accuracy">On clean test images.</param>
/// <param name="Success">Of the trigger on test images.</param>
public sealed record DosePoint(int Poisoned, Rate Accuracy, Rate Success);
