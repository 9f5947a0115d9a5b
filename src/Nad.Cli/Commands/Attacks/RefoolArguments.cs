using System.CommandLine;
using Nad.Attacks;
using Nad.Experiments;

namespace Nad.Cli.Commands;

/// <summary><c>nad attack refool</c>.</summary>
internal sealed class RefoolArguments : IAttackArguments
{
    private static readonly RefoolOptions Defaults = new();

    private readonly Option<int?> target = new("--target") { HelpName = "N", Description = $"Target label; default {Defaults.Target}, with --dirty {RefoolOptions.Dirty.Target}." };
    private readonly Option<double?> rate = new("--rate")
    {
        HelpName = "R",
        Description = FormattableString.Invariant($"Part that is poisoned, above 0 to 1; default {Defaults.Rate} of the target class, with --dirty {RefoolOptions.Dirty.Rate} of all images."),
    };

    private readonly Option<string?> basis = new("--basis") { HelpName = "NAME", Description = "What --rate is a part of: dataset or target-class." };
    private readonly Option<bool> dirty = new("--dirty") { Description = "Poison images of any class and change their labels." };
    private readonly Option<string?> reflections = new("--reflections") { HelpName = "SPEC", Description = "Pictures to reflect; default: training images of other classes." };
    private readonly Option<string> kind = new("--kind") { HelpName = "NAME", Description = "Reflections: mixed (ghost or out of focus), ghost, out-of-focus or in-focus.", DefaultValueFactory = _ => "mixed" };
    private readonly Option<int> candidates = new("--candidates") { HelpName = "N", Description = "Reflections drawn to choose from.", DefaultValueFactory = _ => Defaults.Candidates };
    private readonly Option<int> kept = new("--kept") { HelpName = "N", Description = "Reflections that make the trigger.", DefaultValueFactory = _ => Defaults.Kept };
    private readonly Option<int> rounds = new("--rounds") { HelpName = "N", Description = "Rounds of adversarial selection; each trains for 3 epochs.", DefaultValueFactory = _ => Defaults.Rounds };

    public string Name => "refool";

    public string Description => "Reflections on images of the target class, whose labels stay right (Liu et al. 2020).";

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[target, rate, basis, dirty, reflections, kind, candidates, kept, rounds]) command.Add(option);
    }

    public AttackRequest Apply(AttackRequest request, ParseResult parsed)
    {
        RefoolOptions start = parsed.GetValue(dirty) ? RefoolOptions.Dirty : Defaults;
        return request with
        {
            Reflections = parsed.GetValue(reflections),
            Attack = start with
            {
                Target = parsed.GetValue(target) ?? start.Target,
                Rate = parsed.GetValue(rate) ?? start.Rate,
                Basis = parsed.GetValue(basis) is { } b ? Words.OneOf("--basis", b, "dataset", "target-class") == "dataset" ? RateBasis.Dataset : RateBasis.TargetClass : start.Basis,
                Kind = Kinds(parsed.GetValue(kind)!),
                Candidates = parsed.GetValue(candidates),
                Kept = parsed.GetValue(kept),
                Rounds = parsed.GetValue(rounds),
            },
        };
    }

    private static ReflectionKind? Kinds(string word) => Words.OneOf("--kind", word, "mixed", "ghost", "out-of-focus", "in-focus") switch
    {
        "ghost" => ReflectionKind.Ghost,
        "out-of-focus" => ReflectionKind.OutOfFocus,
        "in-focus" => ReflectionKind.InFocus,
        _ => null,
    };
}
