namespace Nad.Cli;

/// <summary>
/// The words of the command line without a loss: the runtime replaces bytes that are not UTF-8, and with them the names of files.
/// </summary>
internal static class CommandLineBytes
{
    private const char Replaced = '\uFFFD';

    /// <summary>The words as they are, or, if one has lost bytes, read again from the system (<see cref="FileNameBytes"/>).</summary>
    public static string[] Of(string[] arguments)
    {
        if (!arguments.Any(word => word.Contains(Replaced, StringComparison.Ordinal))) return arguments;
        try
        {
            return Last(File.ReadAllBytes("/proc/self/cmdline"), arguments);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return arguments;
        }
    }

    /// <summary>The last words of a command line, each ended by a zero; what stands before them started the program.</summary>
    /// <param name="line">All bytes of it.</param>
    /// <param name="arguments">The words as the runtime gives them.</param>
    internal static string[] Last(ReadOnlySpan<byte> line, string[] arguments)
    {
        List<string> words = [];
        foreach (Range range in line[..^(line.EndsWith((byte)0) ? 1 : 0)].Split((byte)0)) words.Add(FileNameBytes.Decode(line[range]));
        return words.Count < arguments.Length ? arguments : [.. words[^arguments.Length..]];
    }
}
