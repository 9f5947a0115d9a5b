using System.CommandLine;

namespace Nad.Cli.Commands;

/// <summary><c>--classes FILE</c>, wherever a command takes a data SPEC.</summary>
internal static class ClassesOption
{
    public static Option<string?> Make() => new("--classes")
    {
        HelpName = "FILE",
        Description = "Names of all classes in the order of the model's labels, a line each; the data may have images of some of them "
            + "only. Default: the order of the data (docs/data.md).",
    };
}
