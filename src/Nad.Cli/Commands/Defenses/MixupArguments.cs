using System.CommandLine;
using Nad.Data;
using Nad.Defenses;
using Nad.Experiments;

namespace Nad.Cli.Commands;

/// <summary><c>nad erase --method mixup</c>.</summary>
internal sealed class MixupArguments : IDefenseArguments
{
    public string Name => "mixup";

    public IReadOnlyList<Option> Options => [];

    public EraseRequest Apply(EraseRequest request, RecipeOptions recipes, ParseResult parsed) => request with
    {
        Defense = new MixupOptions
        {
            Recipe = recipes.Changed(RecipeOptions.Base(request.Preset) with { Augmentation = Augmentation.None }, parsed),
            CollapseLimit = recipes.CollapseLimit(parsed),
        },
    };
}
