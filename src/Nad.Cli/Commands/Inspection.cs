using Nad.Files.Checkpoints;
using Nad.Models;

namespace Nad.Cli.Commands;

/// <summary>Everything <c>nad inspect</c> finds out about a file, whatever state it is in.</summary>
/// <param name="Path">As given.</param>
/// <param name="File">Null where it could not even be opened.</param>
/// <param name="Checkpoint">Null where it was refused, damaged or of another kind.</param>
/// <param name="Architecture">Null where unknown.</param>
/// <param name="Verdict">One word: ok, unknown-architecture, refused, damaged, unsupported or unreadable.</param>
/// <param name="Reason">One printable line; empty for ok.</param>
internal sealed record Inspection(
    string Path, CheckpointFile? File, Checkpoint? Checkpoint, Reading? Architecture, string Verdict, string Reason)
{
    /// <summary>0: safe and known. 1: readable, but not a known architecture. 2: refused, damaged, unsupported or missing.</summary>
    public int ExitCode => Checkpoint is null ? 2 : Architecture is null ? 1 : 0;

    /// <summary>Looks at a file without executing anything in it.</summary>
    public static Inspection Of(string path)
    {
        CheckpointFile? file = null;
        try
        {
            file = CheckpointFile.Open(ModelName.PathOf(path));
            Checkpoint checkpoint = KnownNetworks.Read(file, ModelName.EntryOf(path));
            Reading? architecture = Architectures.Read(checkpoint, out string reason) is [var first, ..] ? first : null;
            return architecture is null
                ? new Inspection(path, file, checkpoint, architecture, "unknown-architecture", KnownNetworks.WhyUnknown(checkpoint, reason))
                : new Inspection(path, file, checkpoint, architecture, "ok", "");
        }
        catch (NadException e)
        {
            string verdict = e switch
            {
                RefusedFileException => "refused",
                DamagedFileException => "damaged",
                UnsupportedInputException => "unsupported",
                _ => "unreadable",
            };
            return new Inspection(path, file, null, null, verdict, e.Message);
        }
    }
}
