using System.Diagnostics;
using System.Globalization;
using Nad.Data;
using Nad.Models;
using Nad.Torch;

namespace Nad.Training;

/// <summary>What the trainings of a run cost.</summary>
/// <param name="Images">Images of an epoch.</param>
/// <param name="Trainings">The trainings that the run expects.</param>
/// <param name="SecondsPerStep">Time of a step of finetuning here.</param>
public sealed record TrainingCost(int Images, IReadOnlyList<PlannedTraining> Trainings, double SecondsPerStep)
{
    /// <summary>Steps of all trainings.</summary>
    public long Steps => Trainings.Sum(t => (long)t.Epochs * t.StepsPerEpoch);

    /// <summary>Minutes of all trainings.</summary>
    public double Minutes => SecondsPerStep * Trainings.Sum(t => t.Work) / 60;

    /// <summary>The time alone, as a sentence.</summary>
    public string Time =>
        Minutes < 1
            ? "All trainings take less than a minute here."
            : string.Create(CultureInfo.InvariantCulture, $"All trainings take about {Minutes:0} min here.");

    /// <summary>Images, steps and minutes, as a sentence.</summary>
    public string Describe() => string.Create(CultureInfo.InvariantCulture,
        $"{Images} images, {Steps} steps ({string.Join(", ", Trainings.Select(t => $"{t.Phase} {t.Epochs} epochs"))}), "
            + $"{SecondsPerStep:0.00} s for a step of finetuning. {Time}");

    // Images of a step that is short on purpose, and seconds above which a whole one is not waited for.
    private const int Few = 8;
    private const int Tries = 3;
    private const double Slow = 5;

    /// <summary>
    /// Takes the time of a step of finetuning, of a copy of a model: the shortest of up to three, because the first of a size makes its
    /// kernels and memory, and other work on the machine only lengthens the others. After 5 s no further one is begun; a whole one that
    /// would take more is told from two short ones.
    /// </summary>
    /// <param name="model">Stays as it is.</param>
    /// <param name="images">What is trained on.</param>
    /// <param name="recipe">How.</param>
    /// <param name="run">Device; its random streams are not touched.</param>
    /// <returns>Seconds.</returns>
    public static double Measure(Classifier model, ImageSet images, TrainingRecipe recipe, RunContext run)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(run);
        using Classifier copy = model.Clone();
        using GradientStep step = new(copy, recipe.Sgd, (batch, _) => SupervisedLoss.Of(copy, batch));
        RandomStream random = run.Random("cost");
        BatchAssembler source = new(images, run.Device);
        int whole = Math.Min(recipe.BatchSize, images.Count), few = Math.Min(Few, whole);
        Seconds(few);
        double less = Seconds(few);
        if (less * whole / few > Slow && whole > 2 * few)
        {
            // A part of a step does not grow with its images, and with orthogonal steps most of it.
            double more = Seconds(2 * few), told = more + ((more - less) / few * (whole - (2 * few)));
            if (told > Slow) return told;
        }

        double shortest = double.PositiveInfinity, spent = 0;
        for (int i = 0; i < Tries && spent < Slow; i++)
        {
            double taken = Seconds(whole);
            (shortest, spent) = (Math.Min(shortest, taken), spent + taken);
        }

        return shortest;

        double Seconds(int count)
        {
            run.Cancellation.ThrowIfCancellationRequested();
            Stopwatch clock = Stopwatch.StartNew();
            using TensorScope scope = TensorScope.Begin();
            _ = step.Take(source.Augmented([.. Enumerable.Range(0, count)], recipe.Augmentation, random), random, 0).Total.Item();
            return clock.Elapsed.TotalSeconds;
        }
    }
}
