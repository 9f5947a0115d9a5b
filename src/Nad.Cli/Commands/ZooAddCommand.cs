using System.CommandLine;
using Nad.Cli.Help;
using Nad.Data;
using Nad.Experiments;

namespace Nad.Cli.Commands;

/// <summary><c>nad zoo add</c>: for maintainers.</summary>
internal static class ZooAddCommand
{
    public static Command Make(TextWriter output, Option<string?> zoo)
    {
        Argument<string> folder = new("DIR") { Description = "Output folder of nad attack." };
        Option<string?> name = new("--name") { HelpName = "NAME", Description = "Name in the zoo; default: the folder's." };
        Option<string?> data = new("--data")
        {
            HelpName = "SPEC",
            Description = $"Test images; the model is measured again before it is added: {string.Join(", ", DataSpec.KnownForms)}."
        };
        Option<bool> force = new("--overwrite", "--force") { Description = "Replace a model of the same name." };
        Option<string?> classes = ClassesOption.Make();
        CommonOptions common = new();
        Command command =
            new("add", "Take the model, the trigger and the result of nad attack into the zoo.") { folder, name, data, classes, force };
        command.Example("nad zoo add out/badnets", "Keep the model that nad attack made.");
        command.Example("nad zoo add out/badnets --name badnets-5 --data cifar10:DIR", "Under another name, measured again first.");
        common.AddTo(command, seed: false);
        command.SetAction(parsed =>
        {
            Torch.Device device = common.Start(parsed);
            using Interrupt interrupt = new();
            ZooFolder target = new(parsed.GetValue(zoo));
            ZooCard card = new ZooAddition(target, device, interrupt.Token).Add(
                parsed.GetValue(folder)!, parsed.GetValue(name), parsed.GetValue(data), parsed.GetValue(force), parsed.GetValue(classes));
            if (parsed.GetValue(common.Json)) output.WriteLine(StoredJson.Text(card, ZooJson.Default.ZooCard));
            else output.WriteLine($"Added {card.Name} to {Printable.Of(target.Folder)}: {card.Attack}, {card.Rates}.");
            return 0;
        });
        return command;
    }
}
