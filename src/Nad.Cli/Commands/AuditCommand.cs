using System.CommandLine;
using System.Globalization;
using System.Text;
using Nad.Audit;
using Nad.Cli.Help;
using Nad.Cli.Sarif;
using Nad.Data;
using Nad.Experiments;
using Nad.Torch;

namespace Nad.Cli.Commands;

/// <summary><c>nad audit</c>: is there a backdoor?</summary>
internal static class AuditCommand
{
    public static Command Make(TextWriter output)
    {
        Option<string> model = new("--model") { HelpName = "FILE", Description = "Checkpoint of the model, or zoo:NAME.", Required = true };
        Option<string> clean = new("--clean")
        {
            HelpName = "SPEC",
            Description = $"Clean images; the test split where there is one: {string.Join(", ", DataSpec.KnownForms)}.",
            Required = true
        };
        Option<string> folder =
            new("--out") { HelpName = "DIR", Description = "Folder for the page, the numbers and the pictures.", Required = true };
        Option<string?> against = new("--against")
        {
            HelpName = "FILE",
            Description = "The same model before it was erased: says what became of what is found there."
        };
        Option<string?> trigger = new("--trigger")
        {
            HelpName = "FILE",
            Description = "A known trigger.json, to be shown beside what is found; nothing is searched with it."
        };
        Option<string?> calibration = new("--calibration")
        {
            HelpName = "FILE",
            Description = "Reference models, the calibration.json of nad calibrate; default: those that come with the program."
        };
        Option<string[]> detector = new("--detector")
        {
            HelpName = "NAME",
            Description = $"Who looks: {string.Join(", ", Detectors.All.Select(d => d.Name))}; several may be given. Default: all.",
            AllowMultipleArgumentsPerToken = true,
        };
        Option<bool> quick = new("--quick") { Description = "Search less: about a third of the time." };
        Option<int?> steps = new("--steps")
        {
            HelpName = "N",
            Description = "Steps of each search; default 200, with --quick 100. Calibrations hold for the defaults only."
        };
        Option<int?> images = new("--images")
        {
            HelpName = "N",
            Description = "Clean images that are used; default 800, with --quick 400. Calibrations hold for the defaults only."
        };
        Option<double?> budget = new("--budget")
        {
            HelpName = "MINUTES",
            Description = "Time that there is; detectors that it is not enough for are named beforehand and left out."
        };
        Option<string?> classes = ClassesOption.Make();
        ModelInputOptions input = new();
        OverwriteOption overwrite = new();
        CommonOptions common = new();
        PolicyOption limits = new();
        FormatOption format = new(FormatOption.Json, FormatOption.Sarif, FormatOption.Html);
        Command command = new("audit", "Look for a backdoor in a model, without knowing trigger or target.")
        {
            model, clean, folder, against, trigger, calibration, detector, quick, steps, images, budget, classes, overwrite.Option
        };
        command.Example("nad audit --model model.pth --clean images:photos --out out/audit", "Is there a backdoor?");
        command.Example("nad audit --model erased.pth --against suspect.pth --clean images:photos --out out/after", "What became of it.");
        input.AddTo(command);
        command.AddGroup("Run", common.Seed);
        common.AddTo(command, seed: false);
        format.AddTo(command);
        AuditRequest Request(ParseResult parsed) => new()
        {
            Model = parsed.GetValue(model)!,
            Clean = parsed.GetValue(clean)!,
            Against = parsed.GetValue(against),
            TriggerFile = parsed.GetValue(trigger),
            CalibrationFile = parsed.GetValue(calibration),
            Classes = parsed.GetValue(classes),
            Input = input.Read(parsed),
            Budget = parsed.GetValue(budget) is not { } minutes || minutes is > 0 and <= 100_000
                ? parsed.GetValue(budget)
                : throw new NadException(
                    string.Create(CultureInfo.InvariantCulture, $"--budget must be above 0 and at most 100000 minutes, but is {minutes}.")),
            Detectors = Detectors.Named(parsed.GetValue(detector) ?? []),
            Options =
                (parsed.GetValue(quick) ? AuditOptions.Quick : AuditOptions.Full).Within(parsed.GetValue(steps), parsed.GetValue(images)),
        };
        limits.AddTo(command);
        command.Checks(parsed => Request(parsed));
        command.SetAction(parsed =>
        {
            AuditRequest request = Request(parsed);
            Policy? policy = limits.Read(parsed);
            string target = parsed.GetValue(folder)!;
            FormerResult? former = OutputGuard.Check(new OutputPlan
            {
                Path = target,
                Names = AuditNames.All,
                Former = place => FormerResult.Marked(place, AuditNames.Numbers),
                Overwrite = overwrite.Read(parsed),
                Inputs =
                [
                    .. InputPlace.Of(model.Name, request.Model), .. InputPlace.OfData(clean.Name, request.Clean),
                    .. InputPlace.Of(against.Name, request.Against), .. InputPlace.Of(trigger.Name, request.TriggerFile),
                    .. InputPlace.Of(calibration.Name, request.CalibrationFile), .. InputPlace.Of(classes.Name, request.Classes),
                    .. limits.Place(parsed),
                ],
            });
            using PreparedFolder prepared = new(target, AuditNames.Page, AuditNames.Numbers);
            Device device = common.Start(parsed);
            string form = format.Read(parsed, parsed.GetValue(common.Json));
            using Interrupt interrupt = new(leave: prepared.Dispose);
            using ProgressView view = common.View(parsed, output, quiet: form != FormatOption.Text);
            RunContext run =
                new() { Seed = parsed.GetValue(common.Seed), Device = device, Progress = view, Cancellation = interrupt.Token };
            AuditOutcome outcome = new AuditJob(request, run, view.Stage).Run();
            AuditResult result = AuditFolder.Write(outcome, prepared.Folder, CommandText.Of(parsed), DateTimeOffset.UtcNow, former);
            view.Dispose();
            if (form == FormatOption.Sarif) output.WriteLine(AuditSarif.Text(result, request.Model));
            else if (form == FormatOption.Html)
                output.Write(Encoding.UTF8.GetString(prepared.Folder.Read(AuditNames.Page, int.MaxValue) ?? []));
            else if (form == FormatOption.Json) output.WriteLine(StoredJson.Text(result, ResultJson.Default.AuditResult));
            else Print(output, result, target);
            return PolicyOption.Decide(form == FormatOption.Text ? output : null, policy, Code(outcome.Verdict.Code), p => p.Check(result));
        });
        return command;
    }

    /// <summary>What a verdict tells a script.</summary>
    internal static int Code(string verdict) =>
        verdict switch { "evidence" => ExitCode.Negative, "no-evidence" => ExitCode.Done, _ => ExitCode.Inconclusive };

    private static void Print(TextWriter output, AuditResult result, string folder)
    {
        output.WriteLine();
        foreach (FindingEntry f in result.Findings)
        {
            string p = f.P is { } known ? string.Create(CultureInfo.InvariantCulture, $"  p {known:0.000}") : "";
            string stands = f.Class is { } c ? $"  {Printable.Of(result.Clean.ClassNames[c], 30)}" : "";
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{f.Family,-14} {f.Statistic,7:0.00}{p}{stands}"));
        }

        output.WriteLine();
        if (result.Paired is { } paired) output.WriteLine(paired.Sentence);
        output.WriteLine(result.Verdict.Sentence);
        foreach (string reason in result.Verdict.Reasons) output.WriteLine($"- {reason}");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Written to {folder}: {AuditNames.Page}, {AuditNames.Numbers} and "
                + $"{result.Files.Keys.Count(f => f.EndsWith(".png", StringComparison.Ordinal))} pictures ({result.Seconds:0.0} s)."));
    }
}
