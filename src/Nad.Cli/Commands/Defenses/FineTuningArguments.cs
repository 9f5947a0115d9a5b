using System.CommandLine;
using Nad.Defenses;
using Nad.Experiments;

namespace Nad.Cli.Commands;

/// <summary><c>nad erase --method finetune</c>.</summary>
internal sealed class FineTuningArguments(OutputOptions outputs, Option<string?> iterations) : IDefenseArguments
{
    private static Setting<FineTuningOptions> Rounds =>
        FineTuningOptions.Settings.Single(s => s.Property == nameof(FineTuningOptions.Iterations));

    public string Name => "finetune";

    public IReadOnlyList<Option> Options => [iterations, .. outputs.All];

    public EraseRequest Apply(EraseRequest request, RecipeOptions recipes, ParseResult parsed) =>
        request with { Defense = Read(request, recipes, parsed) };

    private FineTuningOptions Read(EraseRequest request, RecipeOptions recipes, ParseResult parsed)
    {
        FineTuningOptions options = new()
        {
            Recipe = recipes.Changed(RecipeOptions.Base(request.Preset), parsed),
            Outputs = outputs.Read(parsed, null),
            Iterations = parsed.GetValue(iterations) is { } rounds ? Rounds.Read(new FineTuningOptions(), rounds).Iterations : 1,
            CollapseLimit = recipes.CollapseLimit(parsed),
        };
        options.Validate();
        return options;
    }
}
