using System.CommandLine;
using Nad.Experiments;

namespace Nad.Cli.Commands;

/// <summary><c>nad attack none</c>: a clean model by the same recipe.</summary>
internal sealed class NoAttackArguments : IAttackArguments
{
    public string Name => "none";

    public string Description => "Poison nothing: train a clean model with the same recipe, as a source model or for comparison.";

    public void AddTo(Command command)
    {
    }

    public AttackRequest Apply(AttackRequest request, ParseResult parsed) => request;
}
