using System.CommandLine;

namespace Nad.Cli.Commands;

/// <summary>The one way to replace an earlier result of this program.</summary>
internal sealed class OverwriteOption
{
    public Option<bool> Option { get; } = new("--overwrite") { Description = "Replace an earlier result of nad in --out. Files that nad did not write, or that were changed since, are never replaced." };

    public bool Read(ParseResult parsed) => parsed.GetValue(Option);
}
