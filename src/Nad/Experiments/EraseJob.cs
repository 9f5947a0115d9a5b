using System.Diagnostics;
using Nad.Data;
using Nad.Defenses;
using Nad.Evaluation;
using Nad.Models;
using Nad.Training;

namespace Nad.Experiments;

/// <summary>The main job: read a model and clean images, erase, measure before and after.</summary>
/// <param name="asked">What is asked for.</param>
/// <param name="run">Seed, device, progress, cancellation.</param>
/// <param name="stage">Told in a few words what happens now; null where nobody listens.</param>
/// <param name="folder">Where the run can be resumed; null where it cannot.</param>
public sealed class EraseJob(EraseRequest asked, RunContext run, Action<string>? stage = null, RunFolder? folder = null)
{
    private EraseRequest request = asked;

    /// <summary>What is in the output folder from an earlier run; null where nobody looked.</summary>
    public EarlierRun? Earlier { get; init; }

    /// <summary>
    /// Makes the record of a run whose training failed, given why, the command and the files that are left; null while the inputs are not
    /// read.
    /// </summary>
    public Func<string, string, SortedDictionary<string, string>, FailedResult>? Failure { get; private set; }

    /// <summary>What the trainings cost; null before the inputs are read, and where nothing is trained.</summary>
    public TrainingCost? Cost { get; private set; }

    /// <summary>Told which trainings there will be; null where nobody asks.</summary>
    public Action<IReadOnlyList<PlannedTraining>>? Planned { get; init; }

    /// <summary>Runs it.</summary>
    /// <param name="sinceStart">Runs since the program started, so that start-up counts as loading; null to count from now.</param>
    /// <returns>Models and measurements; nothing has been written. The caller owns the models.</returns>
    /// <exception cref="NadException">A bad input, or a training that failed; the message says what to do.</exception>
    /// <exception cref="DryRunEndedException">The run was only to check everything, and all is well.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public EraseOutcome Run(Stopwatch? sinceStart = null)
    {
        Stopwatch total = sinceStart ?? Stopwatch.StartNew();
        stage?.Invoke("loading model and images");
        EraseInputs inputs = EraseInputs.Load(request, run);
        stage?.Invoke(ClassCounts.Line(inputs.Clean.Training));
        foreach (string remark in inputs.Remarks.Concat(inputs.Model.Notes)) stage?.Invoke(remark);
        DefenseResult? result = null;
        request = request with { Defense = request.Defense.WithRecipes(r => r.Sized(inputs.Clean.Training)).For(inputs.Clean) };
        try
        {
            double part = Priced(inputs);
            RunIdentity identity = RunIdentity.Of(request, inputs, run);
            CostCheck.Note(identity, part);
            Earlier?.Meet(identity);
            folder?.Identify(identity);
            Failure = (why, command, files) => new FailedResult
            {
                Failed = why,
                Verdict = FailedVerdict.OfTraining,
                Model = Entries.Of(inputs.Model),
                Data = Entries.Of(inputs, request),
                TriggerSha256 = inputs.Backdoor is null ? null : identity.Entries["input.trigger"],
                Options = OptionList.Json(OptionList.Tables(request, run)),
                Seed = run.Seed,
                Versions = Entries.Versions(run),
                Command = command,
                Files = files,
            };
            ImageSet audited = inputs.Test ?? inputs.Clean.Training;
            if (request.Audit is not null) ErasureAudit.Check(audited);
            double load = total.Elapsed.TotalSeconds;
            Evaluator evaluator = new(run.Device);
            Stopwatch evaluation = new();

            ModelFit fit = Fit(inputs, evaluator);
            Score? before = run.IsDry ? null : Measure(inputs.Model.Model, "the given model");
            stage?.Invoke($"erasing: {request.Defense.Title}");
            Planned?.Invoke(request.Defense.Plan(inputs.Clean.Training.Count));
            result = request.Defense.Make(inputs.Teacher?.Model).Erase(
                inputs.Model.Model, inputs.Clean, Watched(inputs, evaluator, out List<EpochRecord> watched));
            // A defense that trains ends a dry run itself; one that does not has come to its end.
            if (run.IsDry) throw new DryRunEndedException($"{request.Defense.Title} needs no training.");
            result = result with { Warnings = [.. inputs.Model.Notes, .. result.Warnings] };

            if (inputs.Model.Folded is { } norms) result = Folded(result, norms, inputs.Clean.Training);

            // What is measured is what is written: a file of half precision holds rounded weights.
            if (inputs.Model.Template is { } form) result.Model.Load(form.Rounded(result.Model.State.Export()));
            Score? after = Measure(result.Model, "the erased model");
            Score? teacher = result.Teacher is null ? null : Measure(result.Teacher, "the teacher");
            // Searches of two models would leave states of one name: an interrupted audit begins anew.
            ErasureAudit? audit = request.Audit is null ? null
                : ErasureAudit.Of(
                    inputs.Model.Model, result.Model, audited, inputs.Test is not null, request.Audit,
                    run with { Checkpoints = null, EpochEnded = null }, stage);
            return new EraseOutcome
            {
                Request = request,
                Inputs = inputs,
                Result = result with { Epochs = Merged(result.Epochs, watched) },
                Fit = fit,
                Before = before,
                After = after,
                Teacher = teacher,
                Audit = audit,
                Run = run,
                Seconds = new SecondsEntry(
                    total.Elapsed.TotalSeconds, result.TeacherSeconds, result.StudentSeconds, evaluation.Elapsed.TotalSeconds, load),
            };

            Score? Measure(Classifier model, string what)
            {
                if (inputs.Test is null) return null;
                stage?.Invoke($"measuring {what}");
                evaluation.Start();
                Score score = evaluator.Measure(model, inputs.Test, inputs.Backdoor, run.Cancellation);
                evaluation.Stop();
                return score;
            }
        }
        catch
        {
            result?.Dispose();
            inputs.Dispose();
            throw;
        }
    }

    // What is trained is known before anything is; a defense without trainings costs nothing to speak of.
    private double Priced(EraseInputs inputs)
    {
        DefenseOptions whole = request.Defense;
        if (whole.Recipes.Count == 0) return 1;
        int images = inputs.Clean.Training.Count;
        CostCheck check = new(request.Budget, folder, run, stage);
        DefenseOptions Shortened(double part) => part < 1 ? whole.WithRecipes(r => r.Shortened(part)) : whole;
        double part = check.Part(inputs.Model.Model, inputs.Clean.Training, whole.Recipes[0].Recipe, p => Shortened(p).Plan(images));
        Cost = check.Cost;
        request = request with { Defense = Shortened(part) };
        return part;
    }

    private static DefenseResult Folded(DefenseResult result, FoldedNorms norms, ImageSet images)
    {
        Classifier folded = norms.Fold(result.Model, images.Height, images.Width);
        result.Model.Dispose();
        return result with { Model = folded };
    }

    // A model that does not know the clean images would be "erased" all the same, for hours, and for nothing.
    private ModelFit Fit(EraseInputs inputs, Evaluator evaluator)
    {
        ImageSet clean = inputs.Clean.HoldOut is { } held ? inputs.Clean.Training.Concat(held) : inputs.Clean.Training;
        ModelFit fit = ModelFit.Measure(evaluator, inputs.Model.Model, clean, ClaimedAccuracy.Of(inputs.Model.Metadata), run.Cancellation);
        IReadOnlyList<string> doubts = FitText.Of(fit, request.Model, "clean images", clean.ClassNames);
        if (fit.AtChance == true && !request.AcceptAccuracy)
            throw new NadException($"{string.Join(' ', doubts)} --accept-accuracy goes on all the same.");
        foreach (string doubt in doubts) stage?.Invoke(doubt);
        return fit;
    }

    /// <summary>The records of a defense with what was measured beside them.</summary>
    /// <param name="epochs">
    /// As the defense lists them: those of a training that was tried and not taken may have moved, and have another phase.
    /// </param>
    /// <param name="watched">The same epochs in the order in which they were trained, measured.</param>
    internal static IReadOnlyList<EpochRecord> Merged(IReadOnlyList<EpochRecord> epochs, IReadOnlyList<EpochRecord> watched)
    {
        ILookup<(int, double, double, double), EpochRecord> measured = watched.ToLookup(Numbers);
        return
        [
            .. epochs.Select(e => measured[Numbers(e)].FirstOrDefault() is { } w ? e with { TestAcc = w.TestAcc, TestAsr = w.TestAsr } : e)
        ];

        // What no two trainings have in common.
        static (int, double, double, double) Numbers(EpochRecord e) => (e.Epoch, e.Lr, e.Loss, e.CrossEntropy);
    }

    // The watcher measures each epoch's model on the test images for curves; the defense gets nothing back from it.
    private RunContext Watched(EraseInputs inputs, Evaluator evaluator, out List<EpochRecord> watched)
    {
        List<EpochRecord> records = watched = run.Checkpoints?.Observed ?? [];
        if (!request.TestEveryEpoch || inputs.Test is null) return run;
        return run with
        {
            EpochEnded = (record, model) =>
            {
                Score score = evaluator.Measure(model, inputs.Test, inputs.Backdoor, run.Cancellation);
                EpochRecord measured = record with { TestAcc = (score.AccNonTarget ?? score.Acc).Value, TestAsr = score.Asr?.Value };
                records.Add(measured);
                run.EpochEnded?.Invoke(measured, model);
            },
        };
    }
}
