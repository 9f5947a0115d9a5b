using System.CommandLine;
using Nad.Defenses;
using Nad.Experiments;
using Nad.Training;

namespace Nad.Cli.Commands;

/// <summary><c>nad erase --method mcr</c>.</summary>
internal sealed class ModeConnectivityArguments : IDefenseArguments
{
    private readonly SettingOptions<ModeConnectivityOptions> own = new(ModeConnectivityOptions.Settings, new ModeConnectivityOptions());
    private readonly Option<bool> original =
        new("--mcr-original") { Description = "The original script's rate, augmentation and 20-fold epochs." };

    public string Name => "mcr";

    public IReadOnlyList<Option> Options => [.. own.All, original];

    public EraseRequest Apply(EraseRequest request, RecipeOptions recipes, ParseResult parsed)
    {
        ModeConnectivityOptions options = own.Read(parsed.GetValue(original) ? ModeConnectivityOptions.Original : new(), parsed);
        TrainingRecipe recipe = recipes.Changed(options.Recipe, parsed);
        if (recipe.Stopping is not null)
            throw new NadException(
                "--keep-epoch does not apply to mcr, whose curve is trained to its end; --t says which of its models is taken.");
        options = options with
        {
            Recipe = recipe,
            EndRecipe = options.EndRecipe with { Augmentation = options.EndRecipe.Augmentation with { Flip = recipe.Augmentation.Flip } },
            CollapseLimit = recipes.CollapseLimit(parsed),
        };
        options.Validate();
        return request with { Defense = options };
    }
}
