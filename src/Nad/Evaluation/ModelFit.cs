using Nad.Data;
using Nad.Models;

namespace Nad.Evaluation;

/// <summary>Whether a model and clean images fit each other, and, where they do not, what is likely: measured, not guessed.</summary>
public sealed record ModelFit
{
    // As many images as tell 10 % from 13 %; half of a thousand tell 55 % from 60 %.
    private const int MostImages = 2000, MostTried = 400;

    // A model below this accuracy is tried in other scalings; one that is this far below its own file's word is told.
    private const double Low = 0.75, FarBelow = 0.10, Better = 0.05;

    /// <summary>Answers of the model as the images are.</summary>
    public required Answers Answers { get; init; }

    /// <summary>Whether the model is at or near chance; null where there are too few images to tell.</summary>
    public bool? AtChance { get; init; }

    /// <summary>The class that the model answers whatever it sees; null where it answers several.</summary>
    public int? OnlyAnswer { get; init; }

    /// <summary>What the model's file says of its accuracy; null where it says nothing.</summary>
    public ClaimedAccuracy? Claim { get; init; }

    /// <summary>Another order of the classes that fits far better; null where none does.</summary>
    public ClassOrder? Order { get; init; }

    /// <summary>Another scaling of the inputs that fits far better, with the accuracy that it gives; null where none does.</summary>
    public (InputScaling Scaling, Rate Accuracy)? Scaling { get; init; }

    /// <summary>Whether the model is far below what its file says: more than 10 points below, with the upper end of the interval.</summary>
    public bool FarBelowClaim => Claim is { } claim && claim.Value - Answers.Accuracy.Interval95.High > FarBelow;

    /// <summary>Whether there is anything to tell.</summary>
    public bool IsDoubtful => AtChance != false || FarBelowClaim || Order is not null || Scaling is not null;

    /// <summary>Measures a model on at most 2,000 of the images, spread evenly.</summary>
    /// <param name="evaluator">Where to measure.</param>
    /// <param name="model">As it was given.</param>
    /// <param name="images">Clean images.</param>
    /// <param name="claim">What the model's file says; null where it says nothing.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static ModelFit Measure(
        Evaluator evaluator, Classifier model, ImageSet images, ClaimedAccuracy? claim, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(evaluator);
        ImageSet sample = Spread(images, MostImages);
        return Of(evaluator, model, sample, evaluator.Answer(model, sample, cancellation), claim, cancellation);
    }

    /// <summary>The same of answers that are known already.</summary>
    /// <param name="evaluator">Where to measure.</param>
    /// <param name="model">As it was given.</param>
    /// <param name="images">The images that were answered.</param>
    /// <param name="answers">What the model answered to them.</param>
    /// <param name="claim">What the model's file says; null where it says nothing.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static ModelFit Of(
        Evaluator evaluator, Classifier model, ImageSet images, Answers answers, ClaimedAccuracy? claim,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(evaluator);
        ArgumentNullException.ThrowIfNull(answers);
        ModelFit fit = new()
        {
            Answers = answers,
            AtChance = ChanceLevel.Reached(answers),
            OnlyAnswer = ChanceLevel.OnlyAnswer(answers),
            Claim = claim
        };
        if (fit.AtChance == false && !fit.FarBelowClaim && answers.Accuracy.Value >= Low) return fit;
        ClassOrder? order = ClassOrder.Find(answers);
        if (order is not null && !Far(order.Accuracy, answers.Accuracy)) order = null;
        // Inputs in the right scaling would be answered rightly under the right order alone.
        return fit with
        {
            Order = order,
            Scaling = order is null ? Scaled(evaluator, model, Spread(images, MostTried), cancellation) : null
        };
    }

    private static bool Far(Rate tried, Rate now) => tried.Value - now.Value >= Better && tried.Interval95.Low > now.Interval95.High;

    private static (InputScaling, Rate)? Scaled(Evaluator evaluator, Classifier model, ImageSet images, CancellationToken cancellation)
    {
        Rate now = evaluator.Answer(model, images, cancellation).Accuracy;
        (InputScaling Scaling, Rate Accuracy)[] tried =
        [
            .. InputScaling.Known.Select(
                s => (s, new Answers(images.Labels, evaluator.Predict(model, images, s, cancellation), images.ClassNames.Count).Accuracy)),
        ];
        double best = tried.Max(t => t.Accuracy.Value);
        // Of those that the images cannot tell apart, the commonest.
        (InputScaling, Rate Accuracy) chosen = tried.First(t => t.Accuracy.Value >= Rate.AtLeast(best, Math.Max(1, images.Count)));
        return Far(chosen.Accuracy, now) ? chosen : null;
    }

    private static ImageSet Spread(ImageSet images, int most) =>
        images.Count <= most ? images : images.Subset([.. Enumerable.Range(0, most).Select(i => (int)((long)i * images.Count / most))]);
}
