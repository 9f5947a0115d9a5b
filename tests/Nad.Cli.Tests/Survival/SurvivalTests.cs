using System.Diagnostics;
using System.Globalization;
using Nad.Data;
using Nad.TestSupport;

namespace Nad.Cli.Tests.Survival;

/// <summary>
/// Real processes, killed in every way that a machine knows, at random times: the output folder is as before, complete or resumable each
/// time, and the resumed run ends in the same bytes. Ten blows here; <c>./dev survive N</c> deals N of them to three commands.
/// </summary>
[Slow]
public sealed class SurvivalTests(ITestOutputHelper output) : IDisposable
{
    private const int MostBlowsForOneRun = 5;

    private static readonly string[] Models = ["model.safetensors", "model.pth"];
    private static readonly Blow[] Few =
    [
        Blow.Kill, Blow.PowerFailure, Blow.Terminate, Blow.Kill, Blow.PowerFailure, Blow.Interrupt, Blow.NoSpace, Blow.Kill,
        Blow.PowerFailure, Blow.NoMemory,
    ];

    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Fact]
    public void Whatever_ends_a_run_its_folder_is_as_before_complete_or_resumable()
    {
        int wanted = int.TryParse(
            Environment.GetEnvironmentVariable("NAD_SURVIVE_BLOWS"), NumberStyles.None, CultureInfo.InvariantCulture, out int n)
            ? n
            : Few.Length;
        bool many = wanted > Few.Length;
        RandomStream random = new(many ? Stopwatch.GetTimestamp() : 0, "blows");
        SortedDictionary<string, int> struck = new(StringComparer.Ordinal), states = new(StringComparer.Ordinal);
        int blows = 0, missed = 0, finished = 0;
        Victim[] victims = [.. Victims(many)];
        for (int v = 0; blows < wanted; v = (v + 1) % victims.Length)
        {
            int most = many ? 1 + random.Next(MostBlowsForOneRun) : MostBlowsForOneRun;
            for (int k = 0; k < most && blows < wanted; k++)
            {
                Blow blow = many ? (Blow)random.Next(6) : Few[(blows + missed) % Few.Length];
                (bool hit, string state) = victims[v].Strike(blow, random);
                if (hit) (blows, struck[$"{blow}"]) = (blows + 1, struck.GetValueOrDefault($"{blow}") + 1);
                else missed++;
                if (hit) states[state] = states.GetValueOrDefault(state) + 1;
                if (state == "complete") break;
            }

            victims[v].Finish();
            victims[v].Reset();
            finished++;
        }

        string Text(SortedDictionary<string, int> counts) => string.Join(", ", counts.Select(c => $"{c.Key} {c.Value}"));
        string report = $"{blows} blows ({Text(struck)}), {missed} came too late; the folder was then: "
            + $"{Text(states)}; {finished} of {finished} runs were resumed to the same bytes.";
        output.WriteLine(report);
        if (Environment.GetEnvironmentVariable("NAD_SURVIVE_REPORT") is { Length: > 0 } file) File.WriteAllText(file, report + "\n");
    }

    [Fact]
    public void A_folder_that_cannot_be_written_to_is_refused_before_anything_is_read()
    {
        (int code, string errors) =
            NadProcess.Run(["erase", "--model", temp.File("none"), "--clean", "synthetic:80", "--out", "/proc/nad"]);
        Assert.Equal(2, code);
        Assert.Contains("cannot be written to", errors, StringComparison.Ordinal);
        Assert.Equal(1, errors.Count(c => c == '\n'));
    }

    private IEnumerable<Victim> Victims(bool all)
    {
        string model = Cli.WriteModel(temp.File("m.safetensors"));
        string[] Erase(string seed) =>
        [
            "erase", "--method", "nad", "--model", model, "--clean", "synthetic:80", "--epochs", "2", "--teacher-epochs", "2", "--batch",
            "16", "--collapse-limit", "100", "--accept-accuracy", "--threads", "1", "--quiet", "--attack", "badnets", "--save-every",
            "0.002", "--seed", seed,
        ];
        if (!all)
        {
            string[] Finetune(string seed) =>
            [
                "erase", "--method", "finetune", "--model", model, "--clean", "synthetic:80", "--epochs", "2", "--batch", "16",
                "--collapse-limit", "100", "--accept-accuracy", "--threads", "1", "--quiet", "--save-every", "0.002", "--seed", seed
            ];
            yield return new Victim(temp, "over", Finetune("1"), Models, Finetune("0"));
            yield break;
        }

        yield return new Victim(temp, "over", Erase("1"), [.. Models, "trigger.json"], Erase("0"));
        yield return new Victim(temp, "fresh", null, [.. Models, "trigger.json"], Erase("2"));
        yield return new Victim(
            temp, "attack", null, [.. Models, "trigger.json", "poison.json", "poison.png"], "attack", "refool", "--rounds", "1",
            "--candidates", "6", "--kept", "2", "--data", "synthetic:80", "--arch", "wrn-10-1", "--epochs", "2", "--batch", "16",
            "--threads", "1", "--quiet", "--save-every", "0.002");
    }
}
