using System.Diagnostics;
using System.Globalization;

namespace Nad.Benchmarks;

/// <summary>Times on standard output, one number a line.</summary>
internal static class Clock
{
    /// <summary>Runs and prints seconds × <paramref name="scale"/>.</summary>
    public static void Print(Action work, double scale)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        Console.WriteLine((Stopwatch.GetElapsedTime(start).TotalSeconds * scale).ToString("F3", CultureInfo.InvariantCulture));
    }
}
