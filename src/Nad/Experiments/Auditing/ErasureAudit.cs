using System.Diagnostics;
using Nad.Audit;
using Nad.Data;
using Nad.Models;

namespace Nad.Experiments;

/// <summary>
/// An audit of a model before and after it was erased, on the same images: what became of the smallest changes that were found before.
/// </summary>
public sealed record ErasureAudit
{
    /// <summary>Findings on the model before.</summary>
    public required IReadOnlyList<AuditFinding> Before { get; init; }

    /// <summary>Findings on the model after, in the same order.</summary>
    public required IReadOnlyList<AuditFinding> After { get; init; }

    /// <summary>Success of what was found before on the model after, for the class that stood out and for the median class.</summary>
    public required IReadOnlyList<PairedEvidence> Pairs { get; init; }

    /// <summary>The same in a word.</summary>
    public required PairedVerdict Verdict { get; init; }

    /// <summary>How much was searched.</summary>
    public required AuditOptions Options { get; init; }

    /// <summary>Images to search on, and images to judge.</summary>
    public required (int A, int B) Halves { get; init; }

    /// <summary>Whether the erasing never saw these images.</summary>
    public required bool IsUnseen { get; init; }

    /// <summary>Time that it took.</summary>
    public required double Seconds { get; init; }

    /// <summary>
    /// Searches both models. Paired evidence is of changes that are found, so that only the searches for universal changes run.
    /// </summary>
    /// <param name="before">The model as it was given.</param>
    /// <param name="after">The erased model.</param>
    /// <param name="images">Clean images.</param>
    /// <param name="isUnseen">Whether the erasing never saw them.</param>
    /// <param name="options">How much is searched.</param>
    /// <param name="run">Seed, device, progress, cancellation.</param>
    /// <param name="stage">Told in a few words what happens now; null where nobody listens.</param>
    /// <exception cref="NadException">There are too few images.</exception>
    public static ErasureAudit Of(
        Classifier before, Classifier after, ImageSet images, bool isUnseen, AuditOptions options, RunContext run, Action<string>? stage)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(run);
        Check(images);
        Stopwatch clock = Stopwatch.StartNew();
        AuditSubject old = AuditSubject.Of(before, AuditJob.Images(images, options, run), run), fresh = old.With(after, run);
        List<AuditFinding> was = Look(old, "before"), now = Look(fresh, "after");
        IReadOnlyList<PairedEvidence> pairs = PairedEvidence.Of(was, now, fresh, run);
        return new ErasureAudit
        {
            Before = was,
            After = now,
            Pairs = pairs,
            Verdict = PairedVerdict.Of(was, pairs, images.ClassNames),
            Options = options,
            Halves = (old.A.Count, old.B.Count),
            IsUnseen = isUnseen,
            Seconds = clock.Elapsed.TotalSeconds,
        };

        List<AuditFinding> Look(AuditSubject subject, string which) => Detectors.All.OfType<UniversalDetector>()
            .Look(subject, options, run, d => stage?.Invoke($"auditing the model {which}: {d.Name}"));
    }

    /// <summary>Checks that there are images enough.</summary>
    /// <exception cref="NadException">There are too few.</exception>
    public static void Check(ImageSet images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Count < AuditOptions.LeastImages)
            throw new NadException(
                $"--audit needs at least {AuditOptions.LeastImages} test images, or clean images without any, but there are "
                + $"{images.Count}. Give it more with --test, or leave --audit out.");
    }
}
