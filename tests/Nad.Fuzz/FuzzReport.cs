using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Nad.Fuzz;

/// <summary>The result of a run as a table in Markdown.</summary>
internal static class FuzzReport
{
    public static string Of(Fuzzer fuzzer, ulong seed, TimeSpan elapsed)
    {
        StringBuilder text = new();
        text.AppendLine(
            "| reader | inputs | read | damaged | unsupported | refused | other | most allocated (for a file of) | slowest (for a file of) "
            + "| µs a byte (for a file of) | bound |");
        text.AppendLine("|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (FuzzTarget target in fuzzer.Targets)
        {
            (string name, Tally t) = (target.Name, fuzzer.Tallies[target.Name]);
            string dense = t.Densest.FileLength == 0
                ? ""
                : string.Create(CultureInfo.InvariantCulture, $"{t.Densest.MicrosecondsPerByte:f3} ({t.Densest.FileLength:n0})");
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {name} | {t.Inputs:n0} | {t.Read:n0} | {t.Damaged:n0} | {t.Unsupported:n0} | {t.Refused:n0} | {t.Other:n0} | "
                    + $"{t.Largest.Bytes / 1024.0:n0} KiB ({t.Largest.FileLength:n0} bytes) | {t.Slowest.Milliseconds:n1} ms "
                    + $"({t.Slowest.FileLength:n0}) | {dense} | {target.FreeMilliseconds:f0} ms + "
                    + $"{target.MicrosecondsPerByte} µs a byte |");
        }

        long inputs = fuzzer.Tallies.Values.Sum(t => t.Inputs);
        text.AppendLine();
        text.Append(
            CultureInfo.InvariantCulture,
            $"{inputs:n0} inputs, seed {seed}, {elapsed.TotalMinutes:f1} min, peak memory "
                + $"{Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0:f0} MiB, {fuzzer.Findings.Count} findings");
        return text.ToString();
    }
}
