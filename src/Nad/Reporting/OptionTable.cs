namespace Nad.Reporting;

/// <summary>Resolved options that belong together.</summary>
/// <param name="Title">What they are the options of, such as <c>Student</c>.</param>
/// <param name="Rows">The options, in the order in which they are shown.</param>
public sealed record OptionTable(string Title, IReadOnlyList<OptionRow> Rows);
