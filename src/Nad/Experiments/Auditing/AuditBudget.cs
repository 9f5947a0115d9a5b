using System.Diagnostics;
using System.Globalization;
using Nad.Audit;
using Nad.Relapse;

namespace Nad.Experiments;

/// <summary>
/// Which detectors there is time for: those that there is none for are given up from the last of <see cref="Detectors.All"/> upwards, and
/// named before work begins.
/// </summary>
internal static class AuditBudget
{
    /// <summary>Chooses.</summary>
    /// <param name="detectors">Those that were asked for.</param>
    /// <param name="options">How much they search.</param>
    /// <param name="subject">Model and images.</param>
    /// <param name="models">Models that are searched, 1 or 2.</param>
    /// <param name="minutes">Time that there is; null for as much as it takes.</param>
    /// <param name="run">Device, cancellation.</param>
    /// <param name="told">Told of each detector that is left out; null where nobody listens.</param>
    /// <exception cref="NadException">There is time for none.</exception>
    public static IReadOnlyList<IDetector> Of(
        IReadOnlyList<IDetector> detectors, AuditOptions options, AuditSubject subject, int models, double? minutes, RunContext run,
        Action<string>? told)
    {
        if (minutes is not { } most) return detectors;
        double step = Seconds(subject, run);
        List<IDetector> left = [.. detectors];
        while (left.Sum(d => Minutes(d)) is var needed && needed > most)
        {
            IDetector last = left.MaxBy(d => Array.FindIndex([.. Detectors.All], a => a.Name == d.Name))!;
            left.Remove(last);
            if (left.Count == 0)
                throw new NadException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"--budget {most} is too short: {last.Name} alone takes about {needed:0.0} minutes here. "
                        + $"Give more, or fewer --steps and --images."));
            told?.Invoke(string.Create(
                CultureInfo.InvariantCulture,
                $"{last.Name} is left out, because what is to be searched takes about {needed:0.0} minutes here, and --budget is {most}"));
        }

        return left;

        double Minutes(IDetector detector) => models * step / 60 * detector switch
        {
            UniversalDetector => (subject.Classes + 1.0) * options.SearchSteps * options.Batch,
            MarginDetector => (double)subject.Classes * options.MarginStarts * options.MarginSteps,
            _ => (double)options.NoiseRestarts * subject.A.Count,
        };
    }

    // Of an image forward and back, the second time.
    private static double Seconds(AuditSubject subject, RunContext run)
    {
        Data.ImageSet few = subject.A.Subset([.. Enumerable.Range(0, Math.Min(32, subject.A.Count))]);
        double seconds = 0;
        for (int i = 0; i < 2; i++)
        {
            Stopwatch clock = Stopwatch.StartNew();
            Retuning.Train(
                subject.Model,
                few,
                RelapseOptions.Recipe(1e-9, 1),
                new RunContext { Device = run.Device, Cancellation = run.Cancellation },
                "speed").Dispose();
            seconds = clock.Elapsed.TotalSeconds / few.Count;
        }

        return seconds;
    }
}
