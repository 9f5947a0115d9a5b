using System.CommandLine;
using Nad.Cli.Help;
using Nad.Data;
using Nad.Experiments;
using Nad.Files.Imaging;

namespace Nad.Cli.Commands;

/// <summary><c>nad triggers</c>: one picture of all attacks.</summary>
internal static class TriggersCommand
{
    public static Command Make(TextWriter output)
    {
        Option<string> data = new("--data")
        {
            HelpName = "SPEC",
            Description = $"Training images: {string.Join(", ", DataSpec.KnownForms)}.",
            Required = true
        };
        Option<string> file = new("--out") { HelpName = "FILE", Description = "PNG file to write.", Required = true };
        Option<string?> source = new("--source-model")
        {
            HelpName = "FILE",
            Description = "Clean model for Trojan and CL; default: one is trained for 3 epochs."
        };
        Option<int> target = new("--target")
        {
            HelpName = "N",
            Description = "Label of the images shown, and target of the attacks.",
            DefaultValueFactory = _ => 0
        };
        Option<long> seed = new("--seed") { HelpName = "N", Description = "Seed of all randomness.", DefaultValueFactory = _ => 0 };
        Option<string?> classes = ClassesOption.Make();
        OverwriteOption overwrite = new();
        CommonOptions common = new();
        Command command = new("triggers", "Draw what each attack does to the same images, side by side.")
        {
            data, classes, file, source, target, seed, overwrite.Option, common.Threads, common.Device, common.Quiet
        };
        command.Example("nad triggers --data cifar10:DIR --out triggers.png", "All attacks on the same images.");
        command.Example(
            "nad triggers --data images:photos --source-model clean.pth --target 3 --out triggers.png",
            "With a clean model of your own for Trojan and CL.");
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(file)!;
            OutputGuard.Check(new OutputPlan
            {
                Path = path,
                IsFile = true,
                Inputs =
                [
                    .. InputPlace.OfData(data.Name, parsed.GetValue(data)),
                    .. InputPlace.Of(source.Name, parsed.GetValue(source)),
                    .. InputPlace.Of(classes.Name, parsed.GetValue(classes))
                ],
                Former = FormerPicture.At,
                Overwrite = overwrite.Read(parsed),
            });
            Torch.Device device = common.Start(parsed);
            using Interrupt interrupt = new();
            using ProgressView view = ProgressView.For(output, silent: parsed.GetValue(common.Quiet));
            RunContext run = new() { Seed = parsed.GetValue(seed), Device = device, Progress = view, Cancellation = interrupt.Token };
            byte[] picture = new TriggerGallery(run, view.Stage).Draw(
                parsed.GetValue(data)!, parsed.GetValue(source), parsed.GetValue(target), parsed.GetValue(classes));
            AtomicFile.Write(path, stream => stream.Write(PngSignature.Signed(picture)));
            view.Dispose();
            output.WriteLine($"Written to {path}. Columns: {string.Join(", ", TriggerGallery.Columns)}.");
            return 0;
        });
        return command;
    }
}
