using System.CommandLine;
using System.Globalization;
using Nad.Attacks;
using Nad.Cli.Help;
using Nad.Experiments;
using Nad.Reporting;

namespace Nad.Cli.Commands;

/// <summary><c>nad zoo</c>: the models that results rest on, how they were made and what was measured.</summary>
internal static class ZooCommand
{
    public static Command Make(TextWriter output)
    {
        Option<string?> folder = new("--zoo")
        {
            HelpName = "DIR",
            Description = "Folder of the zoo; default: NAD_ZOO, or zoo/ here or beside the program.",
            Recursive = true
        };
        Option<bool> json = new("--json") { Description = "Print the cards as JSON." };
        Command command = new("zoo", "List the kept models; zoo:NAME names one wherever a command takes a model.") { folder, json };
        command.Example("nad zoo", "The kept models.");
        command.Example("nad zoo --zoo models --json", "Those of another folder, as JSON.");
        command.Add(ZooAddCommand.Make(output, folder));
        command.Add(ZooVerifyCommand.Make(output, folder));
        command.SetAction(parsed =>
        {
            ZooFolder zoo = new(parsed.GetValue(folder));
            ZooCard[] cards = [.. zoo.Names.Select(zoo.Read)];
            if (parsed.GetValue(json))
                output.WriteLine(StoredJson.Text<IReadOnlyList<ZooCard>>(cards, ZooJson.Default.IReadOnlyListZooCard));
            else if (cards.Length == 0) output.WriteLine($"No model in {Printable.Of(zoo.Folder)}.");
            else output.Write(Table(cards));
            return 0;
        });
        return command;
    }

    private static string Table(IEnumerable<ZooCard> cards)
    {
        TextTable table = new(
            ("model", TextAlign.Left), ("attack", TextAlign.Left), ("target", TextAlign.Left), ("poisoned", TextAlign.Right),
            ("preset", TextAlign.Left), ("epochs", TextAlign.Right), ("seed", TextAlign.Right), ("ACC, %", TextAlign.Right),
            ("non-target ACC, %", TextAlign.Right), ("ASR, %", TextAlign.Right), ("RA, %", TextAlign.Right),
            ("test images", TextAlign.Right), ("trained on", TextAlign.Left));
        foreach (ZooCard c in cards)
        {
            table.Add(
                Printable.Of(c.Name), Printable.Of(c.Attack), Target(c.Trigger), Text(c.PoisonedImages), Printable.Of(c.Preset),
                Text(c.Epochs), Text(c.Seed), Percent(c.Rates.Acc), Percent(c.Rates.AccNonTarget), Percent(c.Rates.Asr),
                Percent(c.Rates.Ra), Text(c.Rates.Acc.Trials), Printable.Of(c.TrainedOn.Spec));
        }

        return table.ToString();
    }

    private static string Target(Backdoor? backdoor) =>
        backdoor is null ? "" : backdoor.TargetLabel is { } label ? Text(label) : "label + 1";

    private static string Percent(CountEntry? rate) =>
        rate is null ? "" : (100.0 * rate.Hits / rate.Trials).ToString("0.00", CultureInfo.InvariantCulture);

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
