using System.Diagnostics;
using Nad.Attacks;
using Nad.Data;
using Nad.Defenses;
using Nad.Evaluation;
using Nad.Models;
using Nad.Training;

namespace Nad.Experiments;

/// <summary>
/// Poisons a training set, trains the backdoored model, measures it; without an attack, trains and measures a clean model.
/// </summary>
/// <param name="request">What is asked for.</param>
/// <param name="run">Seed, device, progress, cancellation.</param>
/// <param name="stage">Told in a few words what happens now; null where nobody listens.</param>
/// <param name="folder">Where the run can be resumed; null where it cannot.</param>
public sealed class AttackJob(AttackRequest request, RunContext run, Action<string>? stage = null, RunFolder? folder = null)
{
    // Rounds of trial trainings only rank triggers: a few passes are enough, and every round starts alike.
    private const int TrialEpochs = 3;

    /// <summary>What is in the output folder from an earlier run; null where nobody looked.</summary>
    public EarlierRun? Earlier { get; init; }

    /// <summary>What the trainings cost; null before the inputs are read.</summary>
    public TrainingCost? Cost { get; private set; }

    /// <summary>Told which trainings there will be; null where nobody asks.</summary>
    public Action<IReadOnlyList<PlannedTraining>>? Planned { get; init; }

    /// <summary>
    /// Makes the record of a run whose training failed, given why, the command and the files that are left; null while the inputs are not
    /// read.
    /// </summary>
    public Func<string, string, SortedDictionary<string, string>, FailedResult>? Failure { get; private set; }

    /// <summary>Runs it.</summary>
    /// <returns>Model and measurements; nothing has been written. The caller owns the model.</returns>
    /// <exception cref="NadException">A bad input, or a training that failed.</exception>
    /// <exception cref="DryRunEndedException">The run was only to check everything, and all is well.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public AttackOutcome Run()
    {
        Stopwatch total = Stopwatch.StartNew();
        stage?.Invoke("loading images");
        using AttackInputs inputs = AttackInputs.Load(request, run);
        stage?.Invoke(ClassCounts.Line(inputs.Train));
        foreach (string remark in inputs.Remarks) stage?.Invoke(remark);
        bool trainsSource = request.Attack is { NeedsSourceModel: true } && inputs.SourceModel is null;
        TrainingRecipe recipe = request.Recipe(inputs.Source.FlipIsSafe).Sized(inputs.Train);
        double part = Priced(inputs, recipe, p => Plan(p < 1 ? recipe.Shortened(p) : recipe));
        if (part < 1) recipe = recipe.Shortened(part);
        RunIdentity identity = RunIdentity.Of(request, inputs, recipe, run);
        CostCheck.Note(identity, part);
        Earlier?.Meet(identity);
        folder?.Identify(identity);
        Failure = (why, command, files) => new FailedResult
        {
            Failed = why,
            Verdict = FailedVerdict.OfTraining,
            Attack = request.Attack?.Name ?? "none",
            TrainingData = inputs.Source.Spec,
            TrainSha256 = inputs.Train.Fingerprint(),
            TestSha256 = inputs.Test?.Fingerprint(),
            Options = OptionList.Json(OptionList.Tables(request, recipe, run)),
            Seed = run.Seed,
            Versions = Entries.Versions(run),
            Command = command,
            Files = files,
        };
        Planned?.Invoke(Plan(recipe));
        IReadOnlyList<PlannedTraining> Plan(TrainingRecipe r) => [.. (trainsSource ? ["source", "attack"] : (string[])["attack"]).Select(
            phase => PlannedTraining.Of(phase, r, inputs.Train.Count))];
        List<EpochRecord> epochs = [];
        string network = inputs.Init?.Architecture ?? request.Architecture;
        IAttack? attack = null;
        Classifier? trained = null;
        try
        {
            ImageSet images = inputs.Train;
            int[] poisoned = [];
            if (request.Attack is { } options)
            {
                if (options.NeedsSourceModel && inputs.SourceModel is null)
                {
                    stage?.Invoke("training a clean model for the attack (give one with --source-model to spare this)");
                    (trained, IReadOnlyList<EpochRecord> source) =
                        BackdoorTraining.Train(Begin(inputs, run, "source"), images, recipe, run, "source");
                    epochs.AddRange(source);
                }

                stage?.Invoke($"preparing {options.Name}");
                attack = options.Prepare(Context(inputs, trained ?? inputs.SourceModel?.Model));
                (images, poisoned) = BackdoorTraining.Poison(attack, inputs.Train, run);
                stage?.Invoke($"training a {network} with {poisoned.Length} of {images.Count} images poisoned ({attack.Rule.Describe()})");
            }
            else
            {
                stage?.Invoke($"training a {network} on {images.Count} clean images");
            }

            (Classifier model, IReadOnlyList<EpochRecord> main) =
                BackdoorTraining.Train(Begin(inputs, run, "attack"), images, recipe, run, "attack");
            epochs.AddRange(main);
            try
            {
                if (inputs.Test is not null) stage?.Invoke($"measuring on {inputs.Test.Count} test images");
                Score? score =
                    inputs.Test is null ? null : new Evaluator(run.Device).Measure(model, inputs.Test, attack?.Backdoor, run.Cancellation);
                return new AttackOutcome
                {
                    Request = request,
                    Identity = identity,
                    Run = run,
                    Source = inputs.Source,
                    Remarks = inputs.Remarks,
                    Recipe = recipe,
                    Model = model,
                    Attack = attack,
                    Clean = inputs.Train,
                    PoisonedImages = images,
                    Poisoned = poisoned,
                    Test = inputs.Test,
                    Score = score,
                    Epochs = epochs,
                    ReadingTexts = inputs.Init?.Texts,
                    Seconds = total.Elapsed.TotalSeconds,
                };
            }
            catch
            {
                model.Dispose();
                throw;
            }
        }
        finally
        {
            trained?.Dispose();
        }
    }

    private Classifier Begin(AttackInputs inputs, RunContext context, string phase) =>
        BackdoorTraining.Start(request.Architecture, inputs.Init, inputs.Train, context, phase);

    private double Priced(AttackInputs inputs, TrainingRecipe recipe, Func<double, IReadOnlyList<PlannedTraining>> plan)
    {
        using Classifier model = Begin(inputs, run, "cost");
        CostCheck check = new(request.Budget, folder, run, stage);
        double part = check.Part(model, inputs.Train, recipe, plan);
        Cost = check.Cost;
        return part;
    }

    private AttackContext Context(AttackInputs inputs, Classifier? source) => new()
    {
        Images = inputs.Train,
        Run = run,
        SourceModel = source,
        Reflections = inputs.Reflections,
        Stage = stage,
        ShortTrial = images => BackdoorTraining.Train(
            Begin(inputs, run, "trial"),
            images,
            TrainingPresets.Fast(TrialEpochs, inputs.Source.FlipIsSafe && !request.NoFlip),
            run,
            "trial").Model,
    };
}
