using System.CommandLine;
using Nad.Defenses;
using Nad.Experiments;

namespace Nad.Cli.Commands;

/// <summary><c>nad erase --method mesa</c>.</summary>
internal sealed class MesaArguments : IDefenseArguments
{
    private readonly Option<int?> target = new("--mesa-target") { HelpName = "N", Description = "MESA: the class that the attacker wants; the method takes it as known." };
    private readonly Option<string?> alpha = new("--mesa-alpha") { HelpName = "LIST", Description = "MESA: weights of the entropy, such as 0.1,0.5; default 0.1. A generator for each pair with a level." };
    private readonly Option<string?> levels = new("--mesa-levels") { HelpName = "LIST", Description = "MESA: levels of the hinge, above 0 to 1; default 0.9,0.8,0.5." };
    private readonly Option<int?> epochs = new("--recovery-epochs") { HelpName = "N", Description = "MESA: epochs of each generator; default 10." };

    public string Name => "mesa";

    public IReadOnlyList<Option> Options => [target, alpha, levels, epochs];

    public EraseRequest Apply(EraseRequest request, RecipeOptions recipes, ParseResult parsed)
    {
        MesaOptions options = new();
        options = options with
        {
            Target = parsed.GetValue(target) is not { } label ? throw new NadException("--method mesa needs --mesa-target N: it recovers patterns that lead to that class, and cannot find out which one the attacker wants.")
                : label >= 0 ? label : throw new NadException($"--mesa-target must be a class from 0, but is {label}."),
            Alphas = parsed.GetValue(alpha) is { } a ? Words.Numbers(alpha.Name, a) : options.Alphas,
            Levels = parsed.GetValue(levels) is { } l ? Words.Numbers(levels.Name, l) : options.Levels,
            RecoveryEpochs = parsed.GetValue(epochs) ?? options.RecoveryEpochs,
            Recipe = recipes.Changed(options.Recipe, parsed),
            CollapseLimit = recipes.CollapseLimit(parsed),
        };
        options.Validate(int.MaxValue);
        return request with { Defense = options };
    }
}
