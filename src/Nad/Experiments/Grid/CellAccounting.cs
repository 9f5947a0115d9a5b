namespace Nad.Experiments;

/// <summary>What a cluster accounts for the task that made a cell.</summary>
/// <param name="Job">Array and task, such as <c>12_3</c>.</param>
/// <param name="State">How it ended, as Slurm says it.</param>
/// <param name="Node">Where it ran.</param>
/// <param name="Seconds">From start to end, start-up included.</param>
/// <param name="CpuSeconds">Time of the processor; null where the site does not account for it.</param>
/// <param name="Megabytes">Most memory, in units of 10⁶ bytes; null likewise.</param>
public sealed record CellAccounting(
    string Job, string State, string Node, double Seconds, double? CpuSeconds = null, double? Megabytes = null) : IStoredContent
{
    string? IStoredContent.Fault() => Seconds < 0 || CpuSeconds < 0 || Megabytes < 0 ? "an account is negative." : null;
}
