namespace Nad.Files.Checkpoints.Foreign;

/// <summary>A file that is no checkpoint that is read here: what it is, and what to do with exactly that.</summary>
/// <param name="Kind">Such as "gzip archive"; fit to print.</param>
/// <param name="Advice">One or two sentences. Never the advice to load an untrusted file with Python.</param>
internal sealed record ForeignFile(string Kind, string Advice);
