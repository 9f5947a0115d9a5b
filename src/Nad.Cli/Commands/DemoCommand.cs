using System.CommandLine;
using System.Globalization;
using Nad.Cli.Help;
using Nad.Experiments;
using Nad.Reporting;
using Nad.Torch;

namespace Nad.Cli.Commands;

/// <summary><c>nad demo</c>: the whole story on generated images, in a few minutes.</summary>
internal static class DemoCommand
{
    public static Command Make(TextWriter output)
    {
        Option<string> folder = new("--out")
        {
            HelpName = "DIR",
            Description = "Folder for models, report and result.",
            DefaultValueFactory = _ => Path.Combine("out", "demo")
        };
        OverwriteOption overwrite = new();
        CommonOptions common = new();
        Command command = new("demo", "Backdoor a model on generated images, erase it by finetuning and by NAD, and compare.")
        {
            folder, overwrite.Option
        };
        command.Example("nad demo", "Everything on generated images.");
        command.Example("nad demo --seed 1 --out out/demo1", "With other images and weights.");
        common.AddTo(command);
        command.SetAction(parsed =>
        {
            string target = parsed.GetValue(folder)!;
            FormerResult? former = OutputGuard.Check(new OutputPlan
            {
                Path = target,
                Names = DemoFolder.Files,
                Former = FormerResult.OfRun,
                Overwrite = overwrite.Read(parsed)
            });
            using PreparedFolder prepared = new(target, DemoFolder.Files);
            Device device = common.Start(parsed);
            bool json = parsed.GetValue(common.Json);
            using Interrupt interrupt = new(leave: prepared.Dispose);
            using ProgressView view = common.View(parsed, output);
            RunContext run = new()
            {
                Seed = parsed.GetValue(common.Seed),
                Device = device,
                Precision = common.PrecisionFor(parsed, device),
                Progress = view,
                Cancellation = interrupt.Token,
                Threads = common.Watch(parsed, view)
            };
            using DemoOutcome outcome = new DemoJob(new DemoOptions(), run, view.Stage) { Planned = view.Expect }.Run();
            DemoResult result = DemoFolder.Write(outcome, prepared.Folder, CommandText.Of(parsed), DateTimeOffset.UtcNow, former);
            view.Dispose();
            if (json)
            {
                output.WriteLine(StoredJson.Text(result, ResultJson.Default.DemoResult));
                return outcome.Judgement.IsNegative ? ExitCode.Negative : ExitCode.Done;
            }

            output.WriteLine();
            output.Write(ScoreText.Table(outcome.ScoreColumns));
            foreach (string line in outcome.TriggerLines) output.WriteLine(line);
            output.WriteLine();
            output.WriteLine($"{outcome.Sentence} ({outcome.Seconds.Values.Sum().ToString("0", CultureInfo.InvariantCulture)} s)");
            output.WriteLine($"Open {Path.Combine(target, "report.html")} in a browser.");
            return outcome.Judgement.IsNegative ? ExitCode.Negative : ExitCode.Done;
        });
        return command;
    }
}
