// Zhao, Chen, Das, Ramamurthy and Lin, "Bridging Mode Connectivity in Loss Landscapes and Adversarial Robustness", ICLR 2020.
using System.Diagnostics;
using System.Globalization;
using Nad.Data;
using Nad.Evaluation;
using Nad.Models;
using Nad.Torch;
using Nad.Torch.Modules;
using Nad.Torch.Optimizers;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>
/// Trains a curve through weight space, from the backdoored model to itself or to its finetuned copy, on clean images, and returns a model from
/// its middle: accuracy stays high along the curve, the backdoor lives at its ends.
/// </summary>
public sealed class ModeConnectivityRepair(ModeConnectivityOptions options) : IDefense
{
    // Between these epochs nobody looks at the model at t, whose statistics would have to be estimated.
    private const int LookEvery = 10;
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
                return new DefenseResult(model, null, epochs, 0, clock.Elapsed.TotalSeconds) { Selections = clean.HoldOut is null ? [] : [Along(curve, accuracy, clean, run)] };
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

    // Each step draws a t and moves θ down the gradient of the loss at w(t).
    private List<EpochRecord> Bend(WeightCurve curve, CleanData clean, RunContext run)
    {
        TrainingRecipe recipe = options.Recipe;
        if (run.IsDry) DryRun.End("curve", recipe, curve.Bend, clean, run, (batch, _) => SupervisedLoss.Of(curve.Bend, batch));
        RandomStream order = run.Random("student/order"), changes = run.Random("student/augmentation"), place = run.Random("student/place");
        ImageSet images = options.Tiling == 1 ? clean.Training : clean.Training.Subset([.. Enumerable.Range(0, clean.Training.Count * options.Tiling).Select(i => i % clean.Training.Count)]);
        BatchAssembler assembler = new(images, run.Device);
        using Classifier point = curve.Bend.Clone(), watched = curve.Bend.Clone();
        using Sgd sgd = new(curve.Bend.State.Parameters, recipe.Sgd);
        // The log would measure after every epoch; here it is done where somebody looks.
        TrainingLog log = new(run, "student", recipe, watched, new CleanData(images, null));
        Dictionary<int, double> measured = [];
        for (int epoch = 0; epoch < recipe.Epochs; epoch++)
        {
            log.Begin(epoch);
            foreach (int[] indices in assembler.Shuffle(recipe.BatchSize, order))
            {
                run.Cancellation.ThrowIfCancellationRequested();
                using TensorScope step = TensorScope.Begin();
                double t = place.NextDouble();
                curve.Place(point, t);
                (StepLoss loss, Tensor[] gradients) = Gradients(curve, point, t, assembler.Augmented(indices, recipe.Augmentation, changes));
                sgd.LearningRate = recipe.LearningRate.At(epoch + log.Fraction);
                sgd.Step(gradients);
                log.Add(loss, indices.Length, sgd.LearningRate);
            }

            if (run.EpochEnded is not null || (epoch + 1) % LookEvery == 0 || epoch == recipe.Epochs - 1)
            {
                curve.Place(watched, options.Position);
                RunningStatistics.Estimate(watched, clean.Training, run);
                measured[epoch + 1] = Accuracy(watched, clean, run);
            }

            log.End();
        }

        return [.. log.Records.Select(e => measured.TryGetValue(e.Epoch, out double accuracy) ? e with { ValAcc = accuracy } : e)];
    }

    // L = CE(f_w(t)(x), y) + ½·λ·‖w(t)‖²;   ∂L/∂θ = share of θ in w(t) · (∂CE/∂w + λ·w)
    internal (StepLoss Loss, Tensor[] Gradients) Gradients(WeightCurve curve, Classifier point, double t, Batch batch)
    {
        Tensor crossEntropy = Functional.CrossEntropy(point.Forward(batch.Images, Mode.Training, TapForm.None).Logits, batch.Labels);
        IReadOnlyList<Tensor> w = point.State.Parameters;
        Tensor[] gradients = Autograd.Gradients(crossEntropy, w);
        double share = WeightCurve.Shares(options.Shape, t).Bend;
        using Autograd.NoGradScope off = Autograd.NoGrad();
        Tensor total = crossEntropy + (w.Select(p => (p * p).Sum()).Aggregate((a, b) => a + b) * (options.WeightDecay / 2));
        for (int i = 0; i < gradients.Length; i++) gradients[i] = (gradients[i] + (w[i] * options.WeightDecay)) * share;
        return (new StepLoss(total, crossEntropy, []), gradients);
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

        return new Selection("t", options.Position, string.Create(CultureInfo.InvariantCulture, $"The model is the one at t = {options.Position} of the curve, as it was asked for; its hold-out accuracy is {atPosition * 100:0.0} %."), places);
    }

    private static double Accuracy(Classifier model, CleanData clean, RunContext run) => clean.HoldOut is null ? double.NaN : new Evaluator(run.Device).Accuracy(model, clean.HoldOut).Value;
}
