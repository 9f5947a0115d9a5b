using Nad.Data;
using Nad.Defenses;
using Nad.Models;
using Nad.Torch;

namespace Nad.Training;

/// <summary>
/// The one training loop: of teachers, students, baselines, backdoored models, curves, generators and triggers. Only the step differs.
/// </summary>
/// <param name="recipe">Length, rate, batches, augmentation.</param>
/// <param name="run">Seed, device, progress, cancellation.</param>
/// <param name="phase">Name of this training; its random streams are named after it.</param>
public sealed class Trainer(TrainingRecipe recipe, RunContext run, string phase)
{
    /// <summary>
    /// Raised when the same recipe, images and seed give other weights than before, beyond rounding; stored experiments are then run again.
    /// </summary>
    public const int Version = 1;

    /// <summary>What takes part beside the loss.</summary>
    public TrainingHooks Hooks { get; init; } = new();

    /// <summary>
    /// Whether steps are recorded and repeated, where the hooks say that they may. Default: on a device, whose host would keep it waiting.
    /// </summary>
    internal bool Records { get; init; } = !run.Device.IsCpu;

    /// <summary>Watches the epochs and says when to stop; null where all are run.</summary>
    internal BestEpoch? Best { get; init; }

    /// <summary>Where order and changes are drawn from; null, the default, for streams of their own, named after the phase.</summary>
    internal RandomStream? Stream { get; init; }

    /// <summary>What the user should know of the last run; null for nothing.</summary>
    internal string? Warning { get; private set; }

    /// <summary>Trains <paramref name="model"/> in place by SGD.</summary>
    /// <param name="model">Changed by every step.</param>
    /// <param name="data">What is trained on, and the hold-out that only watches.</param>
    /// <param name="loss">The loss of a batch, with gradient history to every parameter.</param>
    /// <returns>One record per epoch.</returns>
    /// <exception cref="TrainingFailedException">The loss or a weight is no longer a finite number.</exception>
    /// <exception cref="DryRunEndedException">The run is only to check everything, and all is well.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled, between two steps.</exception>
    public IReadOnlyList<EpochRecord> Run(Classifier model, CleanData data, Func<Batch, StepLoss> loss) =>
        Run(model, data, (batch, _) => loss(batch), repeats: true);

    /// <summary>The same with a loss that draws random numbers, from the stream of the augmentation.</summary>
    public IReadOnlyList<EpochRecord> Run(Classifier model, CleanData data, Func<Batch, RandomStream, StepLoss> loss) =>
        Run(model, data, loss, Hooks.Repeats);

    private IReadOnlyList<EpochRecord> Run(Classifier model, CleanData data, Func<Batch, RandomStream, StepLoss> loss, bool repeats)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(loss);
        recipe.Validate();
        using GradientStep step = new(model, recipe.Sgd, loss);
        BatchAssembler source = new(data.Training, run.Device);
        TrainingLog log =
            new(run, phase, recipe, recipe.Steps(data.Training.Count), data.HoldOut) { GradientShares = Hooks.GradientShares };
        RandomStream changes = run.Random($"{phase}/augmentation");
        using RecordedSteps? recorded = Records && repeats && recipe.Augmentation.CropArea == 1 && !data.Training.IsStreamed
            ? new RecordedSteps(recipe, run, step.Sgd, batch => loss(batch, changes), log, Hooks.StepEnded)
            : null;

        Loop(
            step,
            source,
            log,
            changes,
            recorded is null ? null : (epoch, batches) => recorded.Epoch(epoch, data.Training, batches, changes));

        if (recorded?.Refusal is { } refusal)
            Warning = $"The steps of the {phase} could not be recorded as a CUDA graph, so they were slower than they could be: {refusal}";
        return log.Records;
    }

    /// <summary>Runs any kind of step.</summary>
    /// <param name="step">What is trained, and how.</param>
    /// <param name="batches">What it is fed with.</param>
    /// <param name="holdOut">Images that what is <see cref="TrainingStep.Seen"/> is measured on; null for none.</param>
    /// <returns>One record per epoch.</returns>
    /// <exception cref="TrainingFailedException">The loss or a weight is no longer a finite number.</exception>
    /// <exception cref="DryRunEndedException">The run is only to check everything, and all is well.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled, between two steps.</exception>
    public IReadOnlyList<EpochRecord> Run(TrainingStep step, IBatchSource batches, ImageSet? holdOut = null)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(batches);
        recipe.Validate();
        TrainingLog log = new(run, phase, recipe, batches.Steps(recipe.BatchSize), holdOut);
        Loop(step, batches, log, Stream ?? run.Random($"{phase}/augmentation"), whole: null);
        return log.Records;
    }

    private void Loop(
        TrainingStep step, IBatchSource source, TrainingLog log, RandomStream changes, Action<int, IReadOnlyList<int[]>>? whole)
    {
        if (run.IsDry) DryRun.End(phase, recipe, step, source, changes);
        RandomStream order = Stream ?? run.Random($"{phase}/order");
        TrainingCheckpoint? saved = run.Checkpoints?.Open(phase, recipe, run, step, source, log, order, changes);
        bool ended = Best?.Restore(log.Records, saved?.Good) == true;

        for (int epoch = log.Records.Count; epoch < recipe.Epochs && !ended; epoch++)
        {
            log.Begin(epoch);
            Hooks.EpochStarted?.Invoke(epoch);
            Augmentation augmentation = recipe.AugmentationIn(epoch);
            int done = saved?.Begin(epoch) ?? 0;                        // steps before an interruption; the order is drawn as a whole
            int[][] batches = [.. source.Shuffle(recipe.BatchSize, order)];
            saved?.OrderDrawn();
            if (whole is not null && done == 0)
            {
                whole(epoch, batches);                                  // saved between epochs only: they last a second
                batches = [];
            }

            foreach (int[] indices in batches.Skip(done))
            {
                saved?.BetweenSteps();
                run.Cancellation.ThrowIfCancellationRequested();
                using TensorScope scope = TensorScope.Begin();          // frees every tensor this batch makes
                double rate = recipe.LearningRate.At(epoch + log.Fraction);
                StepLoss parts = step.Take(source.Augmented(indices, augmentation, changes), changes, rate);
                Hooks.StepEnded?.Invoke();
                log.Add(parts, indices.Length, rate);
            }

            FiniteWeights.Check(step.Export(), phase, epoch, log.Rate);
            log.End(step.Seen(epoch));
            if (log.Records[^1].ImagesPerSecond is { } speed) run.Threads?.EpochEnded(phase, epoch + 1, speed);
            saved?.End();
            ended = Best?.Add(log.Records[^1]) == true;
        }
    }
}
