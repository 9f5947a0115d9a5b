using System.CommandLine;
using Nad.Attacks;

namespace Nad.Cli.Commands;

/// <summary>Options that name a trigger, so that attack success can be measured.</summary>
internal sealed class TriggerOptions
{
    private readonly Option<string?> attack = new("--attack") { HelpName = "NAME", Description = "Attack whose trigger is measured: badnets. No defense sees it." };
    private readonly Option<int?> target = new("--target") { HelpName = "N", Description = "Target label of the attack; default 0." };
    private readonly Option<string?> file = new("--trigger") { HelpName = "FILE", Description = "Measure a stored trigger instead: the trigger.json of nad attack. No defense sees it." };
    private readonly BadNetsPattern pattern = new();

    public void AddTo(Command command)
    {
        command.Add(attack);
        command.Add(target);
        command.Add(file);
        pattern.AddTo(command);
    }

    /// <returns>Null where no attack is named.</returns>
    /// <exception cref="NadException">An unknown attack, or trigger options without one.</exception>
    public BadNetsOptions? Read(ParseResult parsed)
    {
        string? name = parsed.GetValue(attack);
        if (name is null)
        {
            Option? stray = Array.Find<Option>([target, .. pattern.All], o => parsed.GetResult(o) is { Implicit: false });
            return stray is null ? null : throw new NadException($"{stray.Name} needs --attack NAME: without a trigger there is no attack success to measure.");
        }

        if (parsed.GetValue(file) is not null) throw new NadException("Give --attack or --trigger, not both: each names the trigger that is measured.");
        if (name != BadNets.Name) throw new NadException($"Unknown attack '{Printable.Of(name)}'; known by name is {BadNets.Name}, and any other by its stored trigger: --trigger FILE.");
        return pattern.Apply(new BadNetsOptions { Target = parsed.GetValue(target) ?? 0 }, parsed, parsed.GetValue(target) is not null);
    }

    /// <summary>The stored trigger that is measured; null for none.</summary>
    public string? File(ParseResult parsed) => parsed.GetValue(file);
}
