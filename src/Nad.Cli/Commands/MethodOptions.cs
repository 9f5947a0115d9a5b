using System.CommandLine;
using Nad.Experiments;

namespace Nad.Cli.Commands;

/// <summary>Which defense, and the options of all of them.</summary>
internal sealed class MethodOptions
{
    private readonly RecipeOptions recipes = new();
    private readonly IDefenseArguments[] defenses;
    private readonly Option<string> method;

    public MethodOptions()
    {
        DropOptions drop = new();
        OutputOptions outputs = new();
        Option<int?> iterations = new("--iterations") { HelpName = "N", Description = "How often nad or finetuning is repeated on its own output; default 1." };
        // One line for each defense; nothing else has to change to add one.
        defenses =
        [
            new NadArguments(drop, outputs, iterations),
            new FineTuningArguments(outputs, iterations),
            new FinePruningArguments(drop),
            new ModeConnectivityArguments(),
            new MesaArguments(),
            new MixupArguments(),
            new CutoutArguments(),
        ];
        method = new("--method") { HelpName = "NAME", Description = $"{string.Join(", ", defenses[..^1].Select(d => d.Name))} or {defenses[^1].Name}.", DefaultValueFactory = _ => "nad" };
    }

    /// <summary>Every defense, as <c>--method</c> takes it.</summary>
    public IReadOnlyList<string> Names => [.. defenses.Select(d => d.Name)];

    public void AddTo(Command command)
    {
        command.Add(method);
        foreach (Option option in recipes.All.Concat(defenses.SelectMany(d => d.Options)).Distinct()) command.Add(option);
    }

    /// <summary>Fills preset, defense and teacher file of the request.</summary>
    /// <exception cref="NadException">A word that is not known, or a number outside its range.</exception>
    public EraseRequest Apply(EraseRequest request, ParseResult parsed)
    {
        string name = Words.OneOf("--method", parsed.GetValue(method)!, [.. Names]);
        IDefenseArguments defense = Array.Find(defenses, d => d.Name == name)!;
        foreach (Option option in defenses.SelectMany(d => d.Options).Except(defense.Options))
        {
            if (parsed.GetResult(option) is not { Implicit: false }) continue;
            string[] takers = [.. defenses.Where(d => d.Options.Contains(option)).Select(d => d.Name)];
            throw new NadException($"{option.Name} belongs to --method {string.Join(" or ", takers)}; {name} does not use it. Leave it out.");
        }

        return defense.Apply(request with { Preset = recipes.Preset(parsed, defense.Tuned(parsed)) }, recipes, parsed);
    }
}
