namespace Nad.Experiments;

/// <summary>What a process at work tells of itself.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Progress">A few words. They come from a file of the folder of cells: untrusted.</param>
public sealed record LockNote(string Cell, string Progress);
