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
        Option<string?> classes = ClassesOption.Make();
        ModelInputOptions input = new();
        TriggerOptions trigger = new();
        CommonOptions common = new();
        Command command = new("eval", "Measure the accuracy of a model, and attack success where a trigger is named.") { model, data, classes };
        input.AddTo(command);
        trigger.AddTo(command);
        common.AddTo(command, seed: false);
        command.SetAction(parsed =>
        {
            BadNetsOptions? attack = trigger.Read(parsed);
            Device device = common.Start(parsed);
            using Interrupt interrupt = new();
            using ProgressView view = ProgressView.For(output, silent: parsed.GetValue(common.Json) || parsed.GetValue(common.Quiet));
            view.Stage("loading model and images");
            using EvalJob job = EvalJob.Load(parsed.GetValue(model)!, parsed.GetValue(data)!, attack, TriggerFile.For(parsed.GetValue(model)!, attack, trigger.File(parsed)), trigger.Picture(parsed), device, interrupt.Token, input.Read(parsed), parsed.GetValue(classes));
            view.Stage(job.Classes);
            foreach (string remark in job.Remarks) view.Stage(remark);
            view.Stage($"measuring on {job.Images.Count} images");
            Score score = job.Measure(interrupt.Token);
            ModelFit fit = job.Fit(score, interrupt.Token);
            view.Dispose();
            if (parsed.GetValue(common.Json))
            {
                output.WriteLine(StoredJson.Text(job.ToResult(score, fit), ResultJson.Default.EvalResult));
                return 0;
            }

            ScoreColumn column = new(Path.GetFileName(job.Model.Path), score);
            output.Write(ScoreText.Table([column]));
            foreach (string line in job.TriggerLines(column)) output.WriteLine(line);
            foreach (string doubt in job.Doubts(fit)) output.WriteLine($"Note: {doubt}");
            foreach (string remark in parsed.GetValue(common.Quiet) ? job.Remarks : []) output.WriteLine($"Note: {remark}");
            foreach (string note in job.Notes) output.WriteLine(note);
            return 0;
        });
        return command;
    }
}
