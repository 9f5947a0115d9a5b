using System.CommandLine;
using Nad.Torch;

namespace Nad.Cli.Commands;

/// <summary>Options that several commands share.</summary>
internal sealed class CommonOptions
{
    public Option<long> Seed { get; } = new("--seed") { HelpName = "N", Description = "Seed of all randomness.", DefaultValueFactory = _ => 0 };

    public Option<int?> Threads { get; } = new("--threads") { HelpName = "N", Description = "Threads of the processor; default: all." };

    public Option<string> Device { get; } = new("--device") { HelpName = "NAME", Description = "cpu, cuda or cuda:N.", DefaultValueFactory = _ => "cpu" };

    public Option<bool> Json { get; } = new("--json") { Description = "Print the result as JSON, and nothing else, to standard output." };

    public Option<bool> Quiet { get; } = new("--quiet") { Description = "Print no progress." };

    public void AddTo(Command command, bool seed = true)
    {
        if (seed) command.Add(Seed);
        command.Add(Threads);
        command.Add(Device);
        command.Add(Json);
        command.Add(Quiet);
    }

    /// <summary>Sets the number of threads and finds the device; loads libtorch.</summary>
    /// <exception cref="NadException">No such device, or a senseless number of threads.</exception>
    public Device Start(ParseResult parsed)
    {
        int? threads = parsed.GetValue(Threads);
        if (threads is < 1 or > 1024) throw new NadException($"--threads must be 1 to 1024, but is {threads}.");
        TorchRuntime.Threads = threads ?? Environment.ProcessorCount;
        return Torch.Device.Parse(parsed.GetValue(Device)!);
    }
}
