using System.CommandLine;
using System.Globalization;
using Nad.Training;

namespace Nad.Cli.Commands;

/// <summary>Options of training that all defenses share: a preset, and whatever departs from it.</summary>
internal sealed class RecipeOptions
{
    private readonly Option<string?> preset = new("--preset")
    {
        HelpName = "NAME",
        Description = "paper or authors-code: the recipe of a method. auto: "
            + "tuned by clean images held out, for auto, nad, finetune, mixup and cutout. Default: auto without --method, else paper."
    };
    private readonly Option<string?> keep = new("--keep-epoch")
    {
        HelpName = "NAME",
        Description = "last, best (by the hold-out), late (the last, unless clearly below the best), or early (best, and stop when it no "
            + "longer improves); default: as the preset."
    };
    private readonly Option<int?> epochs =
        new("--epochs") { HelpName = "N", Description = "Epochs of the student, or of the finetuning that another method does." };
    private readonly Option<double?> lr =
        new("--lr") { HelpName = "RATE", Description = "First learning rate; the shape of the schedule stays." };
    private readonly Option<int?> batch = new("--batch") { HelpName = "N", Description = "Images per step." };
    private readonly Option<bool> noFlip = new("--no-flip") { Description = "Never mirror images: for classes that mirroring changes." };
    private readonly Option<double> collapse = new("--collapse-limit")
    {
        HelpName = "POINTS",
        Description = "Points of hold-out accuracy that may be lost before the run counts as failed; 100 lets everything through.",
        DefaultValueFactory = _ => 30,
    };

    /// <summary>Which recipe.</summary>
    public IReadOnlyList<Option> Choice => [preset];

    /// <summary>What departs from it.</summary>
    public IReadOnlyList<Option> Departures => [epochs, lr, batch, noFlip, keep, collapse];

    public IReadOnlyList<Option> All => [.. Choice, .. Departures];

    /// <summary>The preset that is named; null for none.</summary>
    /// <exception cref="NadException">No such preset.</exception>
    public string? Preset(ParseResult parsed) =>
        parsed.GetValue(preset) is { } name ? Words.OneOf("--preset", name, "auto", "paper", "authors-code") : null;

    /// <summary>The recipe of a preset for what is trained from the given model.</summary>
    public static TrainingRecipe Base(string preset) => preset == "authors-code" ? TrainingRecipe.AuthorsCode : TrainingRecipe.Paper;

    /// <summary>As a fraction.</summary>
    /// <exception cref="NadException">Outside its range.</exception>
    public double CollapseLimit(ParseResult parsed) => Points(collapse.Name, parsed.GetValue(collapse));

    /// <summary>A recipe with the departures.</summary>
    /// <exception cref="NadException">A number outside its range.</exception>
    public TrainingRecipe Changed(TrainingRecipe recipe, ParseResult parsed) => Changed(recipe, parsed, parsed.GetValue(epochs), null);

    /// <summary>The same with a length, or a rate, of its own; null for the one that is asked for.</summary>
    /// <exception cref="NadException">A number outside its range.</exception>
    public TrainingRecipe Changed(TrainingRecipe recipe, ParseResult parsed, int? length, Option<double?>? ownRate)
    {
        Option<double?> source = ownRate is not null && parsed.GetValue(ownRate) is not null ? ownRate : lr;
        if (parsed.GetValue(source) is { } rate)
        {
            if (!(rate > 0 && double.IsFinite(rate)))
                throw new NadException($"{source.Name} must be above 0, but is {rate.ToString(CultureInfo.InvariantCulture)}.");
            recipe = recipe with { LearningRate = recipe.LearningRate.Scaled(rate / recipe.LearningRate.Peak) };
        }

        recipe = recipe with
        {
            Epochs = length ?? recipe.Epochs,
            LeastSteps = length is null ? recipe.LeastSteps : 0,
            LearningRate = length is { } over ? recipe.LearningRate.Over(Math.Max(1, over)) : recipe.LearningRate,
            BatchSize = parsed.GetValue(batch) ?? recipe.BatchSize,
            Augmentation = parsed.GetValue(noFlip) ? recipe.Augmentation with { Flip = false } : recipe.Augmentation,
        };
        if (parsed.GetValue(keep) is { } rule)
        {
            recipe = recipe with
            {
                Stopping = Words.OneOf(keep.Name, rule, "last", "best", "late", "early") switch
                {
                    "last" => null,
                    "best" => new StoppingRule { Early = false },
                    "late" => TrainingRecipe.Auto.Stopping,
                    _ => recipe.Stopping ?? new StoppingRule()
                },
            };
        }

        recipe.Validate();
        return recipe;
    }

    /// <summary>Whether a learning rate is given.</summary>
    public bool HasRate(ParseResult parsed) => parsed.GetValue(lr) is not null;

    /// <summary>Percentage points as a fraction.</summary>
    /// <exception cref="NadException">Outside 0–100.</exception>
    public static double Points(string option, double points) => points is >= 0 and <= 100
        ? points / 100
        : throw new NadException($"{option} must be 0 to 100 percentage points, but is {points.ToString(CultureInfo.InvariantCulture)}.");
}
