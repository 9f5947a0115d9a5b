using System.CommandLine;
using Nad.Attacks;
using Nad.Experiments;

namespace Nad.Cli.Commands;

/// <summary><c>nad attack badnets</c>.</summary>
internal sealed class BadNetsArguments : IAttackArguments
{
    private readonly CommonAttackArguments common = new(new BadNetsOptions().Rate, cleanLabel: false);
    private readonly BadNetsPattern pattern = new();

    public string Name => BadNets.Name;

    public string Description => "A small patch and the attacker's label (Gu et al. 2017); with --all-to-all, and with --trigger-variant centre the adaptive one.";

    public void AddTo(Command command)
    {
        common.AddTo(command);
        pattern.AddTo(command);
    }

    public AttackRequest Apply(AttackRequest request, ParseResult parsed) =>
        request with { Attack = pattern.Apply(common.Apply(new BadNetsOptions(), parsed), parsed, common.TargetGiven(parsed)) };
}
