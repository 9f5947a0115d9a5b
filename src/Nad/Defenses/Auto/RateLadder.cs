using Nad.Training;

namespace Nad.Defenses;

/// <summary>
/// Trains at a rate, and at lower ones while the hold-out says that it was too much: how much a rate does depends on the size of the
/// weights, and so on how the given model
/// was trained. The same 0.3 that cost one model 2 points cost another 35.
/// </summary>
/// <param name="options">How much a training may lose.</param>
/// <param name="judge">Knows the given model's accuracy.</param>
internal sealed class RateLadder(AutoOptions options, Judge judge)
{
    /// <summary>The first rung that loses no more than it may, or else the best.</summary>
    /// <param name="rungs">From the highest rate down.</param>
    /// <param name="train">Trains a copy of the given model.</param>
    /// <param name="phase">Name of the training.</param>
    /// <returns>What was trained, owned by the caller, and the factor of its rung on the student's rate.</returns>
    /// <exception cref="TrainingFailedException">No rate gave a usable model.</exception>
    public (Trial Trial, double Scale) Choose(IReadOnlyList<RateRung> rungs, Func<TrainingRecipe, Trial> train, string phase)
    {
        double least = judge.Given - options.MaxRateDrop;
        List<Candidate> tried = [];
        List<EpochRecord> rejected = [];
        RateRung kept = rungs[0];
        Trial? best = null;
        TrainingFailedException? failure = null;
        try
        {
            foreach (RateRung rung in rungs)
            {
                // Without a hold-out nothing can be compared: NaN is never below.
                if (best is not null && !(best.Accuracy < least)) break;
                try
                {
                    Trial next = train(rung.Recipe);
                    tried.Add(new Candidate(rung.Rate, next.Accuracy, next.Seconds));
                    bool better = best is null || rung.Beats(next.Accuracy, best.Accuracy);
                    (Trial? left, double rate) = better ? (best, kept.Rate) : (next, rung.Rate);
                    rejected.AddRange((left?.Epochs ?? []).Select(e => e.AsRejected(Journal.Rate(rate))));
                    left?.Dispose();
                    if (better) (best, kept) = (next, rung);
                }
                catch (TrainingFailedException e)
                {
                    failure = e;
                    tried.Add(new Candidate(rung.Rate, double.NaN));
                }
            }

            if (best is null) throw failure!;
        }
        catch
        {
            best?.Dispose();
            throw;
        }

        if (tried.Count == 1) return (best, kept.Scale);
        Selection choice = Journal.RateOf(phase, kept.Rate, tried, judge.Given, options.MaxRateDrop);
        return (
            best.With(best.Trained with { Epochs = [.. rejected, .. best.Epochs], Selections = [choice, .. best.Selections] }), kept.Scale);
    }
}

/// <summary>One rate.</summary>
/// <param name="Recipe">How is trained.</param>
/// <param name="Scale">Factor on the student's rate that goes with it.</param>
/// <param name="MinGain">Accuracy by which it must be ahead of what was tried before, or level with it at 0; null to be ahead at
/// all.</param>
internal sealed record RateRung(TrainingRecipe Recipe, double Scale, double? MinGain)
{
    /// <summary>The first learning rate.</summary>
    public double Rate => Math.Round(Recipe.LearningRate.Peak, 6);

    /// <summary>Whether it takes the place of what was tried before.</summary>
    public bool Beats(double accuracy, double before) => MinGain is { } gain ? accuracy >= before + gain : accuracy > before;
}
