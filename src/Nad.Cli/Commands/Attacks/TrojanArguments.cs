using System.CommandLine;
using Nad.Attacks;
using Nad.Experiments;

namespace Nad.Cli.Commands;

/// <summary><c>nad attack trojan</c>.</summary>
internal sealed class TrojanArguments : IAttackArguments
{
    private static readonly TrojanOptions Defaults = new();

    private readonly CommonAttackArguments common = new(Defaults.Rate, cleanLabel: false);
    private readonly Option<string?> source = new("--source-model") { HelpName = "FILE", Description = "Clean model that the trigger is made from; default: one is trained first." };
    private readonly Option<int> neurons = new("--neurons") { HelpName = "N", Description = "Features of the last layer that the trigger excites.", DefaultValueFactory = _ => Defaults.Neurons };
    private readonly Option<int> steps = new("--steps") { HelpName = "N", Description = "Steps of the reverse engineering.", DefaultValueFactory = _ => Defaults.Steps };
    private readonly Option<string?> picture = new("--trigger") { HelpName = "FILE", Description = "A stored trigger (.npz, .npy, PNG) instead of a new one." };
    private readonly Option<string> mode = new("--mode") { HelpName = "NAME", Description = $"How it is laid on: {PictureWords.Known}.", DefaultValueFactory = _ => "blend" };

    public string Name => "trojan";

    public string Description => "A 3x3 square made to excite neurons of a clean model, and the attacker's label (Liu et al. 2018).";

    public void AddTo(Command command)
    {
        common.AddTo(command);
        foreach (Option option in (Option[])[source, neurons, steps, picture, mode]) command.Add(option);
    }

    public AttackRequest Apply(AttackRequest request, ParseResult parsed)
    {
        Option? stray = parsed.GetValue(picture) is null ? null : Array.Find<Option>([source, neurons, steps], o => parsed.GetResult(o) is { Implicit: false });
        if (stray is not null) throw new NadException($"{stray.Name} makes a new trigger, but --trigger names a stored one; give one of them.");
        return request with
        {
            SourceModel = parsed.GetValue(source),
            Attack = common.Apply(
                new TrojanOptions
                {
                    Neurons = parsed.GetValue(neurons),
                    Steps = parsed.GetValue(steps),
                    Picture = parsed.GetValue(picture) ?? "",
                    Mode = PictureWords.Mode(parsed.GetValue(mode)!),
                },
                parsed),
        };
    }
}
