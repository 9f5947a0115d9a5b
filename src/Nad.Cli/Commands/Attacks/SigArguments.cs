using System.CommandLine;
using Nad.Attacks;
using Nad.Experiments;

namespace Nad.Cli.Commands;

/// <summary><c>nad attack sig</c>.</summary>
internal sealed class SigArguments : IAttackArguments
{
    private readonly CommonAttackArguments common = new(new SigOptions().Rate, cleanLabel: true);
    private readonly Option<double> amplitude = new("--delta") { HelpName = "D", Description = "Amplitude of the sinusoid in pixel values.", DefaultValueFactory = _ => new SigOptions().Amplitude };
    private readonly Option<double> frequency = new("--frequency") { HelpName = "F", Description = "Periods per image width.", DefaultValueFactory = _ => new SigOptions().Frequency };
    private readonly Option<bool> mask = new("--authors-mask") { Description = "The mask that the authors' code ships instead of the formula." };

    public string Name => "sig";

    public string Description => "A faint sinusoid on images of the target class, whose labels stay right (Barni et al. 2019).";

    public void AddTo(Command command)
    {
        common.AddTo(command);
        command.Add(amplitude);
        command.Add(frequency);
        command.Add(mask);
    }

    public AttackRequest Apply(AttackRequest request, ParseResult parsed) => request with
    {
        Attack = common.Apply(
            new SigOptions
            {
                Amplitude = parsed.GetValue(amplitude),
                Frequency = parsed.GetValue(frequency),
                AuthorsMask = parsed.GetValue(mask),
                Basis = common.Basis(parsed),
            },
            parsed),
    };
}
