using Nad.Models;

namespace Nad.Defenses;

/// <summary>What a defense returns. The caller owns the models.</summary>
/// <param name="Model">The repaired model.</param>
/// <param name="Teacher">The teacher, where the method has one.</param>
/// <param name="Epochs">The record of every epoch, in order.</param>
/// <param name="TeacherSeconds">Time for the teacher; 0 where there is none.</param>
/// <param name="StudentSeconds">Time for the repaired model itself.</param>
public sealed record DefenseResult(
    Classifier Model, Classifier? Teacher, IReadOnlyList<EpochRecord> Epochs, double TeacherSeconds, double StudentSeconds) : IDisposable
{
    /// <summary>What the defense chose by the hold-out, and why.</summary>
    public IReadOnlyList<Selection> Selections { get; init; } = [];

    /// <summary>The settings as they were used, if the defense chose some of them; null if they are those that it was given.</summary>
    public DefenseOptions? Used { get; init; }

    /// <summary>What the reader should know before believing the result; one sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Frees the models.</summary>
    public void Dispose()
    {
        Model.Dispose();
        Teacher?.Dispose();
    }
}
