using System.Diagnostics;
using System.Globalization;

namespace Nad.Fuzz;

/// <summary>
/// <c>./dev fuzz [--minutes N] [--count N] [--seed S] [--target NAME]... [--replay NUMBER] [--out DIR]</c>: changes valid files of every
/// format and gives them to the readers. Exit code 0: every promise was kept; 1: something was found, and saved; 2: wrong words.
/// </summary>
internal static class Program
{
    private static int Main(string[] words)
    {
        if (FuzzOptions.Parse(words, out string mistake) is not FuzzOptions options)
        {
            Console.Error.WriteLine("fuzz: " + mistake);
            return 2;
        }

        // The folder in memory spares the disk a million small files.
        string root = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        string folder = Directory.CreateDirectory(Path.Combine(root, "nad-fuzz-" + Guid.NewGuid().ToString("N"))).FullName;
        try
        {
            Fuzzer fuzzer = new(options.Targets, options.Seed, folder) { Found = finding => Save(finding, options.Out) };
            Watch(fuzzer, options);
            Stopwatch clock = Stopwatch.StartNew();
            if (options.Replay is ulong number) fuzzer.One(number);
            else fuzzer.Run(options.Limit, options.Count, () => Console.Error.WriteLine(Line(fuzzer, clock)));
            Console.WriteLine(FuzzReport.Of(fuzzer, options.Seed, clock.Elapsed));
            return fuzzer.Findings.Count > 0 ? 1 : 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Line(Fuzzer fuzzer, Stopwatch clock) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{fuzzer.Done} inputs, {fuzzer.Findings.Count} findings, {fuzzer.Done / clock.Elapsed.TotalSeconds:f0} inputs/s");

    // A thread that hangs cannot be asked to stop: the input is saved and the process ends.
    private static void Watch(Fuzzer fuzzer, FuzzOptions options)
    {
        Thread watcher = new(() =>
        {
            while (true)
            {
                Thread.Sleep(1000);
                if (fuzzer.Hanging is not ulong number) continue;
                FuzzTarget target = options.Targets[(int)(number % (ulong)options.Targets.Count)];
                Save(
                    new Finding(
                        target.Name,
                        options.Seed,
                        number,
                        $"it hangs: more than {Fuzzer.Hang.TotalSeconds} s",
                        Mutator.Make(target, options.Seed, number)),
                    options.Out);
                Environment.Exit(1);
            }
        })
        {
            IsBackground = true,
        };
        watcher.Start();
    }

    private static void Save(Finding finding, string folder)
    {
        Directory.CreateDirectory(folder);
        string file = Path.Combine(folder, $"{finding.Target}-{finding.Seed}-{finding.Number}");
        File.WriteAllBytes(file + ".bin", finding.Input);
        File.WriteAllText(file + ".txt", finding.What + "\n");
        Console.Error.WriteLine($"found: {file}.bin: {finding.What.Split('\n')[0]}");
    }
}
