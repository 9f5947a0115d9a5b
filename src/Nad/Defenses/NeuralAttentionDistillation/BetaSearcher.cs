using System.Collections.Immutable;
using System.Globalization;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>Raises β until the hold-out accuracy falls below what is accepted, and keeps the last student above it. Teacher, images and random streams are shared.</summary>
/// <param name="search">What is tried and accepted.</param>
/// <param name="distil">Trains a student with that β at every tap.</param>
internal sealed class BetaSearcher(BetaSearch search, Func<ImmutableArray<double>, Distilled> distil)
{
    /// <param name="before">Accuracy of the given model on the hold-out, 0–1; NaN without a hold-out.</param>
    /// <returns>The student that was kept, with the history of all of them.</returns>
    /// <exception cref="NadException">There is no hold-out to choose by, or not even the smallest β gave a usable model.</exception>
    public Distilled Raise(double before)
    {
        if (double.IsNaN(before)) throw new NadException("Beta is chosen by clean images held out, but there are too few images to hold any out. Give more clean images, or a beta.");
        List<Candidate> tried = [];
        List<EpochRecord> history = [];
        Distilled? kept = null;
        double least = before - search.MaxDrop;
        string stop = "it is the largest that was tried";
        try
        {
            foreach (double beta in search.Grid)
            {
                Distilled? next = Try(beta, kept is null, tried, out string? failure);
                if (next is null)
                {
                    stop = $"with {Text(beta)} the training failed ({failure})";
                    break;
                }

                // Against a model that knows the held-out images by heart no student can win; then the smallest β is the measure.
                if (kept is null && next.Accuracy < least) least = next.Accuracy - search.RelativeDrop;
                if (next.Accuracy < least)
                {
                    stop = string.Create(CultureInfo.InvariantCulture, $"{beta} leaves {next.Accuracy * 100:0.0} %");
                    history.AddRange(Rejected(next, beta));
                    next.Dispose();
                    break;
                }

                if (kept is not null)
                {
                    history.AddRange(Rejected(kept, tried[^2].Value));
                    kept.Dispose();
                }

                kept = next;
            }

            double chosen = tried.Last(c => c.ValAcc >= least).Value;
            string measure = least < before - search.MaxDrop
                ? string.Create(CultureInfo.InvariantCulture, $"{search.RelativeDrop * 100:0.#} points below the smallest beta, because that one already loses more than {search.MaxDrop * 100:0.#} points against the given model's {before * 100:0.0} %")
                : string.Create(CultureInfo.InvariantCulture, $"{search.MaxDrop * 100:0.#} points below the given model's {before * 100:0.0} %");
            string reason = string.Create(CultureInfo.InvariantCulture,
                $"Beta {chosen} was chosen: it is the largest whose hold-out accuracy, {kept!.Accuracy * 100:0.0} %, is not below {least * 100:0.0} % ({measure}); {stop}.");
            return kept.With([.. history, .. kept.Epochs], [new Selection("beta", chosen, reason, tried), .. kept.Selections], kept.Warnings);
        }
        catch
        {
            kept?.Dispose();
            throw;
        }
    }

    // A β too large for the learning rate is no reason to lose what smaller ones gave.
    private Distilled? Try(double beta, bool first, List<Candidate> tried, out string? failure)
    {
        failure = null;
        try
        {
            Distilled student = distil([beta]);
            tried.Add(new Candidate(beta, student.Accuracy, student.Seconds));
            return student;
        }
        catch (TrainingFailedException e) when (!first)
        {
            tried.Add(new Candidate(beta, double.NaN));
            failure = e.Message;
            return null;
        }
    }

    private static IEnumerable<EpochRecord> Rejected(Distilled student, double beta) => student.Epochs.Select(e => e with { Phase = $"{e.Phase}, beta {Text(beta)}", Rejected = true });

    private static string Text(double beta) => beta.ToString(CultureInfo.InvariantCulture);
}
