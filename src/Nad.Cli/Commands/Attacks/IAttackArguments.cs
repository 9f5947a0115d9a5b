using System.CommandLine;
using Nad.Experiments;

namespace Nad.Cli.Commands;

/// <summary>The options of one attack on the command line.</summary>
internal interface IAttackArguments
{
    /// <summary>Name of the attack: <c>nad attack NAME</c>.</summary>
    string Name { get; }

    /// <summary>One sentence for the help.</summary>
    string Description { get; }

    void AddTo(Command command);

    /// <summary>Fills the attack, and what else of the request depends on it.</summary>
    /// <exception cref="NadException">A word or a number that does not fit.</exception>
    AttackRequest Apply(AttackRequest request, ParseResult parsed);
}
