using System.CommandLine;
using Nad.Defenses;
using Nad.Experiments;

namespace Nad.Cli.Commands;

/// <summary><c>nad erase --method fine-pruning</c>.</summary>
internal sealed class FinePruningArguments(DropOptions drop) : IDefenseArguments
{
    private readonly Option<string?> variant = new("--prune")
    {
        HelpName = "NAME",
        Description = "Fine-pruning: proper (final features, then finetuning), the default, or paper (filters of the last convolution, no finetuning), that of --preset paper.",
    };

    private readonly Option<double?> ratio = new("--prune-ratio") { HelpName = "R", Description = "Fine-pruning: part of the channels; default: as many as --max-acc-drop or --match-acc let it." };
    private readonly Option<double?> match = new("--match-acc") { HelpName = "ACC", Description = "Fine-pruning: hold-out accuracy to prune down to, 0-1, such as NAD's val_acc (the paper's rule)." };

    public string Name => "fine-pruning";

    public string Preset => "proper";

    public IReadOnlyList<Option> Options => [variant, ratio, match, drop.Option];

    public EraseRequest Apply(EraseRequest request, RecipeOptions recipes, ParseResult parsed)
    {
        double? given = drop.Read(parsed);
        if (new[] { parsed.GetValue(ratio), parsed.GetValue(match), given }.Count(v => v is not null) > 1) throw new NadException("Give one of --prune-ratio, --match-acc and --max-acc-drop: each says how much is pruned.");
        FinePruningOptions options = new()
        {
            Variant = Words.OneOf(variant.Name, parsed.GetValue(variant) ?? (request.Preset == "paper" ? "paper" : "proper"), "paper", "proper") == "paper" ? PruningVariant.Paper : PruningVariant.Proper,
            Ratio = parsed.GetValue(ratio),
            LeastAccuracy = parsed.GetValue(match),
            Recipe = recipes.Changed(RecipeOptions.Base(request.Preset), parsed),
            CollapseLimit = recipes.CollapseLimit(parsed),
        };
        options = options with { MaxDrop = given ?? options.MaxDrop };
        options.Validate();
        return request with { Defense = options };
    }
}
