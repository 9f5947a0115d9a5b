using Nad.Evaluation;
using Nad.Models;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>The one piece of auto that measures: accuracy on the clean images held out, and what these are too few to tell apart.</summary>
/// <param name="clean">The images of all trainings, with the hold-out as it is measured.</param>
/// <param name="given">Accuracy of the given model on the hold-out, 0–1; NaN without one.</param>
/// <param name="images">Images held out; 0 without a hold-out.</param>
/// <param name="accuracy">Of a model on the hold-out, 0–1.</param>
internal sealed class Judge(CleanData clean, double given, int images, Func<Classifier, double> accuracy)
{
    /// <param name="model">The model as it was given.</param>
    /// <param name="clean">Its hold-out is measured; without one every accuracy is NaN and nothing can be chosen.</param>
    /// <param name="options">As they are used with these images: they say whether the hold-out is mirrored.</param>
    /// <param name="run">Device.</param>
    public static Judge Of(Classifier model, CleanData clean, AutoOptions options, RunContext run)
    {
        if (options.MirrorHoldOut && clean.HoldOut is { } images) clean = clean with { HoldOut = images.Mirrored() };
        return new Judge(clean, Measured(model), clean.HoldOut?.Count ?? 0, Measured);

        double Measured(Classifier m) => clean.HoldOut is null ? double.NaN : new Evaluator(run.Device).Accuracy(m, clean.HoldOut).Value;
    }

    /// <summary>The images of all trainings, with the hold-out as it is measured.</summary>
    public CleanData Clean => clean;

    /// <summary>Whether there is a hold-out to choose by.</summary>
    public bool CanChoose => images > 0;

    /// <summary>Images held out; 0 without a hold-out.</summary>
    public int Images => images;

    /// <summary>Accuracy of the given model, 0–1; NaN without a hold-out.</summary>
    public double Given => given;

    /// <summary>Accuracy of a model, 0–1; NaN without a hold-out.</summary>
    public double Accuracy(Classifier model) => accuracy(model);

    /// <summary>As low as an accuracy can be that the hold-out cannot tell from this one.</summary>
    /// <param name="of">0–1.</param>
    /// <param name="errors">Standard errors, ≥ 0.</param>
    public double AsGoodAs(double of, double errors = 1) => Rate.AtLeast(of, images, errors);
}
