using System.CommandLine;
using System.Diagnostics;
using Nad.Audit;
using Nad.Cli.Help;
using Nad.Experiments;
using Nad.Reporting;
using Nad.Torch;

namespace Nad.Cli.Commands;

/// <summary><c>nad erase</c>: the main job.</summary>
internal static class EraseCommand
{
    public static Command Make(TextWriter output)
    {
        Option<string> model = new("--model")
        {
            HelpName = "FILE",
            Description = "Checkpoint of the model that may carry a backdoor, or zoo:NAME.",
            Required = true
        };
        Option<string> clean = new("--clean")
        {
            HelpName = "SPEC",
            Description = $"Clean images: {string.Join(", ", Data.DataSpec.KnownForms)}.",
            Required = true
        };
        Option<string> folder =
            new("--out") { HelpName = "DIR", Description = "Folder for the erased model, the report and the result.", Required = true };
        Option<int?> count = new("--clean-count") { HelpName = "N", Description = "How many images of the training split are used." };
        Option<double?> fraction = new("--clean-fraction")
        {
            HelpName = "F",
            Description = "Which part of the training split is used, such as 0.05; default: all."
        };
        Option<string?> test = new("--test") { HelpName = "SPEC", Description = "Test images; default: the test split of --clean." };
        Option<string?> classes = ClassesOption.Make();
        Option<bool> every = new("--test-every-epoch")
        {
            Description = "Also measure the test images after every epoch, for curves; nothing is chosen by it."
        };
        Option<bool> accept =
            new("--accept-accuracy") { Description = "Erase a model that is at chance on the clean images all the same." };
        Option<bool> audit = new("--audit")
        {
            Description = "Also look for a backdoor before and after, without the trigger, and say what became of what was found "
                + "(docs/methods/audit.md); minutes more."
        };
        Option<bool> quick = new("--audit-quick") { Description = "The same with the search of nad audit --quick." };
        Option<int?> steps = new("--audit-steps")
        {
            HelpName = "N",
            Description = "The same with so many steps of each search; default 200, with --audit-quick 100."
        };
        MethodOptions method = new();
        ModelInputOptions input = new();
        InputSizeOptions size = new();
        TriggerOptions trigger = new();
        RunOptions runs = new();
        EffortOptions effort = new();
        CommonOptions common = new();
        PolicyOption limits = new();

        Command command = new("erase", "Erase a backdoor from a model with a few clean images, and show what changed.");
        command.Example(
            "nad erase --model suspect.pth --clean images:photos --out out/erased",
            "Erase with everything chosen by clean images that are held out.");
        command.Example(
            "nad erase --model suspect.pth --clean cifar10:DIR --clean-count 2500 --method mcr --attack badnets --target 5 --out out/mcr",
            "Another method, and the attack success before and after.");
        command.AddGroup("Input and output", model, clean, folder, count, fraction, test, classes);
        input.AddTo(command);
        size.AddTo(command);
        command.AddGroup("Model", accept);
        method.AddTo(command);
        trigger.AddTo(command);
        command.AddGroup("Measuring", every, audit, quick, steps);
        runs.AddTo(command);
        effort.AddTo(command);
        common.AddTo(command);
        EraseRequest Request(ParseResult parsed) => method.Apply(
            new EraseRequest
            {
                Model = parsed.GetValue(model)!,
                Input = input.Read(parsed) with { Geometry = size.Read(parsed) },
                Clean = parsed.GetValue(clean)!,
                CleanCount = parsed.GetValue(count),
                CleanFraction = parsed.GetValue(fraction),
                Test = parsed.GetValue(test),
                Classes = parsed.GetValue(classes),
                Attack = trigger.Read(parsed),
                TriggerFile = TriggerFile.For(parsed.GetValue(model)!, trigger.Read(parsed), trigger.File(parsed)),
                TriggerPicture = trigger.Picture(parsed),
                AcceptAccuracy = parsed.GetValue(accept),
                TestEveryEpoch = parsed.GetValue(every),
                Audit = parsed.GetValue(audit) || parsed.GetValue(quick) || parsed.GetValue(steps) is not null
                    ? (parsed.GetValue(quick) ? AuditOptions.Quick : AuditOptions.Full).Within(parsed.GetValue(steps), images: null)
                    : null,
                Budget = effort.Budget(parsed),
            },
            parsed);
        limits.AddTo(command);
        command.Checks(parsed => Request(parsed));
        command.SetAction(parsed =>
        {
            Stopwatch clock = Stopwatch.StartNew();
            EraseRequest request = Request(parsed);
            Policy? policy = limits.Read(parsed);
            string target = parsed.GetValue(folder)!;
            EarlierRun earlier = runs.Look(parsed, new OutputPlan
            {
                Path = target,
                Names = OutputNames.Erase(request.Attack is not null || request.TriggerFile is not null),
                Inputs =
                [
                    .. InputPlace.Of(model.Name, request.Model), .. InputPlace.OfData(clean.Name, request.Clean),
                    .. InputPlace.OfData(test.Name, request.Test), .. InputPlace.Of(classes.Name, request.Classes),
                    .. InputPlace.Of("--trigger", request.TriggerFile), .. InputPlace.Of("--teacher", request.TeacherFile),
                    .. limits.Place(parsed),
                ],
            });
            using RunFolder prepared = runs.Open(parsed, target);
            Device device = common.Start(parsed, prepared.Threads);
            bool json = parsed.GetValue(common.Json);

            using Interrupt interrupt = new(() => prepared.Checkpoints.HasBegun, prepared.Dispose);
            using ProgressView view = common.View(parsed, output);
            RunContext run = runs.Context(parsed, common, device, view, prepared, interrupt.Token) with { Images = effort.Memory(parsed) };
            if (earlier.Goes is { } goes) view.Stage(goes);
            EraseJob job = new(request, run, view.Stage, prepared) { Earlier = earlier, Planned = view.Expect };
            return RunOptions.Guard(output, prepared, earlier, json, () =>
            {
                using EraseOutcome outcome = job.Run(clock);
                earlier.CheckAgain();
                EraseResult result = ResultFolder.Write(outcome, prepared, CommandText.Invocation(parsed));
                string[] written = [.. result.Files.Keys, "result.json", Attestation.FileName, Manifest.FileName];
                earlier.Replace(written);
                prepared.Complete();
                view.Dispose();
                if (json) output.WriteLine(StoredJson.Text(result, ResultJson.Default.EraseResult));
                else Print(output, outcome, target, parsed.GetValue(common.Quiet), written);
                return PolicyOption.Decide(
                    json ? null : output, policy, outcome.IsNegative ? ExitCode.Negative : ExitCode.Done, p => p.Check(result));
            },
            () => job.Cost,
            (why, files) => job.Failure?.Invoke(why, CommandText.Of(parsed), files));
        });
        return command;
    }

    private static void Print(TextWriter output, EraseOutcome outcome, string folder, bool quiet, string[] files)
    {
        if (outcome.ScoreColumns.Count > 0) output.Write(ScoreText.Table(outcome.ScoreColumns));
        foreach (string line in outcome.TriggerLines) output.WriteLine(line);
        output.WriteLine();
        output.WriteLine(outcome.Sentence);
        if (outcome.Audit is { } audit) output.WriteLine(audit.Verdict.Sentence);
        foreach (string chosen in outcome.Result.Selections.Select(s => s.Reason)) output.WriteLine(chosen);
        foreach (string warning in (quiet ? outcome.Remarks : []).Concat(outcome.Doubts).Concat(outcome.Result.Warnings))
            output.WriteLine($"Note: {warning}");
        output.WriteLine(
            $"Written to {folder}: {string.Join(", ", files)} "
            + $"({outcome.Seconds.Total.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture)} s).");
    }
}
