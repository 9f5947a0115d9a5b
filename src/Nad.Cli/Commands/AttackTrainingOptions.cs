using System.CommandLine;
using Nad.Cli.Help;
using Nad.Data;
using Nad.Experiments;
using Nad.Models;
using Nad.Training;

namespace Nad.Cli.Commands;

/// <summary>Options of the training that every attack shares.</summary>
internal sealed class AttackTrainingOptions
{
    private readonly Option<string> data =
        new("--data") { HelpName = "SPEC", Description = $"Training images: {string.Join(", ", DataSpec.KnownForms)}.", Required = true };
    private readonly Option<string> folder =
        new("--out") { HelpName = "DIR", Description = "Folder for the model, the trigger and the result.", Required = true };
    private readonly Option<string?> test =
        new("--test") { HelpName = "SPEC", Description = "Test images; default: the test split of --data." };
    private readonly Option<string?> classes = ClassesOption.Make();
    private readonly Option<string> preset = new("--preset")
    {
        HelpName = "NAME",
        Description = $"Training: {string.Join(", ", TrainingPresets.Names)}.",
        DefaultValueFactory = _ => "fast"
    };
    private readonly Option<int?> epochs =
        new("--epochs") { HelpName = "N", Description = "Epochs; the schedule is stretched to them. Default: as the preset." };
    private readonly Option<double?> lr = new("--lr") { HelpName = "RATE", Description = "Highest learning rate; default: as the preset." };
    private readonly Option<int?> batch = new("--batch") { HelpName = "N", Description = "Images per step; default: as the preset." };
    private readonly Option<string?> optimizer = new("--optimizer")
    {
        HelpName = "NAME",
        Description = $"{string.Join(", ", TrainingPresets.Optimizers)}; default: as the preset, muon for fast and else sgd."
    };
    private readonly Option<bool> noFlip =
        new("--no-flip") { Description = "Never mirror images, even where the data says that it is safe." };
    private readonly Option<string> arch = new("--arch")
    {
        HelpName = "NAME",
        Description = $"Architecture: wrn-D-K, {string.Join(", ", Architectures.All.Skip(1).SelectMany(a => a.Names))}.",
        DefaultValueFactory = _ => "wrn-16-1"
    };

    private readonly Option<string?> init = new("--init")
    {
        HelpName = "FILE",
        Description = "Start from the weights of a checkpoint, or of zoo:NAME, instead of random ones; the last layer is new where the "
            + "number of classes differs."
    };
    private readonly InputSizeOptions size = new();

    public void AddTo(Command command)
    {
        command.AddGroup("Input and output", data, folder, test, classes);
        size.AddTo(command);
        command.AddGroup("Training", preset, epochs, lr, batch, optimizer, noFlip, arch, init);
    }

    public string Folder(ParseResult parsed) => parsed.GetValue(folder)!;

    /// <exception cref="NadException">A word or a number that does not fit.</exception>
    public AttackRequest Read(ParseResult parsed)
    {
        AttackRequest request = new()
        {
            Data = parsed.GetValue(data)!,
            Test = parsed.GetValue(test),
            Classes = parsed.GetValue(classes),
            Preset = parsed.GetValue(preset)!,
            Epochs = parsed.GetValue(epochs),
            LearningRate = parsed.GetValue(lr),
            BatchSize = parsed.GetValue(batch),
            Optimizer = parsed.GetValue(optimizer),
            NoFlip = parsed.GetValue(noFlip),
            Architecture = parsed.GetValue(arch)!,
            Init = parsed.GetValue(init),
            NamesArchitecture = parsed.GetResult(arch) is { Implicit: false },
            Geometry = size.Read(parsed),
        };
        request.Recipe(flipIsSafe: true);
        Architectures.Check(request.Architecture);
        return request;
    }
}
