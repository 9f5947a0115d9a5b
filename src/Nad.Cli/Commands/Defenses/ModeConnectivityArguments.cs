using System.CommandLine;
using Nad.Defenses;
using Nad.Experiments;
using Nad.Training;

namespace Nad.Cli.Commands;

/// <summary><c>nad erase --method mcr</c>.</summary>
internal sealed class ModeConnectivityArguments : IDefenseArguments
{
    private readonly Option<string> shape = new("--curve") { HelpName = "NAME", Description = "Mode connectivity repair: bezier or polygonal.", DefaultValueFactory = _ => "bezier" };
    private readonly Option<string> ends = new("--curve-ends") { HelpName = "NAME", Description = "Mode connectivity repair: second end of the curve, given (the model itself) or finetuned.", DefaultValueFactory = _ => "given" };
    private readonly Option<double?> place = new("--t") { HelpName = "T", Description = "Mode connectivity repair: place on the curve, 0-1; default 0.3." };
    private readonly Option<bool> original = new("--mcr-original") { Description = "Mode connectivity repair: the original script's rate, augmentation and 20-fold epochs." };

    public string Name => "mcr";

    public IReadOnlyList<Option> Options => [shape, ends, place, original];

    public EraseRequest Apply(EraseRequest request, RecipeOptions recipes, ParseResult parsed)
    {
        ModeConnectivityOptions options = parsed.GetValue(original) ? ModeConnectivityOptions.Original : new();
        TrainingRecipe recipe = recipes.Changed(options.Recipe, parsed);
        if (recipe.Stopping is not null) throw new NadException("--keep-epoch does not apply to mcr, whose curve is trained to its end; --t says which of its models is taken.");
        options = options with
        {
            Shape = Words.OneOf(shape.Name, parsed.GetValue(shape)!, "bezier", "polygonal") == "bezier" ? CurveShape.Bezier : CurveShape.Polygonal,
            Ends = Words.OneOf(ends.Name, parsed.GetValue(ends)!, "given", "finetuned") == "given" ? CurveEnds.Backdoored : CurveEnds.Finetuned,
            Position = parsed.GetValue(place) ?? options.Position,
            Recipe = recipe,
            EndRecipe = options.EndRecipe with { Augmentation = options.EndRecipe.Augmentation with { Flip = recipe.Augmentation.Flip } },
            CollapseLimit = recipes.CollapseLimit(parsed),
        };
        options.Validate();
        return request with { Defense = options };
    }
}
