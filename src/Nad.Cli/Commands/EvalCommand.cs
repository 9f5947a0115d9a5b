using System.CommandLine;
using Nad.Attacks;
using Nad.Data;
using Nad.Evaluation;
using Nad.Experiments;
using Nad.Reporting;
using Nad.Torch;

namespace Nad.Cli.Commands;

/// <summary><c>nad eval</c>: measure a model.</summary>
internal static class EvalCommand
{
    public static Command Make(TextWriter output)
    {
        Option<string> model = new("--model") { HelpName = "FILE", Description = "Checkpoint, or zoo:NAME.", Required = true };
        Option<string> data = new("--data") { HelpName = "SPEC", Description = $"Images; the test split where there is one: {string.Join(", ", DataSpec.KnownForms)}.", Required = true };
        TriggerOptions trigger = new();
        CommonOptions common = new();
        Command command = new("eval", "Measure the accuracy of a model, and attack success where a trigger is named.") { model, data };
        trigger.AddTo(command);
        common.AddTo(command, seed: false);
        command.SetAction(parsed =>
        {
            BadNetsOptions? attack = trigger.Read(parsed);
            Device device = common.Start(parsed);
            using Interrupt interrupt = new();
            using ProgressView view = ProgressView.For(output, silent: parsed.GetValue(common.Json) || parsed.GetValue(common.Quiet));
            view.Stage("loading model and images");
            using EvalJob job = EvalJob.Load(parsed.GetValue(model)!, parsed.GetValue(data)!, attack, TriggerFile.For(parsed.GetValue(model)!, attack, trigger.File(parsed)), device, interrupt.Token);
            foreach (string remark in job.Remarks) view.Stage(remark);
            view.Stage($"measuring on {job.Images.Count} images");
            Score score = job.Measure(interrupt.Token);
            view.Dispose();
            if (parsed.GetValue(common.Json)) output.WriteLine(StoredJson.Text(job.ToResult(score), ResultJson.Default.EvalResult));
            else output.Write(ScoreText.Table([new ScoreColumn(Path.GetFileName(job.Model.Path), score)]));
            return 0;
        });
        return command;
    }
}
