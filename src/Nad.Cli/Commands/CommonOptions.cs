using System.CommandLine;
using Nad.Torch;
using Nad.Torch.Trunks;

namespace Nad.Cli.Commands;

/// <summary>Options that several commands share.</summary>
internal sealed class CommonOptions
{
    public Option<long> Seed { get; } = new("--seed") { HelpName = "N", Description = "Seed of all randomness.", DefaultValueFactory = _ => 0 };

    public Option<string?> Threads { get; } = new("--threads") { HelpName = "N", Description = "Threads of the processor; auto: all, or 1 where others keep them busy. Default: all." };

    public Option<string> Device { get; } = new("--device") { HelpName = "NAME", Description = "cpu, cuda or cuda:N.", DefaultValueFactory = _ => "cpu" };

    /// <summary>Of training; measuring is always Float32.</summary>
    public Option<string> Precision { get; } = new("--precision")
    {
        HelpName = "NAME",
        Description = "Training in fp32, or in bf16 where the processor multiplies it (gradients less exact, and slower than fp32 where it was measured).",
        DefaultValueFactory = _ => "fp32",
    };

    public Option<bool> Json { get; } = new("--json") { Description = "Print the result as JSON, and nothing else, to standard output." };

    public Option<bool> Quiet { get; } = new("--quiet") { Description = "Print no progress." };

    public void AddTo(Command command, bool seed = true)
    {
        if (seed) command.Add(Seed);
        command.Add(Threads);
        command.Add(Device);
        if (seed) command.Add(Precision);
        command.Add(Json);
        command.Add(Quiet);
    }

    /// <summary>Sets the number of threads and finds the device; loads libtorch.</summary>
    /// <exception cref="NadException">No such device, or a senseless number of threads.</exception>
    public Device Start(ParseResult parsed)
    {
        string? threads = parsed.GetValue(Threads);
        if (threads == "auto") ThreadPolicy.Apply();
        else if (threads is null) TorchRuntime.Threads = Environment.ProcessorCount;
        else if (NumberText.TryWhole(threads, out long number, out string problem, 1, 1024)) TorchRuntime.Threads = (int)number;
        else throw new NadException($"--threads {problem} Or write auto: all threads, or 1 if others keep them busy.");
        return Torch.Device.Parse(parsed.GetValue(Device)!);
    }

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
        if (precision == Torch.Trunks.Precision.BFloat16 && !device.IsCpu) throw new NadException($"--precision bf16 is for --device cpu, but the device is {device}. Use --precision fp32.");
        TrunkRuntime.Require(precision);
        return precision;
    }
}
