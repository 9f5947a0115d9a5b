using Nad.Models;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>Settings of a defense: what all defenses have in common. Each defense derives its own.</summary>
public abstract record DefenseOptions
{
    /// <summary>Name on the command line and in results: <c>--method NAME</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Name in headings.</summary>
    public abstract string Title { get; }

    /// <summary>Name in the heading of a column, after the word "After".</summary>
    public virtual string Label => Title.Length > 1 && char.IsLower(Title[1]) ? char.ToLowerInvariant(Title[0]) + Title[1..] : Title;

    /// <summary>Largest loss of hold-out accuracy that is let through, 0–1. Default 0.3: our choice.</summary>
    public double CollapseLimit { get; init; } = 0.3;

    /// <summary>Heading of the settings in <see cref="Rows"/>.</summary>
    public virtual string Section => Title;

    /// <summary>Every setting of its own that has an effect.</summary>
    public abstract IReadOnlyList<OptionRow> Rows();

    /// <summary>The trainings of the defense, by name.</summary>
    public abstract IReadOnlyList<(string Name, TrainingRecipe Recipe)> Recipes { get; }

    /// <summary>The same settings with every recipe changed, whether or not it is used.</summary>
    public abstract DefenseOptions WithRecipes(Func<TrainingRecipe, TrainingRecipe> change);

    /// <summary>The trainings that a run of it expects, in order.</summary>
    /// <param name="images">Images that are trained on.</param>
    public virtual IReadOnlyList<PlannedTraining> Plan(int images) =>
        [.. Recipes.Select(r => PlannedTraining.Of("student", r.Recipe, images))];

    /// <summary>
    /// The same settings as they are used with these images, whatever the seed: how many images there are can decide how long a training
    /// is.
    /// </summary>
    public virtual DefenseOptions For(CleanData clean) => this;

    /// <summary>Makes the defense.</summary>
    /// <param name="teacher">A teacher that is given, for defenses that can use one; stays owned by the caller.</param>
    public abstract IDefense Make(Classifier? teacher = null);

    /// <summary>Rows of the distance to the outputs of the given model; none where it is not used.</summary>
    protected static IEnumerable<OptionRow> OutputRows(OutputDistillation? outputs) =>
        outputs is null
            ? []
            : [
                new OptionRow("outputs", outputs.Weight, "weight of the distance to the outputs of the given model"),
                new OptionRow("temperature", outputs.Temperature, "of these outputs")
            ];

    /// <summary>A number independent of the locale.</summary>
    protected static string Text(IFormattable number)
    {
        ArgumentNullException.ThrowIfNull(number);
        return number.ToString(null, System.Globalization.CultureInfo.InvariantCulture);
    }
}
