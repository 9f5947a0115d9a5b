using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Nad.Data;

namespace Nad.Cli.Tests.Survival;

/// <summary>A command that is killed again and again in one output folder, and what must hold after each blow.</summary>
internal sealed class Victim
{
    private readonly string[] command, compared;
    private readonly string folder, saved;
    private readonly Dictionary<string, string> reference, before;
    private readonly double seconds;
    private readonly int done;

    /// <param name="temp">Where to work.</param>
    /// <param name="name">Of the output folder.</param>
    /// <param name="earlier">Another command whose finished result lies in the folder before; null for none.</param>
    /// <param name="compared">Files that must end the same, bit for bit.</param>
    /// <param name="command">Without <c>--out</c>.</param>
    public Victim(TempFolder temp, string name, string[]? earlier, string[] compared, params string[] command)
    {
        (this.command, this.compared, folder, saved) = (command, compared, temp.File(name), temp.File($"{name}-before"));
        Stopwatch clock = Stopwatch.StartNew();
        (done, string said) = NadProcess.Run([.. command, "--out", temp.File($"{name}-reference")]);
        // A trigger that still works is a verdict, not a failure.
        Assert.True(done is 0 or 1 && said.Length == 0, $"exit code {done}: {said}");
        seconds = clock.Elapsed.TotalSeconds;
        reference = Hashes(temp.File($"{name}-reference"));
        if (earlier is not null) Assert.True(NadProcess.Run([.. earlier, "--out", saved]) is (0 or 1, ""));
        before = earlier is null ? [] : Hashes(saved);
        Reset();
    }

    /// <summary>Brings the folder to what it was before the first start.</summary>
    public void Reset()
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        if (before.Count == 0) return;
        Directory.CreateDirectory(folder);
        foreach (string name in before.Keys) File.Copy(Path.Combine(saved, name), Path.Combine(folder, name));
    }

    /// <summary>Starts (or goes on with) the command and strikes.</summary>
    /// <returns>Whether it was struck before its end, and how the folder was then.</returns>
    public (bool Struck, string State) Strike(Blow blow, RandomStream random)
    {
        TimeSpan wait = TimeSpan.FromSeconds(seconds * 1.1 * random.NextDouble());
        string limit = blow switch
        {
            // Ignored, the signal of an exceeded size leaves an error, as a full disk does.
            Blow.NoSpace => string.Create(
                CultureInfo.InvariantCulture, $"export DOTNET_EnableWriteXorExecute=0; trap '' XFSZ; ulimit -f {20 + random.Next(1200)};"),
            Blow.NoMemory => string.Create(
                CultureInfo.InvariantCulture,
                $"export DOTNET_EnableWriteXorExecute=0 DOTNET_GCHeapHardLimit=0x10000000; ulimit -c 0; ulimit -v "
                    + $"{1_000_000 + random.Next(2_500_000)};"),
            _ => "",
        };
        (int code, string errors) = NadProcess.Run([
            .. command, "--out", folder, "--resume", "--overwrite"
        ], limit, blow == Blow.PowerFailure ? 1 + random.Next(12) : 0, process =>
        {
            if (blow is Blow.PowerFailure or Blow.NoSpace or Blow.NoMemory) return;
            Thread.Sleep(wait);
            if (blow == Blow.Kill) process.Kill();
            else NadProcess.Signal(process, blow == Blow.Interrupt ? NadProcess.Interrupt : NadProcess.Terminate);
        });
        if (code == done) return (false, Judge());
        // A request to stop gets one line, unless it comes before the program is there to hear it; a full disk is a user's error.
        if (blow is Blow.Interrupt or Blow.Terminate)
            Assert.True(code is 130 or 143 && errors.Count(c => c == '\n') <= 1, $"exit code {code}: {errors}");
        if (blow == Blow.NoSpace) Assert.True(code == 2 && errors.Count(c => c == '\n') == 1, $"exit code {code}: {errors}");
        return (true, Judge());
    }

    /// <summary>Lets the command go on to its end.</summary>
    public void Finish()
    {
        Assert.Equal((done, ""), NadProcess.Run([.. command, "--out", folder, "--resume", "--overwrite"]));
        Assert.Equal("complete", Judge());
        Assert.False(Directory.Exists(Path.Combine(folder, ".resume")));
    }

    // Each file is as before or as it must become; a mixture of both, or less than before, is allowed only where the run can be resumed.
    private string Judge()
    {
        if (!Directory.Exists(folder)) return before.Count == 0 ? "as before" : throw new InvalidOperationException("the folder is gone");
        Dictionary<string, string> now = Hashes(folder);
        bool resumable = File.Exists(Path.Combine(folder, ".resume", "run.json"));
        foreach ((string name, string hash) in now)
        {
            bool known = hash == before.GetValueOrDefault(name)
                || (reference.ContainsKey(name) && (!compared.Contains(name) || hash == reference[name]));
            Assert.True(known, $"{name} is neither as before nor as it must become");
        }

        if (now.Count == before.Count && now.All(f => f.Value == before.GetValueOrDefault(f.Key)))
            return resumable ? "resumable" : "as before";
        if (reference.Keys.All(now.ContainsKey) && Complete()) return "complete";
        Assert.True(resumable, $"a mixture that cannot be resumed: {string.Join(", ", now.Keys)}");
        return "resumable";
    }

    // result.json names the hash of every file beside it.
    private bool Complete() => JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "result.json")))!["files"]!.AsObject()
        .All(f => HashOf(Path.Combine(folder, f.Key)) == (string)f.Value!);

    private static Dictionary<string, string> Hashes(string folder) =>
        Directory.GetFiles(folder).ToDictionary(f => Path.GetFileName(f), HashOf);

    private static string HashOf(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
}
