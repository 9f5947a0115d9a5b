using Nad.Defenses;
using Nad.Models;

namespace Nad.Training;

/// <summary>A training that ended: its model, which it owns until that is handed on, and what is known of it.</summary>
/// <param name="model">The trained model.</param>
/// <param name="trained">Its epochs, its accuracy, what was chosen.</param>
/// <param name="seconds">Time that it took; 0 if it took none of its own.</param>
internal sealed class Trial(Classifier model, TrainedModel trained, double seconds = 0) : IDisposable
{
    private bool released;

    /// <summary>A model that was not trained here.</summary>
    /// <param name="model">Copied.</param>
    public static Trial Untrained(Classifier model) => new(model.Clone(), new TrainedModel([], double.NaN, [], []));

    public Classifier Model => model;

    public TrainedModel Trained => trained;

    /// <summary>On the hold-out, of the epoch that was kept, 0–1; NaN without a hold-out.</summary>
    public double Accuracy => trained.Accuracy;

    /// <summary>Of this training, and before them those of trainings that were tried and not taken.</summary>
    public IReadOnlyList<EpochRecord> Epochs => trained.Epochs;

    public IReadOnlyList<Selection> Selections => trained.Selections;

    public IReadOnlyList<string> Warnings => trained.Warnings;

    public double Seconds => seconds;

    /// <summary>The same model with another history.</summary>
    public Trial With(TrainedModel history) => new(Release(), history, seconds);

    /// <summary>Hands the model to the caller, who then owns it.</summary>
    public Classifier Release()
    {
        released = true;
        return model;
    }

    public void Dispose()
    {
        if (!released) Release().Dispose();
    }
}
