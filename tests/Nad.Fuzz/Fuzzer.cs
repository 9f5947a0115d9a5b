using System.Diagnostics;
using System.Globalization;

namespace Nad.Fuzz;

/// <summary>
/// Gives changed files to readers, one after the other on the calling thread, and watches what comes out: the content or one line of a
/// <see cref="NadException"/>, in bounded time and memory. Input number i goes to reader i modulo their count.
/// </summary>
internal sealed class Fuzzer
{
    /// <summary>An input that takes longer is a hang.</summary>
    public static readonly TimeSpan Hang = TimeSpan.FromMinutes(2);

    // What a run costs once is less than this many bytes' worth of it.
    private const int LongEnough = 16_384;

    private readonly IReadOnlyList<FuzzTarget> targets;
    private readonly ulong seed;
    private readonly string folder;
    private readonly Dictionary<string, (string Input, string File)> places = [];
    private long startedAt, current = -1;

    /// <summary>Prepares a run.</summary>
    /// <param name="targets">The readers.</param>
    /// <param name="seed">Any number.</param>
    /// <param name="folder">An empty folder, best in memory.</param>
    public Fuzzer(IReadOnlyList<FuzzTarget> targets, ulong seed, string folder)
    {
        (this.targets, this.seed, this.folder) = (targets, seed, folder);
        foreach (FuzzTarget target in targets)
        {
            places[target.Name] = target.Prepare(folder, target.Seeds[0]);
            Tallies[target.Name] = new Tally();
        }
    }

    public IReadOnlyList<FuzzTarget> Targets => targets;

    public Dictionary<string, Tally> Tallies { get; } = [];

    public List<Finding> Findings { get; } = [];

    /// <summary>Called with each finding as it is made.</summary>
    public Action<Finding>? Found { get; init; }

    public ulong Done { get; private set; }

    /// <summary>The input that is being read for too long, or null. For a watching thread.</summary>
    public ulong? Hanging =>
        Interlocked.Read(ref current) is >= 0 and long number && Stopwatch.GetElapsedTime(Interlocked.Read(ref startedAt)) > Hang
            ? (ulong)number
            : null;

    /// <summary>Runs until the time or the number of inputs is reached, or 100 findings were made.</summary>
    public void Run(TimeSpan limit, ulong count, Action? progress = null)
    {
        // What the run-time system and the readers allocate once is not an input's.
        foreach (FuzzTarget target in targets)
        {
            foreach (byte[] file in target.Seeds) Read(target, Place(target, file));
        }

        Stopwatch clock = Stopwatch.StartNew();
        TimeSpan told = TimeSpan.Zero;
        for (; Done < count && clock.Elapsed < limit && Findings.Count < 100; Done++)
        {
            One(Done);
            if (clock.Elapsed - told < TimeSpan.FromSeconds(10)) continue;
            told = clock.Elapsed;
            progress?.Invoke();
        }
    }

    /// <summary>Makes one input, reads it and notes what became of it.</summary>
    public void One(ulong number)
    {
        FuzzTarget target = targets[(int)(number % (ulong)targets.Count)];
        One(number, target, Mutator.Make(target, seed, number));
    }

    /// <summary>The same with an input that is made to be slow; its target has such.</summary>
    public void Slow(ulong number)
    {
        FuzzTarget target = targets[(int)(number % (ulong)targets.Count)];
        One(number, target, target.Slow!(new FuzzRandom(seed, number), 1 << 15));
    }

    private void One(ulong number, FuzzTarget target, byte[] input)
    {
        Interlocked.Exchange(ref startedAt, Stopwatch.GetTimestamp());
        Interlocked.Exchange(ref current, (long)number);
        string? wrong = Watch(target, input);
        Interlocked.Exchange(ref current, -1);
        if (wrong is null) return;
        Findings.Add(new Finding(target.Name, seed, number, wrong, input));
        Found?.Invoke(Findings[^1]);
    }

    // Null where every promise was kept.
    private string? Watch(FuzzTarget target, byte[] input)
    {
        Tally tally = Tallies[target.Name];
        tally.Inputs++;
        long before = GC.GetAllocatedBytesForCurrentThread();
        (Exception? error, double seconds) = Timed(target, input);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // Compiling and collecting garbage are counted too, but do not come every time: what is slow is slow again.
        for (int again = 0; again < 2 && seconds > target.MostSeconds(input.Length) / 2; again++)
            seconds = Math.Min(seconds, Timed(target, input).Seconds);
        tally.Note(seconds, input.Length, LongEnough);
        if (allocated > tally.Largest.Bytes) tally.Largest = (allocated, input.Length);
        switch (error)
        {
            case null: tally.Read++; break;
            case DamagedFileException: tally.Damaged++; break;
            case UnsupportedInputException: tally.Unsupported++; break;
            case RefusedFileException: tally.Refused++; break;
            case NadException: tally.Other++; break;
            default: return error.ToString();
        }

        if (error is not null && error.Message.Any(char.IsControl))
            return "the message is not one printable line: " + Printable.Of(error.Message, 2000);
        if (allocated > target.FreeBytes + (target.BytesPerByte * input.Length))
            return $"{allocated} bytes were allocated for a file of {input.Length}";
        return seconds > target.MostSeconds(input.Length)
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"it took {seconds:f3} s of processor time, and {target.MostSeconds(input.Length):f3} is the most for {input.Length} bytes")
            : null;
    }

    // Processor time, so that a busy machine raises no alarm.
    private (Exception? Error, double Seconds) Timed(FuzzTarget target, byte[] input)
    {
        string path = Place(target, input);
        TimeSpan before = Environment.CpuUsage.TotalTime;
        Exception? error = Read(target, path);
        return (error, (Environment.CpuUsage.TotalTime - before).TotalSeconds);
    }

    private string Place(FuzzTarget target, byte[] input)
    {
        (string path, string file) = places[target.Name];
        File.WriteAllBytes(file, input);
        return path;
    }

    private static Exception? Read(FuzzTarget target, string path)
    {
        try
        {
            target.Read(path);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }
}
