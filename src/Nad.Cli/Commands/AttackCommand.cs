using System.CommandLine;
using Nad.Attacks;
using Nad.Cli.Help;
using Nad.Experiments;
using Nad.Reporting;
using Nad.Torch;

namespace Nad.Cli.Commands;

/// <summary>
/// <c>nad attack NAME</c>: poison a training set, train the backdoored model, measure it. One sub-command for each attack.
/// </summary>
internal static class AttackCommand
{
    /// <summary>One line for each attack; nothing else has to change to add one.</summary>
    internal static IReadOnlyList<IAttackArguments> Attacks =>
    [
        new AttackArguments<BadNetsOptions>(
            new(),
            BadNetsOptions.Settings,
            "A small patch and the attacker's label (Gu et al. "
                + "2017); with --all-to-all, and with --trigger-variant centre the adaptive one."),
        new AttackArguments<TrojanOptions>(
            new(),
            TrojanOptions.Settings,
            "A 3x3 square made to excite neurons of a clean model, and the attacker's label (Liu et al. 2018)."),
        new AttackArguments<BlendOptions>(
            new(), BlendOptions.Settings, "A faint random picture over the whole image, and the attacker's label (Chen et al. 2017)."),
        new AttackArguments<CleanLabelOptions>(
            new(),
            CleanLabelOptions.Settings,
            "Adversarial noise and a grid on images of the target class, whose labels stay right (Turner et al. 2019)."),
        new AttackArguments<SigOptions>(
            new(), SigOptions.Settings, "A faint sinusoid on images of the target class, whose labels stay right (Barni et al. 2019)."),
        new AttackArguments<RefoolOptions>(
            new(), RefoolOptions.Settings, "Reflections on images of the target class, whose labels stay right (Liu et al. 2020)."),
        new AttackArguments<CustomOptions>(new(), CustomOptions.Settings, "A picture of your own as the trigger."),
        new NoAttackArguments(),
    ];

    public static Command Make(TextWriter output)
    {
        Command command = new("attack", "Poison a training set, train the backdoored model, report ACC and ASR.");
        command.Example("nad attack badnets --data cifar10:DIR --target 5 --out out/badnets", "Train a model with the trigger of BadNets.");
        command.Example("nad attack badnets --help", "The options of one attack.");
        foreach (IAttackArguments attack in Attacks) command.Add(Make(attack, output));
        return command;
    }

    private static Command Make(IAttackArguments attack, TextWriter output)
    {
        AttackTrainingOptions training = new();
        RunOptions runs = new();
        EffortOptions effort = new();
        CommonOptions common = new();
        Command command = new(attack.Name, attack.Description);
        training.AddTo(command);
        attack.AddTo(command);
        foreach ((string line, string does) in attack.Examples) command.Example(line, does);
        runs.AddTo(command);
        effort.AddTo(command);
        common.AddTo(command);
        command.SetAction(parsed =>
        {
            AttackRequest request = attack.Apply(training.Read(parsed) with { Budget = effort.Budget(parsed) }, parsed);
            string target = training.Folder(parsed);
            EarlierRun earlier = runs.Look(parsed, new OutputPlan
            {
                Path = target,
                Names = OutputNames.Attack,
                Inputs =
                [
                    .. InputPlace.OfData("--data", request.Data), .. InputPlace.OfData("--test", request.Test),
                    .. InputPlace.OfData("--reflections", request.Reflections), .. InputPlace.Of("--classes", request.Classes),
                    .. InputPlace.Of("--source-model", request.SourceModel), .. InputPlace.Of("--init", request.Init),
                    .. InputPlace.Of("--trigger", request.Picture),
                ],
            });
            using RunFolder prepared = runs.Open(parsed, target);
            Device device = common.Start(parsed, prepared.Threads);
            bool json = parsed.GetValue(common.Json);
            using Interrupt interrupt = new(() => prepared.Checkpoints.HasBegun, prepared.Dispose);
            using ProgressView view = common.View(parsed, output);
            RunContext run = runs.Context(parsed, common, device, view, prepared, interrupt.Token) with { Images = effort.Memory(parsed) };
            if (earlier.Goes is { } goes) view.Stage(goes);
            AttackJob job = new(request, run, view.Stage, prepared) { Earlier = earlier, Planned = view.Expect };
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
            () => job.Cost,
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
        output.WriteLine(
            $"Written to {folder}: "
            + $"{string.Join(", ", files)} ({outcome.Seconds.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture)} s).");
    }
}
