using System.CommandLine;
using Nad.Cli.Help;
using Nad.Data;
using Nad.Experiments;
using Nad.Reporting;

namespace Nad.Cli.Commands;

/// <summary><c>nad zoo verify</c>: do the models do what their cards claim?</summary>
internal static class ZooVerifyCommand
{
    public static Command Make(TextWriter output, Option<string?> zoo)
    {
        Argument<string[]> names = new("NAME") { Description = "Models; default: all.", Arity = ArgumentArity.ZeroOrMore };
        Option<string> data =
            new("--data") { HelpName = "SPEC", Description = $"Test images: {string.Join(", ", DataSpec.KnownForms)}.", Required = true };
        Option<string?> classes = ClassesOption.Make();
        CommonOptions common = new();
        Command command = new(
            "verify",
            "Measure models again and compare with their cards: "
                + "exit code 0 where all that could be compared agree, 1 where one differs or none could be compared.")
        {
            names, data, classes
        };
        command.Example("nad zoo verify --data cifar10:DIR", "Measure all kept models again.");
        command.Example("nad zoo verify badnets --data cifar10:DIR --threads 1", "One of them.");
        common.AddTo(command, seed: false);
        command.SetAction(parsed =>
        {
            Torch.Device device = common.Start(parsed);
            bool json = parsed.GetValue(common.Json);
            using Interrupt interrupt = new();
            using ProgressView view = common.View(parsed, output);
            ZooFolder folder = new(parsed.GetValue(zoo));
            ZooCheck check = new(folder, parsed.GetValue(data)!, device, interrupt.Token, parsed.GetValue(classes));
            string[] chosen = parsed.GetValue(names) is { Length: > 0 } some ? some : [.. folder.Names];
            if (chosen.Length == 0) throw new NadException($"No model in {Printable.Of(folder.Folder)}. Name the zoo with --zoo DIR.");
            foreach (string name in chosen) folder.Read(name);     // a wrong name is told before anything is measured
            List<ZooVerdict> verdicts = [];
            foreach (string name in chosen)
            {
                view.Stage($"measuring {name}");
                verdicts.Add(check.Check(name));
            }

            view.Dispose();
            if (json) output.WriteLine(StoredJson.Text<IReadOnlyList<ZooVerdict>>(verdicts, ZooJson.Default.IReadOnlyListZooVerdict));
            else output.Write(Text(verdicts));
            return verdicts.Any(v => v.Outcome == ZooOutcome.Differs) || verdicts.TrueForAll(v => v.Outcome != ZooOutcome.Agrees) ? 1 : 0;
        });
        return command;
    }

    private static string Text(List<ZooVerdict> verdicts)
    {
        TextTable table = new(
            ("model", TextAlign.Left), ("verdict", TextAlign.Left), ("ACC", TextAlign.Left), ("non-target ACC", TextAlign.Left),
            ("ASR", TextAlign.Left), ("RA", TextAlign.Left));
        foreach (ZooVerdict v in verdicts)
        {
            table.Add(
                Printable.Of(v.Name), Word(v), Cell(v, c => c.Acc), Cell(v, c => c.AccNonTarget), Cell(v, c => c.Asr), Cell(v, c => c.Ra));
        }

        int agree = verdicts.Count(v => v.Outcome == ZooOutcome.Agrees), differ = verdicts.Count(v => v.Outcome == ZooOutcome.Differs);
        return $"{table}\n{agree} of {verdicts.Count} agree, {differ} "
            + $"differ{(agree + differ < verdicts.Count ? $", {verdicts.Count - agree - differ} could not be compared" : "")}.\n";
    }

    private static string Word(ZooVerdict v) => v.Outcome switch
    {
        ZooOutcome.Agrees => "agrees",
        ZooOutcome.Differs => "DIFFERS: " + v.Reason,
        _ => "not compared: " + v.Reason,
    };

    private static string Cell(ZooVerdict v, Func<CountsEntry, CountEntry?> of)
    {
        CountEntry? claimed = of(v.Claimed), found = v.Found is null ? null : of(v.Found);
        string claim = claimed?.ToString() ?? "-";
        return v.Found is null || claimed == found ? claim : $"{claim}, found {found?.ToString() ?? "-"}";
    }
}
