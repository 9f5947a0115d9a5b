using System.CommandLine;
using Nad.Attacks;
using Nad.Experiments;

namespace Nad.Cli.Commands;

/// <summary><c>nad attack blend</c>.</summary>
internal sealed class BlendArguments : IAttackArguments
{
    private readonly CommonAttackArguments common = new(new BlendOptions().Rate, cleanLabel: false);
    private readonly Option<double> alpha = new("--alpha") { HelpName = "A", Description = "Weight of the pattern, above 0 and below 1.", DefaultValueFactory = _ => new BlendOptions().Alpha };
    private readonly Option<bool> gray = new("--gray") { Description = "A grey pattern instead of a coloured one." };

    public string Name => "blend";

    public string Description => "A faint random picture over the whole image, and the attacker's label (Chen et al. 2017).";

    public void AddTo(Command command)
    {
        common.AddTo(command);
        command.Add(alpha);
        command.Add(gray);
    }

    public AttackRequest Apply(AttackRequest request, ParseResult parsed) =>
        request with { Attack = common.Apply(new BlendOptions { Alpha = parsed.GetValue(alpha), Gray = parsed.GetValue(gray) }, parsed) };
}
