using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Nad.Data;
using Nad.Evaluation;
using Nad.Relapse;
using Nad.Training;

namespace Nad.Experiments;

/// <summary>
/// What a relapse will try, and how long that takes; what there is no time for is given up in the reverse order of
/// <see cref="RelapseTests.All"/>.
/// </summary>
internal sealed record RelapsePlan(ImmutableArray<RelapseTest> Tests, IReadOnlyList<string> LeftOut)
{
    // Passes over the images that are trained on, in a search for a change of the trigger.
    internal const int AwakeningEpochs = 10;

    /// <summary>Plans.</summary>
    public static RelapsePlan Of(RelapseRequest request, RelapseInputs inputs, RunContext run)
    {
        List<string> left = [.. RelapseTests.All.Except(request.Options.Tests).Select(t => $"{t.Name} was not asked for: {t.Asks}.")];
        if (request.Recovered is not null && request.Options.Tests.Contains(RelapseTests.Known))
            left.Add($"{RelapseTests.Known.Name} was left out, because the true trigger is not known: {RelapseTests.Known.Asks}.");
        ImmutableArray<RelapseTest> tests = [.. request.Options.Tests.Where(t => t != RelapseTests.Known || request.Recovered is null)];
        if (request.Budget is not { } minutes) return new(tests, left);
        (double train, double look) = Speeds(inputs, run);
        while (tests.Length > 0 && Minutes(tests, request, inputs, train, look) is var needed && needed > minutes)
        {
            RelapseTest last = tests.MaxBy(t => RelapseTests.All.IndexOf(t))!;
            left.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{last.Name} was left out, because what was left to do takes about {needed:0.0} minutes here, and --budget is "
                    + $"{minutes}: {last.Asks}."));
            tests = tests.Remove(last);
        }

        return new(tests, left);
    }

    /// <summary>Every training, for the time left.</summary>
    public IReadOnlyList<PlannedTraining> Trainings(RelapseOptions o, int images, bool twin)
    {
        List<PlannedTraining> all = [];
        TrainingRecipe drift = RelapseOptions.Recipe(1, o.DriftEpochs), tune = RelapseOptions.Recipe(1, o.RetuneEpochs),
            awake = RelapseOptions.Recipe(1, AwakeningEpochs);
        if (Tests.Contains(RelapseTests.Retune))
            all.AddRange(Doses([DoseArm.After, DoseArm.Fresh, .. twin ? [DoseArm.Twin] : Array.Empty<string>()]));
        if (Tests.Contains(RelapseTests.Drift))
            all.AddRange(o.DriftRates.Select(r => PlannedTraining.Of(RelapseJob.DriftPhase(r), drift, images)));
        if (Tests.Contains(RelapseTests.Known))
            all.AddRange([PlannedTraining.Of(DoseArm.Known, drift, 2 * images), .. Doses([DoseArm.Known])]);
        if (Tests.Contains(RelapseTests.Awaken))
            all.AddRange([PlannedTraining.Of("awaken", awake, images), PlannedTraining.Of("awaken-control", awake, images)]);
        return all;

        IEnumerable<PlannedTraining> Doses(string[] arms) =>
            arms.SelectMany(
                a => o.Doses.SelectMany(
                    d => Enumerable.Range(0, o.Seeds).Select(s => PlannedTraining.Of(RelapseJob.DosePhase(a, d, s), tune, images))));
    }

    private static double Minutes(
        ImmutableArray<RelapseTest> tests, RelapseRequest request, RelapseInputs inputs, double train, double look)
    {
        RelapseOptions o = request.Options;
        double steps = new RelapsePlan(tests, []).Trainings(o, inputs.Images.Count, inputs.Twin is not null).Sum(t => t.Work) * 128;
        double measures = 3
            + (tests.Contains(RelapseTests.Retune) ? (inputs.Twin is null ? 2 : 3) * o.Doses.Length * o.Seeds : 0)
            + (tests.Contains(RelapseTests.Known) ? o.Doses.Length * o.Seeds : 0) + (tests.Contains(RelapseTests.Noise) ? 4 : 0)
            + (tests.Contains(RelapseTests.Path) ? 2 * (o.PathSteps + 1) : 0) + (tests.Contains(RelapseTests.Drift)
                ? o.DriftRates.Length * o.DriftEpochs
                : 0);
        return ((steps * train) + (measures * 2 * inputs.Test.Count * look)) / 60;
    }

    // Seconds for an image, the second time: of a training step and of a look.
    private static (double Train, double Look) Speeds(RelapseInputs inputs, RunContext run)
    {
        ImageSet few = inputs.Images.Subset([.. Enumerable.Range(0, Math.Min(128, inputs.Images.Count))]);
        double[] train = new double[2], look = new double[2];
        for (int i = 0; i < 2; i++)
        {
            Stopwatch clock = Stopwatch.StartNew();
            Retuning.Train(
                inputs.After.Model,
                few,
                RelapseOptions.Recipe(1e-9, 1),
                new RunContext { Device = run.Device, Precision = run.Precision, Cancellation = run.Cancellation },
                "speed").Dispose();
            train[i] = clock.Elapsed.TotalSeconds / few.Count;
            clock.Restart();
            new Evaluator(run.Device).Predict(inputs.After.Model, few, run.Cancellation);
            look[i] = clock.Elapsed.TotalSeconds / few.Count;
        }

        return (train[1], look[1]);
    }
}
