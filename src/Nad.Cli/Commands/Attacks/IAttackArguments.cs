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

    /// <summary>Two command lines for the help, each with what it does.</summary>
    IReadOnlyList<(string Line, string Does)> Examples =>
    [
        ($"nad attack {Name} --data cifar10:DIR --out out/{Name}", "With everything by default."),
        (
            $"nad attack {Name} --data images:DIR --arch resnet18 --epochs 10 --out out/{Name}",
            "On images of your own, a ResNet-18 for 10 epochs."),
    ];

    void AddTo(Command command);

    /// <summary>Fills the attack, and what else of the request depends on it.</summary>
    /// <exception cref="NadException">A word or a number that does not fit.</exception>
    AttackRequest Apply(AttackRequest request, ParseResult parsed);
}
