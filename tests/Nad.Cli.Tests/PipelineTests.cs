using System.Diagnostics;
using System.Text;
using Nad.TestSupport;

namespace Nad.Cli.Tests;

/// <summary>samples/pipeline.sh, as a pipeline would run it, on generated signs.</summary>
[Slow]
public sealed class PipelineTests : IDisposable
{
    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    // A model of the zoo knows no signs, but its backdoor works on them. What it is searched with is too little to find much: the limits
    // are what is tested.
    [Fact]
    public void A_model_that_was_not_erased_fails_and_limits_that_allow_all_pass()
    {
        // A rate of almost nothing erases nothing.
        (int code, string output) =
            Gate("zoo:badnets", "erase-nothing", """{ "format": 1, "max_attack_success": 0.2 }""", "--lr 1e-9 --attack badnets --target 0");
        Assert.True(code == 1, output);
        Assert.Contains("Policy: max_attack_success 0.2: BROKEN", output, StringComparison.Ordinal);
        Assert.Contains("pipeline: relapse ended with", output, StringComparison.Ordinal);

        (code, output) = Gate("zoo:badnets", "allow-all", """{ "format": 1, "max_recovered_success": 1, "max_accuracy_lost": 1, "min_relapse_dose": 1 }""", "");
        Assert.True(code == 0, output);
        foreach (string file in (string[])[
            "inspect.sarif", "audit.sarif", "audit/audit.json", "erased/attestation.json", "after/audit.html", "relapse/report.html",
            "verify.txt"
        ])
        {
            Assert.True(File.Exists(Path.Combine(temp.File("allow-all"), file)), file);
        }
    }

    [Fact]
    public void A_file_that_asks_for_a_call_goes_no_further()
    {
        string path = temp.File("bad.pth");
        File.WriteAllBytes(path, [0x80, 2, .. Encoding.ASCII.GetBytes("cos\nsystem\n(X\u0004\0\0\0true"), (byte)'t', (byte)'R', (byte)'.']);
        (int code, string output) = Gate(path, "out", """{ "format": 1, "max_accuracy_lost": 1 }""", "");
        Assert.True(code == 2, output);
        Assert.False(Directory.Exists(Path.Combine(temp.File("out"), "audit")));
    }

    private (int Code, string Output) Gate(string model, string name, string policy, string erase)
    {
        string limits = temp.File($"{name}.json");
        File.WriteAllText(limits, policy);
        ProcessStartInfo start = new("/bin/bash") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string word in (string[])
            [
                Path.Combine(TestData.Repository, "samples", "pipeline.sh"), model, "synthetic:600", limits, temp.File(name), "--",
                "--detector", "universal-patch", "--images", "40", "--steps", "10", "--threads", "1", "--", "--try", "retune",
                "--clean-count", "60", "--images", "100", "--doses", "1,5", "--retune-epochs", "1", "--threads", "1",
            ])
        {
            start.ArgumentList.Add(word);
        }

        start.Environment["NAD"] = $"dotnet exec {Path.Combine(AppContext.BaseDirectory, "Nad.Cli.dll")}";
        start.Environment["ERASE"] = $"--method finetune --epochs 1 --collapse-limit 100 --accept-accuracy --threads 1 {erase}";
        start.Environment["OMP_NUM_THREADS"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        return (process.ExitCode, output.Result + errors.Result);
    }
}
