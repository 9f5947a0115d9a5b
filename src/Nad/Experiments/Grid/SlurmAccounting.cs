namespace Nad.Experiments;

/// <summary>
/// Reads what Slurm accounts for the tasks of job arrays: <c>sacct</c>, or <c>scontrol</c> where a site keeps no accounts.
/// </summary>
public static class SlurmAccounting
{
    /// <summary>Fields of sacct, in the order in which they are read.</summary>
    public const string Fields = "JobID,State,NodeList,ElapsedRaw,TotalCPU,MaxRSS";

    /// <summary>From <c>sacct --noheader --parsable2 --format=</c><see cref="Fields"/>.</summary>
    /// <returns>By array and task, such as <c>12_3</c>; tasks that have not ended are left out.</returns>
    public static IReadOnlyDictionary<string, CellAccounting> OfSacct(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Dictionary<string, CellAccounting> tasks = new(StringComparer.Ordinal);
        foreach (string[] f in text.Split('\n').Select(l => l.Split('|')).Where(f => f.Length == 6))
        {
            string[] id = f[0].Split('.', 2);
            if (!IsTask(id[0])) continue;
            // The job has the time, its steps have the memory.
            if (id.Length == 1 && HasEnded(f[1]) && Number(f[3]) is { } seconds)
            {
                tasks[id[0]] = new CellAccounting(id[0], f[1].Split(' ')[0], f[2], seconds, Duration(f[4]));
            }
            else if (id.Length == 2 && tasks.TryGetValue(id[0], out CellAccounting? task) && Bytes(f[5]) is { } bytes)
            {
                tasks[id[0]] = task with { Megabytes = Math.Max(task.Megabytes ?? 0, bytes / 1e6) };
            }
        }

        return tasks;
    }

    /// <summary>From <c>scontrol --oneliner show job</c>, which knows jobs for some minutes after their end.</summary>
    /// <returns>As <see cref="OfSacct"/>.</returns>
    public static IReadOnlyDictionary<string, CellAccounting> OfScontrol(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Dictionary<string, CellAccounting> tasks = new(StringComparer.Ordinal);
        foreach (string line in text.Split('\n'))
        {
            ILookup<string, string> words = line.Split(' ').Select(w => w.Split('=', 2)).Where(w => w.Length == 2)
                .ToLookup(w => w[0], w => w[1], StringComparer.Ordinal);
            string id = $"{Word("ArrayJobId")}_{Word("ArrayTaskId")}";
            if (!IsTask(id) || !HasEnded(Word("JobState")) || Duration(Word("RunTime")) is not { } seconds) continue;
            tasks[id] = new CellAccounting(id, Word("JobState"), Word("NodeList"), seconds);

            string Word(string name) => words[name].FirstOrDefault() ?? "";
        }

        return tasks;
    }

    private static bool IsTask(string id) =>
        id.Split('_') is [{ Length: > 0 } job, { Length: > 0 } task] && (job + task).All(char.IsAsciiDigit);

    private static bool HasEnded(string state) => state.Length > 0 && !state.StartsWith("PENDING", StringComparison.Ordinal) &&
        !state.StartsWith("RUNNING", StringComparison.Ordinal) && !state.StartsWith("REQUEUED", StringComparison.Ordinal) &&
        !state.StartsWith("COMPLETING", StringComparison.Ordinal) && !state.StartsWith("SUSPENDED", StringComparison.Ordinal);

    private static double? Number(string text) =>
        NumberText.TryReal(text, out double number, out _) && number >= 0 ? number : null;

    // [days-][hours:]minutes:seconds[.thousandths]
    private static double? Duration(string text)
    {
        string[] days = text.Split('-');
        if (days.Length > 2 || days[^1].Split(':') is not { Length: 2 or 3 } parts) return null;
        double? total = days.Length == 2 ? Number(days[0]) * 24 : 0;
        if (parts.Length == 3) total += Number(parts[0]);
        return (total * 60 + Number(parts[^2])) * 60 + Number(parts[^1]);
    }

    // Such as 123456K; Slurm's units are powers of 1024.
    private static double? Bytes(string text) =>
        text.Length > 1 && "KMGT".IndexOf(text[^1], StringComparison.Ordinal) is >= 0 and int power
            ? Number(text[..^1]) * Math.Pow(1024, power + 1)
            : Number(text);
}
