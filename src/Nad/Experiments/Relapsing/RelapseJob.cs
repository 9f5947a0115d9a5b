using System.Diagnostics;
using System.Globalization;
using Nad.Attacks;
using Nad.Audit;
using Nad.Data;
using Nad.Defenses;
using Nad.Evaluation;
using Nad.Models;
using Nad.Relapse;
using Nad.Training;

namespace Nad.Experiments;

/// <summary>Tries to bring an erased backdoor back, beside controls that tell what bringing back means.</summary>
/// <param name="request">What is asked for.</param>
/// <param name="run">Seed, device, progress, cancellation.</param>
/// <param name="stage">Told in a few words what happens now; null where nobody listens.</param>
/// <param name="folder">Where the run can be resumed; null where it cannot.</param>
public sealed class RelapseJob(RelapseRequest request, RunContext run, Action<string>? stage = null, RunFolder? folder = null)
{
    private readonly Evaluator evaluator = new(run.Device);

    private RelapseOptions Options => request.Options;

    /// <summary>What is in the output folder from an earlier run; null where nobody looked.</summary>
    public EarlierRun? Earlier { get; init; }

    /// <summary>Told which trainings there will be; null where nobody asks.</summary>
    public Action<IReadOnlyList<PlannedTraining>>? Planned { get; init; }

    /// <summary>What the trainings cost; null before the inputs are read, and where the run is not dry.</summary>
    public TrainingCost? Cost { get; private set; }

    /// <summary>Runs it; nothing has been written.</summary>
    /// <exception cref="NadException">A bad input.</exception>
    /// <exception cref="DryRunEndedException">The run was only to check everything, and all is well.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public RelapseOutcome Run()
    {
        Stopwatch clock = Stopwatch.StartNew();
        Options.Validate();
        stage?.Invoke("loading models and images");
        RelapseInputs i = RelapseInputs.Load(request, run);
        try
        {
            Backdoor fresh = FreshTrigger.Of(i.Backdoor, i.Images.Height, i.Images.Width, run.Random("relapse/fresh"));
            RunIdentity identity = RunIdentity.Of(request, i, run);
            Earlier?.Meet(identity);
            folder?.Identify(identity);
            RelapsePlan plan = RelapsePlan.Of(request, i, run);
            foreach (string left in plan.LeftOut) stage?.Invoke(left);
            IReadOnlyList<PlannedTraining> trainings = plan.Trainings(Options, i.Images.Count, i.Twin is not null);
            Planned?.Invoke(trainings);
            if (run.IsDry && trainings.Count > 0)
                Cost =
                    new TrainingCost(i.Images.Count, trainings, TrainingCost.Measure(i.After.Model, i.Images, TrainingRecipe.Paper, run));
            if (run.IsDry && plan.Trainings(Options, i.Images.Count, false).Count == 0)
                throw new DryRunEndedException("No training was asked for.");

            List<(string, Score)> scores = run.IsDry
                ? []
                : [
                    ("before", Measure(i, i.Before.Model)),
                    ("after", Measure(i, i.After.Model)),
                    .. i.Twin is { } t ? new[] { ("twin", Measure(i, t.Model)) } : []
                ];
            bool Asked(RelapseTest test) => plan.Tests.Contains(test);
            List<string> broken = [];
            List<DoseArm> arms = Asked(RelapseTests.Retune) ? Retune(i, fresh) : [];
            IReadOnlyList<ChangedScore> noise = Asked(RelapseTests.Noise) && !run.IsDry ? Noise(i) : [];
            (IReadOnlyList<ChangedScore> path, IReadOnlyList<ChangedScore> anew) =
                Asked(RelapseTests.Path) && !run.IsDry ? Path(i, broken) : ([], []);
            IReadOnlyList<DriftCurve> drift = Asked(RelapseTests.Drift) ? [.. Options.DriftRates.Select(rate => Drift(i, rate))] : [];
            if (Asked(RelapseTests.Known)) arms.Add(Known(i));
            IReadOnlyList<ChangedScore> awakened = Asked(RelapseTests.Awaken) ? Awaken(i) : [];
            return new RelapseOutcome(i, identity)
            {
                Request = request,
                Fresh = fresh,
                Scores = scores,
                Arms = arms,
                Drift = drift,
                Path = path,
                PathAnew = anew,
                Noise = noise,
                Awakened = awakened,
                LeftOut = [.. plan.LeftOut, .. broken, .. drift.Select(d => d.Broke).OfType<string>()],
                Notes = [.. i.Before.Notes, .. i.Remarks],
                Verdict = RelapseVerdict.Of(Asr(scores[0].Item2), Asr(scores[1].Item2), arms, drift, [.. noise, .. awakened]),
                Run = run,
                Seconds = clock.Elapsed.TotalSeconds,
            };
        }
        catch
        {
            i.Dispose();
            throw;
        }
    }

    internal static string DriftPhase(double rate) => string.Create(CultureInfo.InvariantCulture, $"drift-{rate}");

    internal static string DosePhase(string arm, int dose, int seed) =>
        string.Create(CultureInfo.InvariantCulture, $"retune-{arm}-{dose}-{seed}");

    // R2 and R3.
    private List<DoseArm> Retune(RelapseInputs i, Backdoor fresh)
    {
        List<DoseArm> arms =
        [
            Arm(i, DoseArm.After, "the model after, with the trigger", i.After.Model, i.Backdoor),
            Arm(i, DoseArm.Fresh, "the model after, with a trigger that it never saw", i.After.Model, fresh),
        ];
        if (i.Twin is { } twin)
            arms.Add(Arm(i, DoseArm.Twin, "a model that never had a backdoor, with the trigger", twin.Model, i.Backdoor));
        return arms;
    }

    private DoseArm Known(RelapseInputs i)
    {
        stage?.Invoke("purifying the model before with the true trigger, as a control");
        using Classifier known = Retuning.Train(
            i.Before.Model,
            RetuningImages.Unlearning(i.Images, i.Backdoor),
            RelapseOptions.Recipe(Options.RetuneRate, Options.DriftEpochs),
            run,
            DoseArm.Known);
        return Arm(i, DoseArm.Known, "the model before, purified with the true trigger", known, i.Backdoor);
    }

    private DoseArm Arm(RelapseInputs i, string name, string what, Classifier model, Backdoor backdoor)
    {
        stage?.Invoke($"retuning {what}");
        List<DosePoint> points = run.IsDry ? [] : [Point(0, evaluator.Measure(model, i.Test, backdoor, run.Cancellation))];
        foreach (int dose in Options.Doses)
        {
            List<DosePoint> seeds = [];
            for (int s = 0; s < Options.Seeds; s++)
            {
                RunContext seeded = run with { Seed = run.Seed + s };
                (ImageSet images, _) = RetuningImages.Of(i.Images, backdoor, dose, seeded.Random("relapse/poison"));
                using Classifier tuned = Retuning.Train(
                    model, images, RelapseOptions.Recipe(Options.RetuneRate, Options.RetuneEpochs), seeded, DosePhase(name, dose, s));
                seeds.Add(Point(dose, evaluator.Measure(tuned, i.Test, backdoor, run.Cancellation)));
            }

            points.Add(new DosePoint(dose, Sum(seeds.Select(p => p.Accuracy)), Sum(seeds.Select(p => p.Success))));
        }

        return new DoseArm(name, what, points);
    }

    // R1.
    private DriftCurve Drift(RelapseInputs i, double rate)
    {
        string phase = DriftPhase(rate);
        stage?.Invoke(string.Create(CultureInfo.InvariantCulture, $"finetuning the model after on clean images at rate {rate}"));
        List<EpochRecord> watched = run.Checkpoints?.Observed ?? [];
        RunContext watching = run with
        {
            EpochEnded = (record, model) =>
            {
                Score score = Measure(i, model);
                watched.Add(record with { TestAcc = score.Acc.Value, TestAsr = Asr(score).Value });
                run.EpochEnded?.Invoke(record, model);
            },
        };
        string? broke = null;
        try
        {
            Retuning.Train(i.After.Model, i.Images, RelapseOptions.Recipe(rate, Options.DriftEpochs), watching, phase).Dispose();
        }
        catch (TrainingFailedException)
        {
            broke = string.Create(
                CultureInfo.InvariantCulture, $"Clean finetuning at rate {rate} broke the model, so that its later epochs are missing.");
        }

        EpochRecord[] epochs = [.. watched.Where(e => e.Phase == phase)];
        return new DriftCurve(
            rate, [.. epochs.Select(e => e.TestAcc ?? double.NaN)], [.. epochs.Select(e => e.TestAsr ?? double.NaN)], broke);
    }

    // R6.
    private List<ChangedScore> Noise(RelapseInputs i)
    {
        stage?.Invoke("measuring coarser and pruned weights");
        List<ChangedScore> scores = [];
        Add("weights rounded to 16 bits", WeightNoise.Half(i.After.Model));
        Add("weights rounded to 8 bits, by channel", WeightNoise.Int8(i.After.Model));
        Add(
            string.Create(CultureInfo.InvariantCulture, $"the smallest {Options.Pruned * 100:0} % of the weights set to 0"),
            WeightNoise.Pruned(i.After.Model, Options.Pruned));
        if (HasStatistics(i.After.Model))
        {
            Classifier anew = i.After.Model.Clone();
            WeightPath.EstimateStatistics(anew, i.Others, run);
            Add($"batch statistics estimated anew on {i.Others.Count} other clean images", anew);
        }

        return scores;

        void Add(string what, Classifier model)
        {
            using (model) scores.Add(Changed(what, Measure(i, model)));
        }
    }

    // R5.
    private (IReadOnlyList<ChangedScore> Mixed, IReadOnlyList<ChangedScore> Anew) Path(RelapseInputs i, List<string> broken)
    {
        if (!WeightPath.Exists(i.Before.Model, i.After.Model))
        {
            broken.Add("path was left out, because the two models do not have the same tensors.");
            return ([], []);
        }

        stage?.Invoke("measuring the path between the two models");
        List<ChangedScore> mixed = [], anew = [];
        for (int k = 0; k <= Options.PathSteps; k++)
        {
            double t = (double)k / Options.PathSteps;
            using Classifier model = WeightPath.At(i.Before.Model, i.After.Model, t);
            mixed.Add(Changed("as mixed", Measure(i, model)) with { Place = t });
            if (!HasStatistics(model)) continue;
            WeightPath.EstimateStatistics(model, i.Images, run);
            anew.Add(Changed("statistics estimated anew", Measure(i, model)) with { Place = t });
        }

        return (mixed, anew);
    }

    // R4.
    private List<ChangedScore> Awaken(RelapseInputs i)
    {
        stage?.Invoke("seeking a small change that wakes the trigger");
        string what = string.Create(CultureInfo.InvariantCulture, $"a change of at most {Options.Awakening * 255:0.#} levels");
        ImageSet wanted = RetuningImages.Wanted(i.Images, i.Backdoor),
            plain = RetuningImages.Wanted(i.Images, i.Backdoor with { Trigger = new Nothing() });
        return
        [
            new ChangedScore(what, Rate.None, Awoken(i, wanted, i.Backdoor, "awaken")),
            new ChangedScore(
                $"{what}, without the trigger", Rate.None, Awoken(i, plain, i.Backdoor with { Trigger = new Nothing() }, "awaken-control"))
            {
                IsControl = true
            },
        ];
    }

    private Rate Awoken(RelapseInputs i, ImageSet wanted, Backdoor backdoor, string phase)
    {
        Classifier model = i.After.Model;
        using AwakeningStep step = new(model, wanted.Height, wanted.Width, Options.Awakening);
        new Trainer(RelapseOptions.Recipe(Options.Awakening / 5, RelapsePlan.AwakeningEpochs), run, phase)
        {
            Stream = run.Random("relapse/order")
        }
            .Run(step, new BatchAssembler(wanted, run.Device));
        ImageSet test = RetuningImages.Wanted(i.Test, backdoor);
        int[] answers = new AuditSubject(model, test, test).Answers(test, step.Apply, run);
        return new Rate(answers.Zip(test.Labels).Count(p => p.First == p.Second), test.Count);
    }

    private Score Measure(RelapseInputs i, Classifier model) => evaluator.Measure(model, i.Test, i.Backdoor, run.Cancellation);

    private static ChangedScore Changed(string what, Score score) => new(what, score.Acc, Asr(score));

    private static DosePoint Point(int dose, Score score) => new(dose, score.Acc, Asr(score));

    private static Rate Asr(Score score) => score.Asr ?? Rate.None;

    private static Rate Sum(IEnumerable<Rate> rates) =>
        rates.Aggregate(Rate.None, (a, b) => new Rate(a.Hits + b.Hits, a.Trials + b.Trials));

    private static bool HasStatistics(Classifier model) =>
        model.State.Entries.Any(e => e.Name.EndsWith("running_mean", StringComparison.Ordinal));

    // Leaves images as they are.
    private sealed record Nothing : Trigger
    {
        public override string Describe() => "nothing";

        public override void Apply(Span<byte> image, int height, int width, int index = 0)
        {
        }

        public override void Validate()
        {
        }
    }
}
