using System.CommandLine;
using Nad.Attacks;

namespace Nad.Cli.Commands;

/// <summary>Options that all attacks have: target, rate and, for clean-label attacks, its basis.</summary>
/// <param name="rate">The attack's default, for the help.</param>
/// <param name="cleanLabel">Whether only the target class is altered.</param>
internal sealed class CommonAttackArguments(double rate, bool cleanLabel)
{
    private readonly Option<int?> target = new("--target") { HelpName = "N", Description = "Target label; default 0." };
    private readonly Option<double?> fraction = new("--rate")
    {
        HelpName = "R",
        Description = $"Part of the images that is poisoned, above 0 to 1; default {rate.ToString(System.Globalization.CultureInfo.InvariantCulture)}.",
    };

    private readonly Option<string> basis = new("--basis")
    {
        HelpName = "NAME",
        Description = "What --rate is a part of: all training images (dataset) or those of the target (target-class).",
        DefaultValueFactory = _ => "dataset",
    };

    public void AddTo(Command command)
    {
        command.Add(target);
        command.Add(fraction);
        if (cleanLabel) command.Add(basis);
    }

    public bool TargetGiven(ParseResult parsed) => parsed.GetValue(target) is not null;

    public T Apply<T>(T options, ParseResult parsed)
        where T : AttackOptions => options with { Target = parsed.GetValue(target) ?? options.Target, Rate = parsed.GetValue(fraction) ?? options.Rate };

    /// <exception cref="NadException">An unknown word.</exception>
    public RateBasis Basis(ParseResult parsed) => Words.OneOf("--basis", parsed.GetValue(basis)!, "dataset", "target-class") == "dataset" ? RateBasis.Dataset : RateBasis.TargetClass;
}
