using System.Diagnostics;
using Nad.Training;

namespace Nad.Cli;

/// <summary>
/// One time left for the whole run: from how long the steps took so far, and how many are expected. A training that was not expected, such
/// as a second try at a lower rate, adds to it.
/// </summary>
/// <param name="clock">Seconds since some start.</param>
internal sealed class TimeLeft(Func<double> clock)
{
    private readonly List<PlannedTraining> waiting = [];
    private PlannedTraining? now;
    private double began, told, skipped, past, seconds, done;

    public TimeLeft() : this(Clock())
    {
    }

    /// <summary>Says which trainings there will be.</summary>
    public void Expect(IEnumerable<PlannedTraining> trainings)
    {
        waiting.Clear();
        waiting.AddRange(trainings);
    }

    /// <summary>The time left at a place of the run.</summary>
    public TimeSpan At(TrainingProgress p)
    {
        double part = (p.Epoch - 1 + ((double)p.Step / p.Steps)) / p.Epochs;
        if (now is null || now.Phase != p.Phase || now.Epochs != p.Epochs || part < past) Begin(p, part);
        (past, told) = (part, clock());
        double work = done + ((part - skipped) * now!.Work), time = seconds + told - began;
        return work > 0 ? TimeSpan.FromSeconds(time / work * (((1 - part) * now.Work) + waiting.Sum(t => t.Work))) : TimeSpan.Zero;
    }

    // Its first step, and what was trained before the run was resumed, are not in the time that was measured.
    private void Begin(TrainingProgress p, double part)
    {
        if (now is not null)
        {
            seconds += told - began;
            done += (past - skipped) * now.Work;
        }

        int at = waiting.FindIndex(t => t.Phase == p.Phase);
        now = at < 0 ? new PlannedTraining(p.Phase, p.Epochs, p.Steps) : waiting[at] with { Epochs = p.Epochs, StepsPerEpoch = p.Steps };
        if (at >= 0) waiting.RemoveAt(at);
        began = clock();
        skipped = part;
    }

    private static Func<double> Clock()
    {
        Stopwatch watch = Stopwatch.StartNew();
        return () => watch.Elapsed.TotalSeconds;
    }
}
