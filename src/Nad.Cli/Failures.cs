namespace Nad.Cli;

/// <summary>
/// The one place where what goes wrong outside of this program becomes a line of text. Whatever is left keeps its stack trace: it is our
/// bug.
/// </summary>
internal static class Failures
{
    /// <summary>Whether the world did it: a bad input, a disk, a file that is gone, memory.</summary>
    public static bool IsOfTheWorld(Exception e) =>
        e is NadException or IOException or UnauthorizedAccessException || Torch.Memory.IsLacking(e);

    /// <summary>Prints the line.</summary>
    public static void Tell(TextWriter errors, Exception e)
    {
        if (e is LostTextException lost) lost.IsTold = true;
        if (e.InnerException is LostTextException inner) inner.IsTold = true;
        errors.WriteLine($"nad: {Printable.Of(Sentence(e).ReplaceLineEndings(" "), 2000)}");
    }

    /// <summary>The line without the name of the program.</summary>
    public static string Sentence(Exception e) =>
        e is NadException ? e.Message
            : Torch.Memory.IsLacking(e) ? Torch.Memory.Error(e).Message
            : !HasFolder() ? "The current folder is gone: somebody removed it. Change to another one."
            : e is FileNotFoundException { FileName.Length: > 0 } gone ? $"{Printable.Of(gone.FileName)} is gone: "
                + "it was there a moment ago, or should have been. Repeat the command when it is back."
            : "A file could not be read or written: "
                + $"{AtomicFile.Reason(e)}.{(e.Message.Split('\'') is [_, var path, _] ? $" It is {path}." : "")}";

    private static bool HasFolder()
    {
        try
        {
            return Directory.Exists(Directory.GetCurrentDirectory());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
