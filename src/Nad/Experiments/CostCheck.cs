using System.Globalization;
using Nad.Data;
using Nad.Models;
using Nad.Training;

namespace Nad.Experiments;

/// <summary>Says before a run trains what that costs, and shortens it to the time that it may take.</summary>
/// <param name="budget">That time; null for any.</param>
/// <param name="folder">Where the run may have begun before: it goes on as short as it was; null where it cannot.</param>
/// <param name="run">Device, cancellation.</param>
/// <param name="stage">Told what was found; null where nobody listens.</param>
internal sealed class CostCheck(TimeBudget? budget, RunFolder? folder, RunContext run, Action<string>? stage)
{
    private const string Entry = "budget.part";

    /// <summary>The cost of the trainings as they will be; null before <see cref="Part"/>.</summary>
    public TrainingCost? Cost { get; private set; }

    /// <summary>The part of all epochs that is trained, (0, 1].</summary>
    /// <param name="model">That a step is measured with.</param>
    /// <param name="images">What is trained on.</param>
    /// <param name="recipe">How.</param>
    /// <param name="plan">The trainings for a part of the epochs.</param>
    /// <exception cref="NadException">Nothing fits into the time.</exception>
    public double Part(Classifier model, ImageSet images, TrainingRecipe recipe, Func<double, IReadOnlyList<PlannedTraining>> plan)
    {
        double step = TrainingCost.Measure(model, images, recipe, run);
        TrainingCost whole = Cost = new TrainingCost(images.Count, plan(1), step);
        double part = Before() ?? budget?.PartOf(whole) ?? 1;
        if (part < 1)
        {
            Cost = whole with { Trainings = plan(part) };
            stage?.Invoke(budget!.Say(whole, Cost));
        }

        stage?.Invoke(Cost.Describe());
        return part;
    }

    /// <summary>Notes the part in the identity of a run, so that it goes on with it.</summary>
    public static void Note(RunIdentity identity, double part)
    {
        if (part < 1) identity.Entries[Entry] = part.ToString("R", CultureInfo.InvariantCulture);
    }

    private double? Before() => budget is not null && folder?.Unfinished?.Entries.GetValueOrDefault(Entry) is { } text
        && NumberText.TryReal(text, out double part, out _) && part is > 0 and < 1 ? part : null;
}
