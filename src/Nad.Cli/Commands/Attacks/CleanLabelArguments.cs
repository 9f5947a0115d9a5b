using System.CommandLine;
using Nad.Attacks;
using Nad.Experiments;

namespace Nad.Cli.Commands;

/// <summary><c>nad attack cl</c>.</summary>
internal sealed class CleanLabelArguments : IAttackArguments
{
    private static readonly CleanLabelOptions Defaults = new();

    private readonly CommonAttackArguments common = new(Defaults.Rate, cleanLabel: true);
    private readonly Option<string?> source = new("--source-model") { HelpName = "FILE", Description = "Clean model that the noise is made with; default: one is trained first." };
    private readonly Option<double> epsilon = new("--epsilon") { HelpName = "E", Description = "Largest change of a pixel, 0 to 1.", DefaultValueFactory = _ => Defaults.Epsilon };
    private readonly Option<int> steps = new("--pgd-steps") { HelpName = "N", Description = "Steps of the adversarial noise.", DefaultValueFactory = _ => Defaults.Steps };
    private readonly Option<bool> corners = new("--four-corner") { Description = "The grid in all four corners." };

    public string Name => "cl";

    public string Description => "Adversarial noise and a grid on images of the target class, whose labels stay right (Turner et al. 2019).";

    public void AddTo(Command command)
    {
        common.AddTo(command);
        foreach (Option option in (Option[])[source, epsilon, steps, corners]) command.Add(option);
    }

    public AttackRequest Apply(AttackRequest request, ParseResult parsed) => request with
    {
        SourceModel = parsed.GetValue(source),
        Attack = common.Apply(
            new CleanLabelOptions
            {
                Epsilon = parsed.GetValue(epsilon),
                Steps = parsed.GetValue(steps),
                FourCorner = parsed.GetValue(corners),
                Basis = common.Basis(parsed),
            },
            parsed),
    };
}
