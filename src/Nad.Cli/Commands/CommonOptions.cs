using System.CommandLine;
using Nad.Cli.Help;
using Nad.Torch;
using Nad.Torch.Trunks;

namespace Nad.Cli.Commands;

/// <summary>Options that several commands share.</summary>
internal sealed class CommonOptions
{
    private const string SlowBFloat16 =
        "--precision bf16 trains slower than fp32 where it was measured: "
        + "182 ms against 109 ms for a step of NAD, 139 ms against 61 ms for one of finetuning "
        + "(WRN-16-1, batch 64, one thread, a processor with AVX-512, bf16 and AMX).";

    public Option<long> Seed { get; } =
        new("--seed") { HelpName = "N", Description = "Seed of all randomness.", DefaultValueFactory = _ => 0 };

    public Option<string?> Threads { get; } = new("--threads")
    {
        HelpName = "N",
        Description = "CPU threads; auto: all (or OMP_NUM_THREADS), or 1 while other work keeps the machine busy. Default: auto."
    };

    public Option<string> Device { get; } =
        new("--device") { HelpName = "NAME", Description = "cpu, cuda or cuda:N.", DefaultValueFactory = _ => "cpu" };

    /// <summary>Of training; measuring is always Float32.</summary>
    public Option<string> Precision { get; } = new("--precision")
    {
        HelpName = "NAME",
        Description =
            "Training in fp32, or in bf16 where the processor multiplies it: less exact, and slower than fp32 where it was measured.",
        DefaultValueFactory = _ => "fp32",
        CompletionSources = { "fp32", "bf16" },
    };

    public Option<string> LogFormat { get; } = new("--log-format")
    {
        HelpName = "NAME",
        Description = "text, or json: each stage and epoch as a line of JSON on standard error, and an error too.",
        DefaultValueFactory = _ => "text",
        CompletionSources = { "text", "json" },
    };

    public Option<bool> Json { get; } = new("--json") { Description = "Print the result as JSON, and nothing else, to standard output." };

    public Option<bool> Quiet { get; } = new("--quiet") { Description = "Print no progress." };

    public void AddTo(Command command, bool seed = true)
    {
        command.AddGroup(
            "Run", seed ? [Seed, Threads, Device, Precision, Json, Quiet, LogFormat] : [Threads, Device, Json, Quiet, LogFormat]);
    }

    /// <summary>Shows where a run is, as it was asked for.</summary>
    /// <exception cref="NadException">No such form.</exception>
    public ProgressView View(ParseResult parsed, TextWriter output, bool quiet = false)
    {
        bool silent = quiet || parsed.GetValue(Json) || parsed.GetValue(Quiet);
        return ProgressView.For(output, silent, LogsJson(parsed) ? parsed.InvocationConfiguration.Error : null);
    }

    /// <summary>Sets the number of threads and finds the device; loads libtorch.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="before">Threads of the run that goes on, for the same bits; null where none does.</param>
    /// <exception cref="NadException">No such device, or a senseless number of threads.</exception>
    public Device Start(ParseResult parsed, int? before = null)
    {
        string? threads = parsed.GetValue(Threads);
        if (threads is null or "auto") TorchRuntime.Threads = before ?? ThreadPolicy.Apply();
        else if (NumberText.TryWhole(threads, out long number, out string problem, 1, 1024)) TorchRuntime.Threads = (int)number;
        else throw new NadException($"--threads {problem} Or write auto: all threads, or 1 if others keep them busy.");
        return Torch.Device.Parse(parsed.GetValue(Device)!);
    }

    /// <summary>Watches the number of threads where it is left to the program; else null.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="view">Is told of a change.</param>
    public ThreadWatch? Watch(ParseResult parsed, ProgressView view) =>
        parsed.GetValue(Threads) is null or "auto" ? new ThreadWatch(ThreadPolicy.Apply, view.Stage) : null;

    /// <summary>The precision that was asked for.</summary>
    /// <exception cref="NadException">An unknown word, or one that this machine cannot compute in.</exception>
    public Precision PrecisionFor(ParseResult parsed, Device device)
    {
        Precision precision = parsed.GetValue(Precision) switch
        {
            "fp32" => Torch.Trunks.Precision.Float32,
            "bf16" => Torch.Trunks.Precision.BFloat16,
            { } word => throw new NadException($"--precision must be fp32 or bf16, but is '{Printable.Of(word)}'."),
            null => throw new NadException("--precision needs a word: fp32 or bf16."),
        };
        if (precision == Torch.Trunks.Precision.BFloat16 && !device.IsCpu)
            throw new NadException($"--precision bf16 is for --device cpu, but the device is {device}. Use --precision fp32.");
        TrunkRuntime.Require(precision);
        if (precision == Torch.Trunks.Precision.BFloat16) Note(parsed, SlowBFloat16);
        return precision;
    }

    private bool LogsJson(ParseResult parsed) => Words.OneOf(LogFormat.Name, parsed.GetValue(LogFormat)!, "text", "json") == "json";

    // Not to standard output, which may have to be JSON.
    private void Note(ParseResult parsed, string text)
    {
        TextWriter errors = parsed.InvocationConfiguration.Error;
        if (LogsJson(parsed)) new JsonView(errors).Stage(text);
        else errors.WriteLine($"nad: note: {text}");
    }
}
