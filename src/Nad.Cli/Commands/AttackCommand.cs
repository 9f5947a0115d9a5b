using System.CommandLine;
using Nad.Experiments;
using Nad.Reporting;
using Nad.Torch;

namespace Nad.Cli.Commands;

/// <summary><c>nad attack NAME</c>: poison a training set, train the backdoored model, measure it. One sub-command for each attack.</summary>
internal static class AttackCommand
{
    /// <summary>One line for each attack; nothing else has to change to add one.</summary>
    internal static IReadOnlyList<IAttackArguments> Attacks =>
    [
        new BadNetsArguments(),
        new TrojanArguments(),
        new BlendArguments(),
        new CleanLabelArguments(),
        new SigArguments(),
        new RefoolArguments(),
        new CustomArguments(),
        new NoAttackArguments(),
    ];

    public static Command Make(TextWriter output)
    {
        Command command = new("attack", "Poison a training set, train the backdoored model, report ACC and ASR.");
        foreach (IAttackArguments attack in Attacks) command.Add(Make(attack, output));
        return command;
    }

    private static Command Make(IAttackArguments attack, TextWriter output)
    {
        AttackTrainingOptions training = new();
        RunOptions runs = new();
        CommonOptions common = new();
        Command command = new(attack.Name, attack.Description);
        training.AddTo(command);
        attack.AddTo(command);
        runs.AddTo(command);
        common.AddTo(command);
        command.SetAction(parsed =>
        {
            AttackRequest request = attack.Apply(training.Read(parsed), parsed);
            string target = training.Folder(parsed);
            EarlierRun earlier = runs.Look(parsed, new OutputPlan
            {
                Path = target,
                Names = OutputNames.Attack,
                Inputs =
                [
                    .. InputPlace.OfData("--data", request.Data), .. InputPlace.OfData("--test", request.Test), .. InputPlace.OfData("--reflections", request.Reflections),
                    .. InputPlace.Of("--classes", request.Classes),
                    .. InputPlace.Of("--source-model", request.SourceModel), .. InputPlace.Of("--trigger", request.Picture),
                ],
            });
            using RunFolder prepared = runs.Open(parsed, target);
            Device device = common.Start(parsed);
            bool json = parsed.GetValue(common.Json);
            using Interrupt interrupt = new(() => prepared.Checkpoints.HasBegun, prepared.Dispose);
            using ProgressView view = ProgressView.For(output, silent: json || parsed.GetValue(common.Quiet));
            prepared.Checkpoints.Resumed = view.Stage;
            RunContext run = new()
            {
                Seed = parsed.GetValue(common.Seed),
                Device = device,
                Precision = common.PrecisionFor(parsed, device),
                Progress = view,
                Cancellation = interrupt.Token,
                Checkpoints = prepared.Checkpoints,
                IsDry = runs.IsDry(parsed),
            };
            if (earlier.Goes is { } goes) view.Stage(goes);
            AttackJob job = new(request, run, view.Stage, prepared) { Earlier = earlier };
            return RunOptions.Guard(output, prepared, earlier, json, () =>
            {
                using AttackOutcome outcome = job.Run();
                earlier.CheckAgain();
                AttackResult result = AttackFolder.Write(outcome, prepared, CommandText.Invocation(parsed));
                string[] written = [.. result.Files.Keys, "result.json", Manifest.FileName];
                earlier.Replace(written);
                prepared.Complete();
                view.Dispose();
                if (json) output.WriteLine(StoredJson.Text(result, ResultJson.Default.AttackResult));
                else Print(output, outcome, target, parsed.GetValue(common.Quiet), written);
                return ExitCode.Done;
            },
            (why, files) => job.Failure?.Invoke(why, CommandText.Of(parsed), files));
        });
        return command;
    }

    private static void Print(TextWriter output, AttackOutcome outcome, string folder, bool quiet, string[] files)
    {
        output.Write(ScoreText.Table(outcome.ScoreColumns));
        foreach (string line in outcome.TriggerLines) output.WriteLine(line);
        output.WriteLine();
        foreach (string remark in quiet ? outcome.Remarks : []) output.WriteLine($"Note: {remark}");
        output.WriteLine($"Written to {folder}: {string.Join(", ", files)} ({outcome.Seconds.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture)} s).");
    }
}
