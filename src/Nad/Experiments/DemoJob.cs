using System.Diagnostics;
using Nad.Attacks;
using Nad.Data;
using Nad.Data.Synthetic;
using Nad.Defenses;
using Nad.Evaluation;
using Nad.Models;
using Nad.Training;

namespace Nad.Experiments;

/// <summary>
/// The demonstration: backdoor a model on generated images, erase it by finetuning and by NAD with equal data and steps, compare.
/// </summary>
public sealed class DemoJob(DemoOptions options, RunContext run, Action<string>? stage = null)
{
    /// <summary>Told which trainings there will be; null where nobody asks.</summary>
    public Action<IReadOnlyList<PlannedTraining>>? Planned { get; init; }

    /// <summary>Runs it.</summary>
    /// <returns>Models and measurements; nothing has been written. The caller owns the models.</returns>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public DemoOutcome Run()
    {
        Stopwatch clock = Stopwatch.StartNew();
        Dictionary<string, double> seconds = [];
        stage?.Invoke($"generating {options.TrainingImages} traffic signs");
        SyntheticSource source = new(options.TrainingImages.ToString(System.Globalization.CultureInfo.InvariantCulture));
        ImageSet train = source.LoadTrain(run.Cancellation), test = source.LoadTest(run.Cancellation)!;
        BadNets attack = new(options.Attack, source.ClassCount);
        CleanSubset subset = CleanSubset.Choose(train, options.CleanImages, null, run.Seed);
        CleanData clean = CleanData.Of(source, train, subset.Train, subset.HoldOut);
        Lap("data");
        int images = clean.Training.Count;
        Planned?.Invoke(
        [
            PlannedTraining.Of("attack", options.AttackRecipe, train.Count), PlannedTraining.Of("student", options.Auto.Recipe, images),
            .. options.Auto.For(clean).Plan(images),
        ]);

        stage?.Invoke($"training a backdoored wrn-16-1 ({options.Attack.Rate:P0} of the images carry the trigger)");
        (ImageSet poisoned, _) = BackdoorTraining.Poison(attack, train, run);
        (Classifier backdoored, IReadOnlyList<EpochRecord> attackEpochs) =
            BackdoorTraining.Train("wrn-16-1", poisoned, options.AttackRecipe, run, "attack");
        DefenseResult? finetuned = null, distilled = null;
        try
        {
            Lap("attack");

            stage?.Invoke($"erasing by finetuning with {clean.Training.Count} clean images");
            finetuned = new FineTuning(new FineTuningOptions { Recipe = options.Auto.Recipe, Outputs = options.Auto.Outputs }).Erase(
                backdoored, clean, run);
            Lap("finetune");

            stage?.Invoke("erasing by NAD with the same images, steps and seeds");
            distilled = new AutoErasure(options.Auto).Erase(backdoored, clean, run);
            Lap("nad");

            stage?.Invoke($"measuring on {test.Count} test images");
            Evaluator evaluator = new(run.Device);
            Score Measure(Classifier model) => evaluator.Measure(model, test, attack.Backdoor, run.Cancellation);
            DemoOutcome outcome = new()
            {
                Options = options,
                Run = run,
                Backdoor = attack.Backdoor,
                Test = test,
                Clean = clean,
                Backdoored = backdoored,
                Finetuned = finetuned,
                Distilled = distilled,
                Before = Measure(backdoored),
                AfterFinetuning = Measure(finetuned.Model),
                AfterNad = Measure(distilled.Model),
                Teacher = Measure(distilled.Teacher!),
                Epochs = [.. attackEpochs, .. finetuned.Epochs.Select(e => e with { Phase = "finetuning" }), .. distilled.Epochs],
                Seconds = seconds,
            };
            Lap("evaluation");
            return outcome;
        }
        catch
        {
            backdoored.Dispose();
            finetuned?.Dispose();
            distilled?.Dispose();
            throw;
        }

        void Lap(string part)
        {
            seconds[part] = clock.Elapsed.TotalSeconds;
            clock.Restart();
        }
    }
}
