namespace Nad.Reporting;

/// <summary>One resolved option of a run.</summary>
/// <param name="Name">Name of the option, as it is typed.</param>
/// <param name="Value">The value that was used, also where it was a default.</param>
/// <param name="Note">Its unit, its source or why it was chosen; null for none.</param>
public sealed record OptionRow(string Name, string Value, string? Note = null);
