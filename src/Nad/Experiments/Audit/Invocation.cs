namespace Nad.Experiments;

/// <summary>How a run was started.</summary>
/// <param name="Text">The command line as it can be typed again.</param>
/// <param name="Arguments">The same in words, without the program's name; empty where the run was not started by one.</param>
/// <param name="Directory">Where it was started.</param>
/// <param name="Created">Moment that its results bear.</param>
public sealed record Invocation(string Text, IReadOnlyList<string> Arguments, string Directory, DateTimeOffset Created);
