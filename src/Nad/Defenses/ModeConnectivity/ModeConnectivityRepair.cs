// Zhao, Chen, Das, Ramamurthy and Lin, "Bridging Mode Connectivity in Loss Landscapes and Adversarial Robustness", ICLR 2020.
using System.Diagnostics;
using System.Globalization;
using Nad.Data;
using Nad.Evaluation;
using Nad.Models;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>
/// Trains a curve through weight space, from the backdoored model to itself or to its finetuned copy, on clean images, and returns a model
/// from its middle: accuracy stays high along the curve, the backdoor lives at its ends.
/// </summary>
public sealed class ModeConnectivityRepair(ModeConnectivityOptions options) : IDefense
{
    private static readonly double[] Places = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

    /// <inheritdoc/>
    public string Name => options.Name;

    /// <inheritdoc/>
    public DefenseResult Erase(Classifier backdoored, CleanData clean, RunContext run)
    {
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(run);
        Stopwatch clock = Stopwatch.StartNew();
        CollapseGuard guard = new(backdoored, clean, options.CollapseLimit, run);
        (WeightCurve curve, IReadOnlyList<EpochRecord> epochs) = Train(backdoored, clean, run);
        using (curve)
        {
            Classifier model = curve.At(options.Position, clean.Training, run);
            try
            {
                double accuracy = Accuracy(model, clean, run);
                guard.CheckAccuracy(accuracy, $"model at t = {options.Position.ToString(CultureInfo.InvariantCulture)}");
                return new DefenseResult(model, null, epochs, 0, clock.Elapsed.TotalSeconds)
                {
                    Selections = clean.HoldOut is null ? [] : [Along(curve, accuracy, clean, run)]
                };
            }
            catch
            {
                model.Dispose();
                throw;
            }
        }
    }

    /// <summary>Trains the curve alone, so that any of its points can be looked at.</summary>
    /// <returns>The curve, owned by the caller, and one record per epoch (and those of a finetuned end before them).</returns>
    /// <exception cref="NadException">A setting is outside its range, or a training failed.</exception>
    public (WeightCurve Curve, IReadOnlyList<EpochRecord> Epochs) Train(Classifier backdoored, CleanData clean, RunContext run)
    {
        ArgumentNullException.ThrowIfNull(backdoored);
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(run);
        options.Validate();
        List<EpochRecord> epochs = [];
        using Classifier end = End(backdoored, clean, run, epochs);
        WeightCurve curve = new(options.Shape, backdoored, end);
        try
        {
            epochs.AddRange(Bend(curve, clean, run));
            return (curve, epochs);
        }
        catch
        {
            curve.Dispose();
            throw;
        }
    }

    private Classifier End(Classifier backdoored, CleanData clean, RunContext run, List<EpochRecord> epochs)
    {
        if (options.Ends == CurveEnds.Backdoored) return backdoored.Clone();
        using Trial tuned = FineTuning.Tune(backdoored, clean, options.EndRecipe, run, "end");
        epochs.AddRange(tuned.Epochs);
        return tuned.Release();
    }

    private IReadOnlyList<EpochRecord> Bend(WeightCurve curve, CleanData clean, RunContext run)
    {
        ImageSet images = options.Tiling == 1
            ? clean.Training
            : clean.Training.Subset([.. Enumerable.Range(0, clean.Training.Count * options.Tiling).Select(i => i % clean.Training.Count)]);
        using CurveStep step = new(options, curve, clean.Training, run);
        return new Trainer(options.Recipe, run, "student").Run(step, new BatchAssembler(images, run.Device), clean.HoldOut);
    }

    private Selection Along(WeightCurve curve, double atPosition, CleanData clean, RunContext run)
    {
        List<Candidate> places = [];
        foreach (double t in Places.Append(options.Position).Distinct().Order())
        {
            if (t.Equals(options.Position))
            {
                places.Add(new Candidate(t, atPosition));
                continue;
            }

            using Classifier model = curve.At(t, clean.Training, run);
            places.Add(new Candidate(t, Accuracy(model, clean, run)));
        }

        return new Selection(
            "t",
            options.Position,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The model is the one at t = {options.Position} of the curve, as it was asked for; its hold-out accuracy is "
                    + $"{atPosition * 100:0.0} %."),
            places);
    }

    private static double Accuracy(Classifier model, CleanData clean, RunContext run) =>
        clean.HoldOut is null ? double.NaN : new Evaluator(run.Device).Accuracy(model, clean.HoldOut).Value;
}
