namespace Nad.Experiments;

/// <summary>Command lines of processes that work for another one.</summary>
public static class WorkerWords
{
    /// <summary>
    /// Parts a command line before its first option, where further ones fit in: the command's name may have two words, and what follows a
    /// <c>--</c> belongs to others.
    /// </summary>
    public static (IReadOnlyList<string> Before, IReadOnlyList<string> Behind) Split(IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        int before = arguments.TakeWhile(a => !a.StartsWith("--", StringComparison.Ordinal)).Count();
        return ([.. arguments.Take(before)], [.. arguments.Skip(before)]);
    }
}
