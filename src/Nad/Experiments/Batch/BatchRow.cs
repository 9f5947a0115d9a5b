namespace Nad.Experiments;

/// <summary>One model of a list.</summary>
/// <param name="Line">Where it stands in the list, from 1.</param>
/// <param name="Name">What it is called; null for the name of its file.</param>
/// <param name="Model">The model, as a command takes it.</param>
/// <param name="Options">Options of the command, without dashes, and their values.</param>
public sealed record BatchRow(int Line, string? Name, string Model, IReadOnlyList<(string Option, string Value)> Options);
