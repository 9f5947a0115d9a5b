using System.CommandLine;
using Nad.Experiments;

namespace Nad.Cli.Commands;

/// <summary>The options of one defense on the command line.</summary>
internal interface IDefenseArguments
{
    /// <summary>Name of the defense: <c>--method NAME</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Options that only some defenses take, this one among them; each is refused where the defense named does not list it.
    /// </summary>
    IReadOnlyList<Option> Options { get; }

    /// <summary>The preset that it has unless another is named.</summary>
    string Preset => "paper";

    /// <summary>Fills the defense, and what else of the request depends on it.</summary>
    /// <exception cref="NadException">A word or a number that does not fit.</exception>
    EraseRequest Apply(EraseRequest request, RecipeOptions recipes, ParseResult parsed);
}
