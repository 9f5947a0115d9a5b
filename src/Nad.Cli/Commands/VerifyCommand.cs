using System.CommandLine;
using Nad.Cli.Help;
using Nad.Experiments;

namespace Nad.Cli.Commands;

/// <summary><c>nad verify DIR</c>: are the files of a result still those that were written?</summary>
internal static class VerifyCommand
{
    public static Command Make(TextWriter output)
    {
        Argument<string> folder = new("DIR") { Description = "Output folder of nad erase, nad attack or nad relapse." };
        Option<bool> inputs = new("--inputs") { Description = "Also check the model files that were read, where they still are." };
        Option<bool> json = new("--json") { Description = "Print what was found as JSON, and nothing else." };
        Command command = new("verify", "Check the files of a result against the hashes in its manifest; exit code 1 where one differs.")
        {
            folder, inputs, json
        };
        command.Example("nad verify out/erased", "Check the files of a result.");
        command.Example("nad verify out/erased --inputs", "Also the files that were read.");
        command.SetAction(parsed =>
        {
            FolderVerification found = FolderVerification.Of(parsed.GetValue(folder)!, parsed.GetValue(inputs));
            if (parsed.GetValue(json)) output.WriteLine(StoredJson.Text(found, AuditJson.Default.FolderVerification));
            else Print(output, found);
            return found.Intact ? ExitCode.Done : ExitCode.Negative;
        });
        return command;
    }

    private static void Print(TextWriter output, FolderVerification found)
    {
        foreach (VerifiedFile file in found.Files) output.WriteLine($"{Word(file.State),-10}  {Printable.Of(file.Name)}");
        foreach (VerifiedFile file in found.Inputs) output.WriteLine($"{Word(file.State),-10}  input: {Printable.Of(file.Name)}");
        foreach (string name in found.Unlisted) output.WriteLine($"unlisted    {Printable.Of(name)}");
        if (found.Attestation is { } otherwise) output.WriteLine($"OTHERWISE   {Attestation.FileName} {otherwise}.");
        output.WriteLine($"manifest.json has the SHA-256 {found.ManifestSha256}.");
        int wrong = found.Files.Concat(found.Inputs).Count(f => f.State != FileState.Intact);
        output.WriteLine(
            wrong == 0
                ? $"All {found.Files.Count + found.Inputs.Count} files are as they were written."
                : $"{wrong} of {found.Files.Count + found.Inputs.Count} files are not as they were written.");
    }

    private static string Word(FileState state) => state == FileState.Intact ? "intact" : state.ToString().ToUpperInvariant();
}
