namespace Nad.Defenses;

/// <summary>
/// Something that a defense chose by the hold-out alone, and why: a β, an epoch, a number of pruned channels, a place on a curve.
/// </summary>
/// <param name="What">What was chosen, such as <c>beta</c>.</param>
/// <param name="Value">The value that was chosen.</param>
/// <param name="Reason">Why, in one sentence.</param>
/// <param name="Candidates">All that were tried, in the order in which they were tried.</param>
public sealed record Selection(string What, double Value, string Reason, IReadOnlyList<Candidate> Candidates)
{
    /// <summary>The candidate that was chosen.</summary>
    public Candidate Chosen => Candidates.First(c => c.Value.Equals(Value));
}
