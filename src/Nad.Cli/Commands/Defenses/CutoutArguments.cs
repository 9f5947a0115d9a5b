using System.CommandLine;
using Nad.Defenses;
using Nad.Experiments;

namespace Nad.Cli.Commands;

/// <summary><c>nad erase --method cutout</c>.</summary>
internal sealed class CutoutArguments : IDefenseArguments
{
    public string Name => "cutout";

    public IReadOnlyList<Option> Options => [];

    public EraseRequest Apply(EraseRequest request, RecipeOptions recipes, ParseResult parsed) => request with
    {
        Defense = new CutoutOptions
        {
            Recipe =
                recipes.Changed(RecipeOptions.Base(request.Preset) with { Augmentation = new CutoutOptions().Recipe.Augmentation }, parsed),
            CollapseLimit = recipes.CollapseLimit(parsed),
        },
    };
}
