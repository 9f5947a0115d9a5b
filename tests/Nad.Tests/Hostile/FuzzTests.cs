using Nad.Fuzz;
using Nad.Tests.Data;
using Nad.TestSupport;

namespace Nad.Tests.Hostile;

/// <summary>The fuzzer: that it finds what is broken, that a finding can be made again, and some seconds of it over every reader.</summary>
[Slow]
public sealed class FuzzTests
{
    private const ulong Seed = 20210503;

    [Fact]
    public void Seconds_of_changed_files_break_no_promise()
    {
        using TemporaryFolder folder = new();
        Fuzzer fuzzer = new(FuzzTargets.All, Seed, folder.Path);

        fuzzer.Run(TimeSpan.FromSeconds(8), ulong.MaxValue);

        Assert.True(
            fuzzer.Findings.Count == 0,
            string.Join('\n', fuzzer.Findings.Take(3).Select(f => $"{f.Target}, ./dev fuzz --seed {Seed} --replay {f.Number}: {f.What}")));
        Assert.All(fuzzer.Tallies.Values, t => Assert.True(t.Inputs > 5));
    }

    [Fact]
    public void Changes_reach_behind_the_checks_of_every_reader()
    {
        using TemporaryFolder folder = new();
        Fuzzer fuzzer = new(FuzzTargets.All, Seed, folder.Path);

        fuzzer.Run(TimeSpan.FromMinutes(2), 100 * (ulong)FuzzTargets.All.Count);

        // Pickles without storages are never a model, nor are the files of other programs.
        Assert.All(
            fuzzer.Tallies.Where(t => t.Key is not ("pickle" or "foreign")),
            t => Assert.True(t.Value.Read > 0, t.Key + ": not one changed file was read"));
        string[] passOver = [.. FuzzTargets.All.Where(t => t.PassesOver).Select(t => t.Name)];
        Assert.All(
            fuzzer.Tallies.Where(t => !passOver.Contains(t.Key)),
            t => Assert.True(t.Value.Inputs > t.Value.Read, t.Key + ": every changed file was read"));
    }

    [Theory]
    [InlineData("crash", "InvalidOperationException")]
    [InlineData("memory", "bytes were allocated")]
    [InlineData("message", "not one printable line")]
    [InlineData("time", "processor time")]
    [InlineData("time a byte", "processor time")]
    public void What_breaks_a_promise_is_found(string fault, string expected)
    {
        FuzzTarget broken = new("broken", "file", [[1, 2, 3, 4]], path =>
        {
            if (File.ReadAllBytes(path) is [1, 2, 3, 4]) return;
            switch (fault)
            {
                case "crash": throw new InvalidOperationException("broken");
                case "memory": GC.KeepAlive(new byte[50_000_000]); break;
                case "message": throw new NadException("two\nlines");
                case "time": Work(0.1); break;
                default: Work(0.001 * File.ReadAllBytes(path).Length); break;
            }
        })
        {
            FreeMilliseconds = fault == "time" ? 50 : 1,
            MicrosecondsPerByte = 100,
        };
        using TemporaryFolder folder = new();
        Fuzzer fuzzer = new([broken], Seed, folder.Path);

        for (ulong i = 0; i < 20 && fuzzer.Findings.Count == 0; i++) fuzzer.One(i);

        Finding finding = Assert.Single(fuzzer.Findings);
        Assert.Contains(expected, finding.What, StringComparison.Ordinal);
        Assert.Equal(finding.Input, Mutator.Make(broken, finding.Seed, finding.Number));
    }

    private static void Work(double seconds)
    {
        for (TimeSpan start = Environment.CpuUsage.TotalTime; Environment.CpuUsage.TotalTime - start < TimeSpan.FromSeconds(seconds);)
            Thread.SpinWait(1000);
    }

    [Fact]
    public void Files_that_are_made_to_be_slow_are_read_within_their_bounds()
    {
        using TemporaryFolder folder = new();
        FuzzTarget[] targets = [.. FuzzTargets.All.Where(t => t.Slow is not null)];
        Fuzzer fuzzer = new(targets, Seed, folder.Path);
        for (ulong number = 0; number < 3 * (ulong)targets.Length; number++) fuzzer.Slow(number);
        Assert.True(fuzzer.Findings.Count == 0, string.Join('\n', fuzzer.Findings.Select(f => $"{f.Target}, number {f.Number}: {f.What}")));
    }

    [Fact]
    public void A_seed_and_a_number_give_the_same_input_whatever_came_before()
    {
        HashSet<string> different = [];
        foreach (FuzzTarget target in FuzzTargets.All)
        {
            for (ulong i = 0; i < 20; i++)
            {
                byte[] input = Mutator.Make(target, Seed, i);
                Assert.Equal(input, Mutator.Make(target, Seed, i));
                different.Add(Convert.ToHexString(input));
            }
        }

        Assert.InRange(different.Count, FuzzTargets.All.Count * 17, FuzzTargets.All.Count * 20);
    }

    [Fact]
    public void Every_file_that_is_started_from_is_valid()
    {
        using TemporaryFolder folder = new();
        foreach (FuzzTarget target in FuzzTargets.All)
        {
            foreach (byte[] file in target.Seeds)
            {
                Exception? error = Record.Exception(() => target.Read(target.Prepare(folder.Path, file).Input));

                // These are known and not read: a TorchScript archive, pickles without a state dict, an archive without tensors, tensors
                // that are not trained, networks with hooks, other programs' files.
                if (target.Name is "pickle" or "torch-zip" or "torch-legacy" or "safetensors" or "foreign")
                    Assert.True(
                        error is null or UnsupportedInputException or DamagedFileException or RefusedFileException, $"{target}: {error}");
                else Assert.True(error is null, $"{target}: {error}");
            }
        }
    }
}
