using System.CommandLine;
using Nad.Defenses;
using Nad.Experiments;

namespace Nad.Cli.Commands;

/// <summary><c>nad erase</c> without a method, and <c>--preset auto</c> of a method that auto can tune.</summary>
internal sealed class AutoArguments(DistillationOptions distillation, DropOptions drop, OutputOptions outputs) : IDefenseArguments
{
    private static readonly Dictionary<string, DefenseOptions> Tunable = new(StringComparer.Ordinal)
    {
        ["nad"] = NadOptions.Paper,
        ["finetune"] = new FineTuningOptions(),
        ["mixup"] = new MixupOptions(),
        ["cutout"] = new CutoutOptions(),
    };

    private readonly SettingOptions<AutoOptions> own = new(AutoOptions.Settings, new AutoOptions());

    public string Name => "auto";

    public IReadOnlyList<Option> Options => [.. distillation.All, .. own.All, drop.Option, .. outputs.All];

    /// <summary>What it takes if it tunes another defense than NAD.</summary>
    public IReadOnlyList<Option> OptionsWithoutTeacher => [.. own.All, .. outputs.All];

    public EraseRequest Apply(EraseRequest request, RecipeOptions recipes, ParseResult parsed) => Apply(request, recipes, parsed, "nad");

    /// <summary>The same for another defense.</summary>
    /// <exception cref="NadException">auto cannot tune it, or a word or number does not fit.</exception>
    public EraseRequest Apply(EraseRequest request, RecipeOptions recipes, ParseResult parsed, string tuned)
    {
        if (!Tunable.TryGetValue(tuned, out DefenseOptions? defense))
        {
            throw new NadException($"--preset auto tunes {string.Join(", ", Tunable.Keys)}; {tuned} has --preset paper or authors-code.");
        }

        AutoOptions o = own.Read(new AutoOptions(), parsed);
        // A rate that is given is not searched for.
        if (recipes.HasRate(parsed)) o = o with { GentlerRates = 0 };
        if (distillation.HasTeacherRate(parsed)) o = o with { GentlerRates = 0, MaxRateDrop = 1 };
        if (distillation.Beta(parsed) is { } beta) o = o with { Steps = [new(beta, 1)] };
        if (outputs.HasWeight(parsed)) o = o with { Steps = [.. o.Steps.Select(s => s with { Outputs = 1 })] };
        if (drop.Read(parsed) is { } allowed)
        {
            if (o.Steps.Length == 1)
                throw new NadException("--max-acc-drop says how far beta may be raised; leave it out, or leave --beta to be chosen.");
            o = o with { MaxDrop = allowed };
        }

        if (defense is NadOptions nad)
        {
            nad = distillation.Read(nad, o.TeacherRecipe, recipes, parsed);
            o = o with { TeacherRecipe = nad.TeacherRecipe };
            defense = nad;
        }

        o = o with
        {
            Tuned = defense,
            Recipe = recipes.Changed(
                o.Recipe with
                {
                    Augmentation = defense is MixupOptions or CutoutOptions ? defense.Recipes[0].Recipe.Augmentation : o.Recipe.Augmentation
                },
                parsed),
            Outputs = outputs.Read(parsed, o.Outputs),
            CollapseLimit = recipes.CollapseLimit(parsed),
        };
        o.Validate();
        return request with { Defense = o, TeacherFile = defense is NadOptions ? distillation.TeacherFile(parsed) : null };
    }
}
