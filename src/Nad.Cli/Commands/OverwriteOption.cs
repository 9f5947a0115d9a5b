using System.CommandLine;

namespace Nad.Cli.Commands;

/// <summary>The one way to replace an earlier result of this program.</summary>
/// <param name="what">What it replaces, as a whole sentence; null for a result in <c>--out</c>.</param>
internal sealed class OverwriteOption(string? what = null)
{
    public Option<bool> Option { get; } = new("--overwrite")
    {
        Description = what
            ?? "Replace an earlier result of nad in --out. Files that nad did not write, or that were changed since, are never replaced.",
    };

    public bool Read(ParseResult parsed) => parsed.GetValue(Option);
}
