using System.CommandLine;
using System.Globalization;
using Nad.Audit;
using Nad.Cli.Help;
using Nad.Data;
using Nad.Experiments;

namespace Nad.Cli.Commands;

/// <summary><c>nad calibrate train</c>: reference models from nothing.</summary>
internal static class CalibrateTrainCommand
{
    public static Command Make(TextWriter output)
    {
        ReferenceRequest usual = new() { Data = "", Folder = "" };
        Option<string> data = new("--data")
        {
            HelpName = "SPEC",
            Description = $"Training and test images: {string.Join(", ", DataSpec.KnownForms)}.",
            Required = true
        };
        Option<string> folder =
            new("--out") { HelpName = "DIR", Description = "Folder for scores, tables and the calibration.", Required = true };
        Option<string?> cells =
            new("--cells") { HelpName = "DIR", Description = "Folder of finished cells, which others may share; default: DIR/cells." };
        Option<string> architecture =
            new("--arch") { HelpName = "NAME", Description = "Architecture of the models.", DefaultValueFactory = _ => usual.Architecture };
        Option<int> clean = new("--clean-models")
        {
            HelpName = "N",
            Description = "Clean models; 39 are the fewest for a p of 0.025.",
            DefaultValueFactory = _ => usual.Clean
        };
        Option<int> attacked = new("--attacked-models")
        {
            HelpName = "N",
            Description = $"Attacked models, in turn by {string.Join(", ", ReferenceFamily.Attacks.Select(a => a.Name))}.",
            DefaultValueFactory = _ => usual.Attacked
        };
        Option<int> epochs =
            new("--epochs") { HelpName = "N", Description = "Epochs of the shortest recipe.", DefaultValueFactory = _ => usual.Epochs };
        Option<bool> full = new("--full") { Description = "Audit as nad audit does without --quick." };
        Option<int?> steps = new("--steps")
        {
            HelpName = "N",
            Description =
                "Steps of each search of an audit; default as nad audit. The calibration is then for audits with the same options."
        };
        Option<int?> images = new("--images") { HelpName = "N", Description = "Clean images of an audit; default as nad audit, likewise." };
        GridOptions grid = new();
        CommonOptions common = new();
        Command command = new(
            "train",
            "Train reference models, clean and attacked, audit each, and gather the audits. Stop it at any time: "
                + "what is finished stays, and the same command goes on.")
        {
            data, folder, cells, architecture, clean, attacked, epochs, full, steps, images,
        };
        grid.AddTo(command, common.Device, common.Quiet);
        command.Example("nad calibrate train --data synthetic:2000 --out out/family", "A family of WRN-16-1 on generated images.");
        command.SetAction(parsed =>
        {
            ReferenceRequest request = new()
            {
                Data = parsed.GetValue(data)!,
                Folder = parsed.GetValue(folder)!,
                Cells = parsed.GetValue(cells),
                Architecture = parsed.GetValue(architecture)!,
                Clean = parsed.GetValue(clean),
                Attacked = parsed.GetValue(attacked),
                Epochs = parsed.GetValue(epochs),
                Options = (parsed.GetValue(full) ? AuditOptions.Full : AuditOptions.Quick).Within(
                    parsed.GetValue(steps), parsed.GetValue(images)),
            };
            request.Validate();
            grid.Processes(parsed);
            InputPlace[] read = [.. InputPlace.OfData(data.Name, request.Data)];
            OutputGuard.Check(new OutputPlan
            {
                Path = request.Folder,
                Names = ReferenceFolder.All,
                Inputs = read,
                Former = place => FormerResult.Marked(place, ReferenceFolder.Mark),
                Overwrite = true,
            });
            if (request.Cells is { } kept) OutputGuard.Check(new OutputPlan { Option = cells.Name, Path = kept, Inputs = read });
            // A plan changes nothing on the disk.
            using PreparedFolder? prepared = grid.IsPlan(parsed) ? null : new(request.Folder);
            Torch.TorchRuntime.Threads = grid.Threads(parsed);
            Torch.Device device = Torch.Device.Parse(parsed.GetValue(common.Device)!);
            using Interrupt interrupt = new();
            using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(interrupt.Token);
            bool quiet = grid.IsWorker(parsed) || parsed.GetValue(common.Quiet);
            grid.EndWithInput(parsed, ended.Cancel);
            if (!quiet) output.WriteLine("loading images");
            using ReferenceJob job = new(request, ended.Token);
            prepared?.Folder.Expect(ReferenceFolder.All);
            return grid.Run(parsed, output, job, device, quiet, () =>
            {
                Calibration calibration = ReferenceFolder.Write(job, prepared!.Folder, CommandText.Of(parsed));
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Written to {request.Folder}: {string.Join(", ", ReferenceFolder.All)}; {calibration.Clean} clean and "
                        + $"{calibration.Models.Count - calibration.Clean} attacked models ({Printable.Of(calibration.Name)})."));
                return ExitCode.Done;
            }, ended.Token);
        });
        return command;
    }
}
