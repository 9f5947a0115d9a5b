using System.CommandLine;
using Nad.Defenses;
using Nad.Experiments;

namespace Nad.Cli.Commands;

/// <summary><c>nad erase --method fine-pruning</c>.</summary>
internal sealed class FinePruningArguments(DropOptions drop) : IDefenseArguments
{
    private readonly SettingOptions<FinePruningOptions> own = new(FinePruningOptions.Settings, new FinePruningOptions());

    public string Name => "fine-pruning";

    public string Preset => "proper";

    public IReadOnlyList<Option> Options => [.. own.All, drop.Option];

    public EraseRequest Apply(EraseRequest request, RecipeOptions recipes, ParseResult parsed)
    {
        PruningVariant usual = request.Preset == "paper" ? PruningVariant.Paper : PruningVariant.Proper;
        FinePruningOptions options = own.Read(new FinePruningOptions { Variant = usual }, parsed);
        double? given = drop.Read(parsed);
        if (new[] { options.Ratio, options.LeastAccuracy, given }.Count(v => v is not null) > 1)
        {
            throw new NadException("Give one of --prune-ratio, --match-acc and --max-acc-drop: each says how much is pruned.");
        }

        options = options with
        {
            MaxDrop = given ?? options.MaxDrop,
            Recipe = recipes.Changed(RecipeOptions.Base(request.Preset), parsed),
            CollapseLimit = recipes.CollapseLimit(parsed),
        };
        options.Validate();
        return request with { Defense = options };
    }
}
