using System.CommandLine;
using Nad.Audit;
using Nad.Cli.Help;
using Nad.Experiments;

namespace Nad.Cli.Commands;

/// <summary><c>nad calibrate</c>: what audits of models that are known look like.</summary>
internal static class CalibrateCommand
{
    public static Command Make(TextWriter output)
    {
        Option<string[]> clean = new("--clean")
        {
            HelpName = "DIR",
            Description = "Audits of models without a backdoor, the --out of nad audit.",
            Required = true,
            AllowMultipleArgumentsPerToken = true
        };
        Option<string[]> attacked = new("--attacked")
        {
            HelpName = "NAME=DIR",
            Description = "Audits of attacked models, each with the name of its attack.",
            AllowMultipleArgumentsPerToken = true
        };
        Option<string> file = new("--out") { HelpName = "FILE", Description = "File for the calibration.", Required = true };
        Command command =
            new("calibrate", "Gather audits of reference models, so that nad audit can give a verdict.") { clean, attacked, file };
        command.Example(
            "nad calibrate --clean out/audit-a out/audit-b --attacked badnets=out/audit-c --out calibration.json",
            "Audits of two clean models and an attacked one.");
        command.Add(CalibrateTrainCommand.Make(output));
        command.SetAction(parsed =>
        {
            string[] known = parsed.GetValue(clean)!;
            (string Attack, string Folder)[] bad = [.. (parsed.GetValue(attacked) ?? []).Select(Named)];
            string target = parsed.GetValue(file)!;
            OutputGuard.Check(new OutputPlan
            {
                Path = target,
                IsFile = true,
                Inputs = [.. known.Concat(bad.Select(b => b.Folder)).SelectMany(
                    f => InputPlace.Of(clean.Name, Path.Combine(f, AuditNames.Numbers)))]
            });
            Calibration calibration = CalibrationJob.Gather(known, bad);
            AtomicFile.Write(target, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(Calibrations.Text(calibration))));
            output.WriteLine(
                $"Written to {target}: {calibration.Clean} clean and {calibration.Models.Count - calibration.Clean} attacked models "
                + $"({Printable.Of(calibration.Name)}).");
            return ExitCode.Done;
        });
        return command;
    }

    private static (string Attack, string Folder) Named(string word)
    {
        int at = word.IndexOf('=', StringComparison.Ordinal);
        return at > 0 && at < word.Length - 1
            ? (word[..at], word[(at + 1)..])
            : throw new NadException($"--attacked takes NAME=DIR, such as badnets=out/audit-1, but is '{Printable.Of(word)}'.");
    }
}
