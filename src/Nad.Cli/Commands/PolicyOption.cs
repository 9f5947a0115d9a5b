using System.CommandLine;
using Nad.Cli.Help;
using Nad.Experiments;

namespace Nad.Cli.Commands;

/// <summary>Limits from a file that decide the exit code, in the place of the verdict.</summary>
internal sealed class PolicyOption
{
    private readonly Option<string?> option = new("--policy")
    {
        HelpName = "FILE",
        Description = "Limits as JSON, which decide the exit code: 0 all kept, 1 one broken, 3 one that cannot be told."
    };

    public void AddTo(Command command) => command.AddGroup("Run", option);

    /// <summary>The file, for the guard of outputs.</summary>
    public IEnumerable<InputPlace> Place(ParseResult parsed) => InputPlace.Of(option.Name, parsed.GetValue(option));

    /// <summary>The policy, read before work begins; null for none.</summary>
    /// <exception cref="NadException">It is none.</exception>
    public Policy? Read(ParseResult parsed) => parsed.GetValue(option) is { } path ? Policy.Read(path) : null;

    /// <summary>Tells what became of each limit, and decides.</summary>
    /// <param name="output">Where words go; null where there are none.</param>
    /// <param name="policy">Null for none.</param>
    /// <param name="code">The exit code of the verdict.</param>
    /// <param name="check">Holds the result against the policy.</param>
    /// <returns>The exit code.</returns>
    public static int Decide(TextWriter? output, Policy? policy, int code, Func<Policy, IReadOnlyList<PolicyFinding>> check)
    {
        if (policy is null) return code;
        IReadOnlyList<PolicyFinding> found = check(policy);
        foreach (PolicyFinding finding in found) output?.WriteLine($"Policy: {finding.Sentence}.");
        if (found.Count == 0)
        {
            output?.WriteLine("Policy: it has no limit for this command, so the verdict decides.");
            return code;
        }

        return found.Any(f => f.Kept == false) ? ExitCode.Negative : found.Any(f => f.Kept is null) ? ExitCode.Inconclusive : ExitCode.Done;
    }
}
