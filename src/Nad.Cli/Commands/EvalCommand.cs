using System.CommandLine;
using System.Text;
using Nad.Attacks;
using Nad.Cli.Help;
using Nad.Cli.Sarif;
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
        Option<string> data = new("--data")
        {
            HelpName = "SPEC",
            Description = $"Images; the test split where there is one: {string.Join(", ", DataSpec.KnownForms)}.",
            Required = true
        };
        Option<string?> classes = ClassesOption.Make();
        Option<string?> predictions = new("--predictions")
        {
            HelpName = "FILE",
            Description = "Also write a line for each image as CSV: "
                + $"its file, label, answer, and the {PredictionFile.Classes} likeliest classes with their probabilities.",
        };
        OverwriteOption overwrite =
            new("Replace a file of predictions that nad wrote, which it knows by the first line. Other files are never replaced.");
        ModelInputOptions input = new();
        InputSizeOptions size = new();
        TriggerOptions trigger = new();
        Option<string?> memory = EffortOptions.MakeMemory();
        CommonOptions common = new();
        FormatOption format = new(FormatOption.Json, FormatOption.Sarif);
        Command command =
            new("eval", "Measure the accuracy of a model, and attack success where a trigger is named.") { model, data, classes };
        command.Example("nad eval --model model.pth --data cifar10:DIR", "Accuracy on the test split.");
        command.Example(
            "nad eval --model model.pth --data images:photos --trigger mark.png --target 3",
            "Also the success of a trigger that is a picture.");
        input.AddTo(command);
        size.AddTo(command);
        trigger.AddTo(command);
        command.Add(predictions);
        command.Add(overwrite.Option);
        command.AddGroup("Run", memory);
        common.AddTo(command, seed: false);
        format.AddTo(command);
        command.Checks(parsed =>
        {
            trigger.Read(parsed);
            trigger.Picture(parsed);
            input.Read(parsed);
            size.Read(parsed);
        });
        command.SetAction(parsed =>
        {
            BadNetsOptions? attack = trigger.Read(parsed);
            string form = format.Read(parsed, parsed.GetValue(common.Json));
            string? table = parsed.GetValue(predictions);
            if (table is null && overwrite.Read(parsed))
                throw new NadException("--overwrite needs --predictions FILE: nothing else is written.");
            if (table is not null)
            {
                OutputGuard.Check(new OutputPlan
                {
                    Option = predictions.Name,
                    Path = table,
                    IsFile = true,
                    Inputs =
                    [
                        .. InputPlace.Of(model.Name, parsed.GetValue(model)), .. InputPlace.OfData(data.Name, parsed.GetValue(data)),
                        .. InputPlace.Of("--trigger", trigger.File(parsed)), .. InputPlace.Of(classes.Name, parsed.GetValue(classes)),
                    ],
                    Former = PredictionFile.At,
                    Overwrite = overwrite.Read(parsed),
                });
            }

            Device device = common.Start(parsed);
            using Interrupt interrupt = new();
            using ProgressView view = common.View(parsed, output, quiet: form != FormatOption.Text);
            view.Stage("loading model and images");
            using EvalJob job = EvalJob.Load(
                parsed.GetValue(model)!, parsed.GetValue(data)!, attack,
                TriggerFile.For(parsed.GetValue(model)!, attack, trigger.File(parsed)), trigger.Picture(parsed), device, interrupt.Token,
                input.Read(parsed) with { Geometry = size.Read(parsed) }, parsed.GetValue(classes), EffortOptions.Memory(parsed, memory));
            view.Stage(job.Classes);
            foreach (string remark in job.Remarks) view.Stage(remark);
            view.Stage($"measuring on {job.Images.Count} images");
            Score score = job.Measure(interrupt.Token);
            ModelFit fit = job.Fit(score, interrupt.Token);
            if (table is not null)
                AtomicFile.Write(table, stream => stream.Write(Encoding.UTF8.GetBytes(job.Predictions(score, interrupt.Token))));
            view.Dispose();
            if (form == FormatOption.Sarif)
            {
                output.WriteLine(EvalSarif.Text(job, score, fit, CommandText.Of(parsed)));
                return 0;
            }

            if (form == FormatOption.Json)
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
            if (table is not null)
                output.WriteLine($"Written to {Printable.Of(table)}: what the model answers to each of the {job.Images.Count} images.");
            return 0;
        });
        return command;
    }
}
