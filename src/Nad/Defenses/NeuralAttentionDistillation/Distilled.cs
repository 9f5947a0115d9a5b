using Nad.Models;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>One trained student, until it is handed on.</summary>
internal sealed class Distilled(Classifier student, IReadOnlyList<EpochRecord> epochs, TrainedModel trained, double seconds) : IDisposable
{
    private bool released;

    public Classifier Student => student;

    /// <summary>Of this student, and before them those of students that were tried and not taken.</summary>
    public IReadOnlyList<EpochRecord> Epochs { get; init; } = epochs;

    /// <summary>On the hold-out, of the epoch that was kept; NaN without a hold-out.</summary>
    public double Accuracy => trained.Accuracy;

    public IReadOnlyList<Selection> Selections { get; init; } = trained.Selections;

    public IReadOnlyList<string> Warnings { get; init; } = trained.Warnings;

    public double Seconds => seconds;

    /// <summary>What shows that chance decides where students of these settings end, as part of a sentence; null where nothing does or no other was trained.</summary>
    public string? Unstable { get; init; }

    /// <summary>The same student with another history.</summary>
    public Distilled With(IReadOnlyList<EpochRecord> history, IReadOnlyList<Selection> selections, IReadOnlyList<string> warnings, string? unstable = null) =>
        new(Release(), history, trained, seconds) { Selections = selections, Warnings = warnings, Unstable = unstable };

    /// <summary>Hands the student to the caller, who then owns it.</summary>
    public Classifier Release()
    {
        released = true;
        return student;
    }

    public void Dispose()
    {
        if (!released) Release().Dispose();
    }
}
