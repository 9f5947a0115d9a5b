using Nad.Data;
using Nad.Defenses;
using Nad.Models;
using Nad.Torch;
using Nad.Torch.Optimizers;

namespace Nad.Training;

/// <summary>The training loop that teachers, students, baselines and backdoored models share; only the loss differs.</summary>
/// <param name="recipe">Length, rate, batches, augmentation.</param>
/// <param name="run">Seed, device, progress, cancellation.</param>
/// <param name="phase">Name of this training; its random streams are named after it.</param>
public sealed class Trainer(TrainingRecipe recipe, RunContext run, string phase)
{
    /// <summary>Raised when the same recipe, images and seed give other weights than before, beyond rounding; stored experiments are then run again.</summary>
    public const int Version = 1;

    /// <summary>What takes part beside the loss.</summary>
    public TrainingHooks Hooks { get; init; } = new();

    /// <summary>Whether steps are recorded and repeated, where the hooks say that they may. Default: on a device, whose host would keep it waiting.</summary>
    internal bool Records { get; init; } = !run.Device.IsCpu;

    /// <summary>Watches the epochs and says when to stop; null where all are run.</summary>
    internal BestEpoch? Best { get; init; }

    /// <summary>What the user should know of the last run; null for nothing.</summary>
    internal string? Warning { get; private set; }

    /// <summary>Trains <paramref name="model"/> in place.</summary>
    /// <param name="model">Changed by every step.</param>
    /// <param name="data">What is trained on, and the hold-out that only watches.</param>
    /// <param name="loss">The loss of a batch, with gradient history to every parameter.</param>
    /// <returns>One record per epoch.</returns>
    /// <exception cref="TrainingFailedException">The loss or a weight is no longer a finite number.</exception>
    /// <exception cref="DryRunEndedException">The run is only to check everything, and all is well.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled, between two steps.</exception>
    public IReadOnlyList<EpochRecord> Run(Classifier model, CleanData data, Func<Batch, StepLoss> loss) => Run(model, data, (batch, _) => loss(batch), repeats: true);

    /// <summary>The same with a loss that draws random numbers, from the stream of the augmentation.</summary>
    public IReadOnlyList<EpochRecord> Run(Classifier model, CleanData data, Func<Batch, RandomStream, StepLoss> loss) => Run(model, data, loss, Hooks.Repeats);

    private IReadOnlyList<EpochRecord> Run(Classifier model, CleanData data, Func<Batch, RandomStream, StepLoss> loss, bool repeats)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(loss);
        recipe.Validate();
        if (run.IsDry) DryRun.End(phase, recipe, model, data, run, loss);
        RandomStream order = run.Random($"{phase}/order"), changes = run.Random($"{phase}/augmentation");
        BatchAssembler assembler = new(data.Training, run.Device);
        using Sgd sgd = new(model.State.Parameters, recipe.Sgd);
        TrainingLog log = new(run, phase, recipe, model, data) { GradientShares = Hooks.GradientShares };

        TrainingCheckpoint? saved = run.Checkpoints?.Open(phase, recipe, run, model, data, sgd, order, changes, log);
        bool ended = Best?.Restore(log.Records, saved?.Good) == true;
        using RecordedSteps? recorded = Records && repeats ? new RecordedSteps(recipe, run, sgd, batch => loss(batch, changes), log, Hooks.StepEnded) : null;

        for (int epoch = log.Records.Count; epoch < recipe.Epochs && !ended; epoch++)
        {
            log.Begin(epoch);
            Hooks.EpochStarted?.Invoke(epoch);
            Augmentation augmentation = recipe.AugmentationIn(epoch);
            int done = saved?.Begin(epoch) ?? 0;                        // steps before an interruption; the order is drawn as a whole
            IEnumerable<int[]> batches = assembler.Shuffle(recipe.BatchSize, order);
            if (recorded is not null && done == 0)
            {
                recorded.Epoch(epoch, data.Training, [.. batches], changes);        // saved between epochs only: they last a second
                batches = [];
            }

            foreach (int[] indices in batches.Skip(done))
            {
                saved?.BetweenSteps();
                run.Cancellation.ThrowIfCancellationRequested();
                using TensorScope step = TensorScope.Begin();           // frees every tensor this batch makes
                Batch batch = assembler.Augmented(indices, augmentation, changes);
                sgd.LearningRate = recipe.LearningRate.At(epoch + log.Fraction);
                StepLoss parts = loss(batch, changes);
                sgd.Step(parts.Total);
                Hooks.StepEnded?.Invoke();
                log.Add(parts, indices.Length, sgd.LearningRate);
            }

            FiniteWeights.Check(model, phase, epoch, sgd.LearningRate);
            log.End();
            saved?.End();
            ended = Best?.Add(log.Records[^1]) == true;
        }

        if (recorded?.Refusal is { } refusal) Warning = $"The steps of the {phase} could not be recorded as a CUDA graph, so they were slower than they could be: {refusal}";
        return log.Records;
    }
}
