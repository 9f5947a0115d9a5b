using System.CommandLine;
using Nad.Defenses;
using Nad.Experiments;

namespace Nad.Cli.Commands;

/// <summary><c>nad erase --method mesa</c>.</summary>
internal sealed class MesaArguments : IDefenseArguments
{
    private readonly Option<int?> target = new("--mesa-target")
    {
        HelpName = "N",
        Description = "The class that the attacker wants, which the method takes as known. It must be given."
    };
    private readonly SettingOptions<MesaOptions> own = new(MesaOptions.Settings, new MesaOptions());

    public string Name => "mesa";

    public IReadOnlyList<Option> Options => [target, .. own.All];

    public EraseRequest Apply(EraseRequest request, RecipeOptions recipes, ParseResult parsed)
    {
        MesaOptions options = own.Read(new MesaOptions(), parsed);
        options = options with
        {
            Target = parsed.GetValue(target) is not { } label ? throw new NadException(
                    "--method mesa needs --mesa-target N: "
                    + "it recovers patterns that lead to that class, and cannot find out which one the attacker wants.")
                : label >= 0 ? label : throw new NadException($"--mesa-target must be a class from 0, but is {label}."),
            Recipe = recipes.Changed(options.Recipe, parsed),
            CollapseLimit = recipes.CollapseLimit(parsed),
        };
        options.Validate(int.MaxValue);
        return request with { Defense = options };
    }
}
