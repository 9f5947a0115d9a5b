using System.CommandLine;
using System.Globalization;
using Nad.Cli.Help;
using Nad.Data;
using Nad.Experiments;
using Nad.Training;

namespace Nad.Cli.Commands;

/// <summary><c>nad reproduce</c>: the paper's tables and figures.</summary>
internal static class ReproduceCommand
{
    public static Command Make(TextWriter output)
    {
        Argument<string[]> words = new("EXPERIMENT")
        {
            Description = $"all, {string.Join(", ", PaperExperiments.All.Select(e => e.Name))}.",
            Arity = ArgumentArity.OneOrMore
        };
        Option<string> data = new("--data")
        {
            HelpName = "SPEC",
            Description = $"Training and test images: {string.Join(", ", DataSpec.KnownForms)}. The paper: CIFAR-10.",
            Required = true
        };
        Option<string?> classes = ClassesOption.Make();
        Option<string?> refool =
            new("--refool-data") { HelpName = "SPEC", Description = "Images for Refool; default: those of --data. The paper: GTSRB." };
        Option<string> folder =
            new("--out") { HelpName = "DIR", Description = "Folder for tables, figures and the page.", Required = true };
        Option<string?> cells = new("--cells")
        {
            HelpName = "DIR",
            Description = "Folder of finished cells, which others may share; default: DIR/cells. "
                + "Finished cells in docs/results/cells are always read."
        };
        Option<string> scale = new("--scale")
        {
            HelpName = "NAME",
            Description = "full: the paper's numbers. quick: every path, few epochs, coarse grids.",
            DefaultValueFactory = _ => "full"
        };
        Option<string?> attacks = new("--attacks")
        {
            HelpName = "LIST",
            Description = "Only these attacks in tables and charts, such as badnets,blend; means are over them. Known: "
                + $"{string.Join(", ", PaperExperiments.Attacks)}."
        };
        Option<string?> fractions = new("--fractions")
        {
            HelpName = "LIST",
            Description = "Clean images of figures 2 and 5, parts of the training set, such as 0.01,0.05,0.2; default: those of the scale."
        };
        Option<string?> betas =
            new("--betas") { HelpName = "LIST", Description = "β of figure 8, such as 0,1000,50000; default: those of the scale." };
        Option<int> seeds =
            new("--seeds") { HelpName = "N", Description = "Number of seeds of the defenses, from 0.", DefaultValueFactory = _ => 1 };
        Option<string?> training = new("--training")
        {
            HelpName = "NAME",
            Description = $"How backdoored models are trained: {string.Join(", ", TrainingPresets.Names)}; default: "
                + "paper-like at full scale, fast at quick."
        };
        Option<bool> noZoo = new("--no-zoo") { Description = "Train backdoored models here even where the zoo has them for this data." };
        GridOptions grid = new();
        CommonOptions common = new();
        Command command = new(
            "reproduce",
            "Make tables and figures of the paper beside ours. Stop it at any time: what is finished stays, and the same command goes on.")
        {
            words, data, classes, refool, folder, cells, scale, attacks, fractions, betas, seeds, training, noZoo,
        };
        grid.AddTo(command, common.Device, common.Quiet);
        command.Example("nad reproduce table1 --data cifar10:DIR --out out/table1", "One table of the paper beside ours.");
        command.Example(
            "nad reproduce all --data synthetic:2000 --scale quick --plan --out out/all", "What would be computed, and how long it takes.");
        command.SetAction(parsed =>
        {
            GridScale size = Words.OneOf("--scale", parsed.GetValue(scale)!, "full", "quick") == "full" ? GridScale.Full : GridScale.Quick;
            if (parsed.GetValue(training) is { } preset)
                size = size with { AttackPreset = Words.OneOf("--training", preset, [.. TrainingPresets.Names]) };
            if (parsed.GetValue(attacks) is { } chosen)
                size = size with
                {
                    Attacks = [.. chosen.Split(',').Select(a => Words.OneOf("--attacks", a.Trim(), [.. PaperExperiments.Attacks]))]
                };
            if (parsed.GetValue(fractions) is { } parts) size = size with { Fractions = Words.Numbers("--fractions", parts, 0.001, 1) };
            if (parsed.GetValue(betas) is { } weights) size = size with { Betas = Words.Numbers("--betas", weights, 0, 1e9) };
            grid.Processes(parsed);
            ReproduceRequest request = new()
            {
                Experiments = parsed.GetValue(words)!,
                Scale = size,
                Seeds = parsed.GetValue(seeds),
                Data = parsed.GetValue(data)!,
                Classes = parsed.GetValue(classes),
                RefoolData = parsed.GetValue(refool),
                Folder = parsed.GetValue(folder)!,
                Cells = parsed.GetValue(cells),
            };
            InputPlace[] read =
            [
                .. InputPlace.OfData(data.Name, request.Data),
                .. InputPlace.OfData(refool.Name, request.RefoolData),
                .. InputPlace.Of(classes.Name, request.Classes)
            ];
            OutputGuard.Check(ReproduceJob.Output(request) with { Inputs = read });
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
            string suffix = parsed.GetValue(training) is { } named and not "paper-like" ? "-" + named : "";
            using ReproduceJob job = new(request, parsed.GetValue(noZoo) ? null : new ZooShelf(new ZooFolder(), suffix), ended.Token);
            prepared?.Folder.Expect(job.Files);
            return grid.Run(parsed, output, job, device, quiet, () =>
            {
                IReadOnlyList<string> files = job.Write(prepared!.Folder, CommandText.Of(parsed), DateTimeOffset.UtcNow);
                GridPlan made = job.Plan();
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Written to {request.Folder}: {string.Join(", ", files)}. "
                        + $"{made.Done} of {made.Cells.Count} cells are finished, in {job.Store.Folder}."));
                return 0;
            }, ended.Token);
        });
        return command;
    }
}
