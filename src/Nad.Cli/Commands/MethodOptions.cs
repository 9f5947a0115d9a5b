using System.CommandLine;
using Nad.Cli.Help;
using Nad.Experiments;

namespace Nad.Cli.Commands;

/// <summary>Which defense, and the options of all of them.</summary>
internal sealed class MethodOptions
{
    private readonly RecipeOptions recipes = new();
    private readonly AutoArguments auto;
    private readonly IDefenseArguments[] defenses;
    private readonly Option<string?> method;

    public MethodOptions()
    {
        DropOptions drop = new();
        OutputOptions outputs = new();
        DistillationOptions distillation = new();
        Option<string?> iterations =
            new("--iterations") { HelpName = "N", Description = "How often nad or finetuning is repeated on its own output; default 1." };
        auto = new AutoArguments(distillation, drop, outputs);
        // One line for each defense; nothing else has to change to add one.
        defenses =
        [
            auto,
            new NadArguments(distillation, iterations),
            new FineTuningArguments(outputs, iterations),
            new FinePruningArguments(drop),
            new ModeConnectivityArguments(),
            new MesaArguments(),
            new MixupArguments(),
            new CutoutArguments(),
        ];
        method = new("--method")
        {
            HelpName = "NAME",
            Description =
                $"{string.Join(", ", Names.SkipLast(1))} or {Names[^1]}. Default: auto, or nad with --preset paper or authors-code.",
        };
        method.CompletionSources.Add([.. Names]);
    }

    /// <summary>Every defense, as <c>--method</c> takes it.</summary>
    public IReadOnlyList<string> Names => [.. defenses.Select(d => d.Name)];

    public void AddTo(Command command)
    {
        foreach (Option option in recipes.All.Concat(defenses.SelectMany(d => d.Options)).Prepend(method).Distinct()) command.Add(option);
        HelpPage.Of(command).Add(Groups);
    }

    // Help shows the options of one method; where none is typed, as in the manual page, those of all.
    private IEnumerable<HelpGroup> Groups(ParseResult? parsed)
    {
        yield return new HelpGroup("Method", [method, .. recipes.Choice]);
        foreach (IDefenseArguments defense in parsed is null ? defenses : [Array.Find(defenses, d => d.Name == NameOf(parsed))!])
        {
            IReadOnlyList<Option> own = parsed is not null && defense != auto && recipes.Preset(parsed) == "auto"
                ? defense.Name == "nad" ? auto.Options : auto.OptionsWithoutTeacher
                : defense.Options;
            yield return new HelpGroup(
                $"Options of --method {defense.Name}"
                    + $"{(parsed is null || parsed.GetValue(method) is not null ? "" : "; --method NAME --help shows those of another")}",
                own);
        }

        yield return new HelpGroup("Training", recipes.Departures);
    }

    private string NameOf(ParseResult parsed) =>
        parsed.GetValue(method) is { } given ? Words.OneOf(method.Name, given, [.. Names])
            : recipes.Preset(parsed) is null or "auto" ? "auto"
            : "nad";

    /// <summary>Fills preset, defense and teacher file of the request.</summary>
    /// <exception cref="NadException">A word that is not known, or a number outside its range.</exception>
    public EraseRequest Apply(EraseRequest request, ParseResult parsed)
    {
        string? preset = recipes.Preset(parsed);
        string name = NameOf(parsed);
        IDefenseArguments defense = Array.Find(defenses, d => d.Name == name)!;
        if (defense == auto)
        {
            if (preset is not (null or "auto"))
                throw new NadException(
                    $"--preset {preset} is a recipe that auto does not use; leave --method out, or name nad or another method.");
            Refuse(name, auto.Options, parsed);
            return auto.Apply(request with { Preset = "auto" }, recipes, parsed);
        }

        // Any method that trains a copy of the model can be tuned.
        if (preset == "auto")
        {
            Refuse(name, name == "nad" ? auto.Options : auto.OptionsWithoutTeacher, parsed);
            return auto.Apply(request with { Preset = preset }, recipes, parsed, name);
        }

        Refuse(name, defense.Options, parsed);
        return defense.Apply(request with { Preset = preset ?? defense.Preset }, recipes, parsed);
    }

    // An option that does nothing is a mistake.
    private void Refuse(string name, IReadOnlyList<Option> taken, ParseResult parsed)
    {
        foreach (Option option in defenses.SelectMany(d => d.Options).Except(taken))
        {
            if (parsed.GetResult(option) is not { Implicit: false }) continue;
            string[] takers = [.. defenses.Where(d => d.Options.Contains(option)).Select(d => d.Name)];
            throw new NadException(
                $"{option.Name} belongs to --method {string.Join(" or --method ", takers)}; {name} does not use it. Leave it out.");
        }
    }
}
