namespace Nad.Experiments;

/// <summary>What stands in a lock file: who holds it, and what is going on.</summary>
/// <param name="Host">Machine, boot and process namespace.</param>
/// <param name="Process">Number of the process.</param>
/// <param name="ProcessStart">When it started, in the system's ticks, so that a number that is used again is recognised; 0 where the system does not tell.</param>
/// <param name="Token">Random name of this holding.</param>
/// <param name="Cell">The cell.</param>
/// <param name="Progress">A few words.</param>
public sealed record LockNote(string Host, int Process, long ProcessStart, string Token, string Cell, string Progress);
