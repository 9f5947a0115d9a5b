using System.CommandLine;
using Nad.Cli.Help;
using Nad.Experiments;

namespace Nad.Cli.Commands;

/// <summary><c>nad replay FILE</c>: do the run of a manifest again and compare, bit by bit.</summary>
internal static class ReplayCommand
{
    // What a manifest may ask for: it is a file that may come from anybody.
    private static readonly string[] Replayable = ["erase", "attack"];

    /// <param name="output">Where words go.</param>
    /// <param name="nad">Runs a command line.</param>
    public static Command Make(TextWriter output, Func<string[], TextWriter, int> nad)
    {
        Argument<string> file = new("FILE") { Description = "The manifest.json of a result." };
        Option<string?> folder =
            new("--out") { HelpName = "DIR", Description = "Folder for the second result; default: a temporary one, removed afterwards." };
        Option<string?> from = new("--from")
        {
            HelpName = "DIR",
            Description = "Where relative paths of the run begin; default: as the first time, else here."
        };
        OverwriteOption overwrite = new();
        Option<bool> json = new("--json") { Description = "Print what was found as JSON, and nothing else." };
        Option<bool> quiet = new("--quiet") { Description = "Print no progress." };
        Command command = new("replay", "Repeat the run of a manifest and compare the results bit by bit; exit code 1 where one differs.")
        {
            file, folder, from, overwrite.Option, json, quiet
        };
        command.Example("nad replay out/erased/manifest.json", "Repeat a run and compare.");
        command.Example(
            "nad replay out/erased/manifest.json --from work --out out/again",
            "With relative paths from another folder, and keep the second result.");
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(file)!;
            (Manifest manifest, _) = ManifestReader.Read(path);
            string firstFolder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            if (parsed.GetValue(folder) is { } named)
            {
                OutputGuard.Check(new OutputPlan
                {
                    Path = named,
                    Inputs = [new("the command", path), new("the command", firstFolder)],
                    Former = FormerResult.OfRun,
                    Overwrite = overwrite.Read(parsed)
                });
            }

            bool silent = parsed.GetValue(json) || parsed.GetValue(quiet);
            string? temporary = parsed.GetValue(folder) is null ? Temporary() : null;
            string again = Path.GetFullPath(parsed.GetValue(folder) ?? temporary!);
            string here = Directory.GetCurrentDirectory();
            try
            {
                string[] arguments =
                    [.. Arguments(manifest, path, again, silent), .. overwrite.Read(parsed) ? ["--overwrite"] : Array.Empty<string>()];
                string start = parsed.GetValue(from) ?? (Directory.Exists(manifest.Directory) ? manifest.Directory : here);
                if (!Directory.Exists(start))
                    throw new NadException(
                        $"The folder {Printable.Of(start)} does not exist; name with --from the one in which the run's "
                        + "relative paths begin.");
                Directory.SetCurrentDirectory(start);
                using StringWriter unread = new();
                int code = nad(arguments, silent ? unread : output);
                // The first run may have had a negative verdict too: what counts here is whether it comes out the same.
                if (code is not (ExitCode.Done or ExitCode.Negative)) return code;
                ReplayComparison found = ReplayComparison.Of(manifest, firstFolder, again);
                if (parsed.GetValue(json)) output.WriteLine(StoredJson.Text(found, AuditJson.Default.ReplayComparison));
                else Print(output, found, manifest.Versions.ThreadChanges);
                return found.Same ? ExitCode.Done : ExitCode.Negative;
            }
            finally
            {
                Directory.SetCurrentDirectory(here);
                if (temporary is not null) Directory.Delete(temporary, recursive: true);
            }
        });
        return command;
    }

    private static string Temporary()
    {
        try
        {
            return Directory.CreateTempSubdirectory("nad-replay-").FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string folder = Path.GetTempPath();
            string wrong = Directory.Exists(folder) ? $"cannot be written to: {AtomicFile.Reason(e)}" : "does not exist";
            throw new NadException(
                $"The folder for temporary files, {Printable.Of(folder)}, {wrong}. "
                    + "Name a folder for the second result with --out, or set TMPDIR.",
                e);
        }
    }

    /// <summary>The command line of the run, with another output folder and the number of threads that it had.</summary>
    private static string[] Arguments(Manifest manifest, string path, string folder, bool quiet)
    {
        string shown = Printable.Of(path);
        if (manifest.Arguments.Count == 0)
            throw new UnsupportedInputException($"{shown} does not say by which command the run was started, so it cannot be repeated.");
        if (!Replayable.Contains(manifest.Arguments[0]))
            throw new RefusedFileException(
                $"Refused: {shown} asks for nad {Printable.Of(manifest.Arguments[0])}; only "
                + $"{string.Join(" and ", Replayable)} are repeated.");
        List<string> arguments = [];
        for (int i = 0; i < manifest.Arguments.Count; i++)
        {
            string word = manifest.Arguments[i], name = word.Split('=', ':')[0];
            // "@file" would be replaced by the content of that file.
            if (word.StartsWith('@'))
                throw new RefusedFileException(
                    $"Refused: {shown} has an argument of the form @FILE, which would read more arguments from another file.");
            if (name is "--resume" or "--dry-run" or "--overwrite" or "--json" or "--quiet") continue;
            if (name is not ("--out" or "--threads")) arguments.Add(word);
            else if (name == word) i++;
        }

        arguments.AddRange(["--out", folder]);
        if (manifest.Versions.Threads is >= 1 and <= 1024)
            arguments.AddRange(["--threads", manifest.Versions.Threads.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        if (quiet) arguments.Add("--quiet");
        return [.. arguments];
    }

    private static void Print(TextWriter output, ReplayComparison found, string? changes)
    {
        output.WriteLine();
        foreach (IdentityDifference d in found.Differences)
            output.WriteLine($"differs: {Printable.Of(d.Name)} was {Printable.Of(d.First)}, now {Printable.Of(d.Now)}");
        foreach (VerifiedFile file in found.Files)
            output.WriteLine(
                $"{(file.State == FileState.Intact ? "same" : file.State == FileState.Missing ? "MISSING" : "OTHER"),-8}"
                + $"{Printable.Of(file.Name)}{(file.Name == "result.json" ? " (without its times)" : "")}");
        output.WriteLine(found.Same ? "The run was repeated bit for bit."
            : changes is not null ? "The results differ: "
                + $"the first run changed its number of threads on the way (to {Printable.Of(changes)}), and bits depend on that number."
            : found.Differences.Count > 0 ? "The results differ, and so did what they depend on: see above."
            : "The results differ, although all that they should depend on was the same.");
    }
}
