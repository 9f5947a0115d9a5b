using Nad.Models;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>The teacher, and the model that the student starts from. It frees what has not been released.</summary>
internal sealed class TrainedModels(Classifier teacher, Classifier student) : IDisposable
{
    private bool released;

    public Classifier Teacher => teacher;

    /// <summary>Only read: every student is a copy of it.</summary>
    public Classifier Student => student;

    /// <summary>Of a teacher that was finetuned here, on the hold-out, 0–1; NaN for any other and without a hold-out.</summary>
    public double TeacherAccuracy { get; init; } = double.NaN;

    /// <summary>How the student is to be trained.</summary>
    public required TrainingRecipe Recipe { get; init; }

    public IReadOnlyList<EpochRecord> Epochs { get; init; } = [];

    public IReadOnlyList<Selection> Selections { get; init; } = [];

    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Hands the teacher to the caller, who then owns it.</summary>
    public Classifier ReleaseTeacher()
    {
        released = true;
        return teacher;
    }

    public void Dispose()
    {
        if (!released) teacher.Dispose();
        student.Dispose();
    }
}
