using System.Diagnostics;
using Nad.Data;
using Nad.Defenses;
using Nad.Evaluation;
using Nad.Models;

namespace Nad.Training;

/// <summary>
/// Keeps the record of a training: sums the parts of the loss, tells of progress, watches the hold-out and stops at a loss that is no
/// number.
/// </summary>
/// <param name="run">Progress, device, who watches.</param>
/// <param name="phase">Name of the training.</param>
/// <param name="recipe">Its length.</param>
/// <param name="steps">Steps of an epoch.</param>
/// <param name="holdOut">Images held out; null for none.</param>
internal sealed class TrainingLog(RunContext run, string phase, TrainingRecipe recipe, int steps, ImageSet? holdOut)
{
    private readonly List<EpochRecord> records = [];
    private readonly Stopwatch clock = new();
    private int epoch, step;
    private long images, imagesBefore;
    private double loss, crossEntropy, outputs, rate;
    private double[] attention = [];

    public IReadOnlyList<EpochRecord> Records => records;

    /// <summary>Measures the shares of the parts of the loss in the gradient after an epoch; null where nobody asks.</summary>
    public Func<Classifier, double[]>? GradientShares { get; init; }

    /// <summary>Part of the epoch that is done, 0 … 1.</summary>
    public double Fraction => (double)step / steps;

    /// <summary>Learning rate of the last step.</summary>
    public double Rate => rate;

    /// <summary>Images that are held out; null for none.</summary>
    public ImageSet? HoldOut => holdOut;

    /// <summary>Steps done in this epoch.</summary>
    public int Step => step;

    /// <summary>The epoch so far.</summary>
    public EpochSums Sums => new(images, loss, crossEntropy, rate, attention, outputs);

    /// <summary>Goes on after epochs that an interrupted run has finished.</summary>
    public void Restore(IReadOnlyList<EpochRecord> finished) => records.AddRange(finished);

    /// <summary>Goes on within an epoch.</summary>
    public void Restore(int done, EpochSums sums)
    {
        (step, images, loss, crossEntropy, outputs, rate, attention) =
            (done, sums.Images, sums.Loss, sums.CrossEntropy, sums.Outputs, sums.Rate, sums.Attention);
        imagesBefore = images;
    }

    public void Begin(int newEpoch)
    {
        epoch = newEpoch;
        step = 0;
        images = imagesBefore = 0;
        loss = crossEntropy = outputs = 0;
        attention = [];
        clock.Restart();
    }

    public void Add(StepLoss parts, int batch, double learningRate)
    {
        double total = parts.Total.Item();
        if (!double.IsFinite(total))
        {
            throw new TrainingFailedException(
                $"The loss of the {phase} became {total} in epoch {epoch + 1}, step {step + 1}, at learning rate {learningRate:g3}. "
                + "The model that was given is untouched. Use a lower --lr or --beta.");
        }

        if (attention.Length == 0) attention = new double[parts.Attention.Count];
        step++;
        images += batch;
        rate = learningRate;
        loss += total * batch;
        crossEntropy += parts.CrossEntropy.Item() * batch;
        outputs += (parts.Outputs?.Item() ?? 0) * batch;
        for (int l = 0; l < attention.Length; l++) attention[l] += parts.Attention[l].Item() * batch;
        Report(null);
    }

    /// <summary>A whole epoch whose numbers were summed elsewhere.</summary>
    public void Add(int done, EpochSums sums)
    {
        if (!double.IsFinite(sums.Loss))
        {
            throw new TrainingFailedException(
                $"The loss of the {phase} became {sums.Loss} in epoch {epoch + 1}, at learning rate {sums.Rate:g3}. "
                + "The model that was given is untouched. Use a lower --lr or --beta.");
        }

        Restore(done, sums);
        imagesBefore = 0;
        Report(null);
    }

    /// <summary>An epoch is over.</summary>
    /// <param name="seen">The model as it is now, for the hold-out and for watchers; null if there is nothing to see.</param>
    public void End(Classifier? seen)
    {
        double seconds = clock.Elapsed.TotalSeconds;
        EpochRecord record = new()
        {
            Phase = phase,
            Epoch = epoch + 1,
            Lr = rate,
            Loss = loss / images,
            CrossEntropy = crossEntropy / images,
            Outputs = outputs / images,
            Attention = Means(),
            GradientShare = seen is null ? [] : GradientShares?.Invoke(seen) ?? [],
            ValAcc = seen is null || this.HoldOut is null ? double.NaN : new Evaluator(run.Device).Accuracy(seen, this.HoldOut).Value,
            ImagesPerSecond = (images - imagesBefore) / seconds,
        };
        records.Add(record);
        Report(record);
        step = 0;
        if (seen is not null) run.EpochEnded?.Invoke(record, seen);
    }

    private double[] Means() => Array.ConvertAll(attention, a => a / images);

    private void Report(EpochRecord? finished) =>
        run.Progress?.Report(new TrainingProgress(
            phase, epoch + 1, recipe.Epochs, step, steps, loss / images, crossEntropy / images, Means(),
            (images - imagesBefore) / clock.Elapsed.TotalSeconds, finished));
}
