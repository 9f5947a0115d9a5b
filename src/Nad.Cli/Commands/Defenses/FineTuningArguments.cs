using System.CommandLine;
using Nad.Defenses;
using Nad.Experiments;

namespace Nad.Cli.Commands;

/// <summary><c>nad erase --method finetune</c>.</summary>
internal sealed class FineTuningArguments : IDefenseArguments
{
    public string Name => "finetune";

    public IReadOnlyList<Option> Options => [];

    public EraseRequest Apply(EraseRequest request, RecipeOptions recipes, ParseResult parsed) => request with
    {
        Defense = new FineTuningOptions { Recipe = recipes.Changed(recipes.Base(parsed), parsed), CollapseLimit = recipes.CollapseLimit(parsed) },
    };
}
