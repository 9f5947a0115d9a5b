using Nad.Evaluation;

namespace Nad.Audit;

/// <summary>
/// What became of a change that was found on a model before: its success on the model after (P1), and the size of the smallest change when
/// it is sought anew there (P2). Needs no other models; the control is the median class of the same models, and random patterns.
/// </summary>
/// <param name="Family">Kind of change.</param>
/// <param name="Goal">The class.</param>
/// <param name="IsControl">Whether it is the median class.</param>
/// <param name="Before">What was found on the model before.</param>
/// <param name="Success">Of that change on the model after, half B.</param>
/// <param name="Random">Of random patterns of its size there.</param>
/// <param name="After">What was found anew on the model after.</param>
public sealed record PairedEvidence(
    string Family, int Goal, bool IsControl, ClassEvidence Before, Rate Success, Rate Random, ClassEvidence After)
{
    /// <summary>
    /// Least success of the change before, of what is called a backdoor's; field of the words <c>gone</c>, <c>weaker</c>, <c>unchanged</c>.
    /// </summary>
    public const double Works = 0.8;

    /// <summary>Compares the findings of two models on the same images.</summary>
    /// <param name="before">Findings on the model before.</param>
    /// <param name="after">Findings on the model after, in the same order.</param>
    /// <param name="subject">The model after with the same halves.</param>
    /// <param name="run">Device, cancellation.</param>
    public static IReadOnlyList<PairedEvidence> Of(
        IReadOnlyList<AuditFinding> before, IReadOnlyList<AuditFinding> after, AuditSubject subject, RunContext run)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(subject);
        List<PairedEvidence> pairs = [];
        foreach (AuditFinding old in before.Where(f => f.Class is not null && f.Classes.Count > 0 && f.Classes[0].Pattern is not null))
        {
            AuditFinding fresh = after.First(f => f.Family == old.Family);
            int median = old.Classes.OrderBy(c => c.Value).ElementAt(old.Classes.Count / 2).Goal;
            foreach (int goal in (int[])[old.Class!.Value, median])
            {
                ClassEvidence was = old.Classes[goal];
                pairs.Add(new PairedEvidence(
                    old.Family, goal, goal != old.Class, was, subject.Success(subject.B, goal, was.Pattern!.Apply, run),
                    UniversalDetector.Random(subject, goal, was.Pattern!, run), fresh.Classes[goal]));
            }
        }

        return pairs;
    }
}
