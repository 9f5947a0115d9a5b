using System.CommandLine;
using Nad.Defenses;
using Nad.Experiments;

namespace Nad.Cli.Commands;

/// <summary><c>nad erase --method nad</c>: the paper's recipe, or the authors' code's.</summary>
internal sealed class NadArguments(DistillationOptions distillation, Option<string?> iterations) : IDefenseArguments
{
    private readonly SettingOptions<NadOptions> own = new(
        NadOptions.Settings.Where(s => !DistillationOptions.Has(s) && s.Property != nameof(NadOptions.Iterations)), NadOptions.Paper);

    public string Name => "nad";

    public IReadOnlyList<Option> Options => [.. distillation.All, .. own.All, iterations];

    public EraseRequest Apply(EraseRequest request, RecipeOptions recipes, ParseResult parsed)
    {
        if (distillation.IsChosen(parsed))
            throw new NadException("--beta auto is what --method auto does; leave --method and --preset out, or give a number.");
        NadOptions o = request.Preset == "authors-code" ? NadOptions.AuthorsCode : NadOptions.Paper;
        o = own.Read(distillation.Read(o, o.TeacherRecipe, recipes, parsed), parsed) with
        {
            Student = recipes.Changed(o.Student, parsed),
            CollapseLimit = recipes.CollapseLimit(parsed),
        };
        if (parsed.GetValue(iterations) is { } rounds)
            o = NadOptions.Settings.Single(s => s.Property == nameof(NadOptions.Iterations)).Read(o, rounds);
        // β of 500 to 1000 belongs to the mean squared error; an unsquared norm wants about 1.
        o = distillation.Beta(parsed) is { } beta ? o with { Beta = beta } : o.Loss == DistanceForm.L2 ? o with { Beta = [1] } : o;
        return request with { Defense = o, TeacherFile = distillation.TeacherFile(parsed) };
    }
}
