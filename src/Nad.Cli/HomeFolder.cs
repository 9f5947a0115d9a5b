namespace Nad.Cli;

/// <summary>
/// A leading <c>~/</c> in a path or behind the colon of a data SPEC is the home folder, where the shell has not replaced it already: it
/// does so only at the start of an unquoted word, not in <c>--out=~/x</c>, <c>images:~/x</c> or <c>"~/x"</c>.
/// </summary>
internal static class HomeFolder
{
    /// <summary>The words of a command line with the home folder in place of its sign.</summary>
    /// <exception cref="NadException">There is such a word, and no home folder is known.</exception>
    public static string[] Expanded(IEnumerable<string> words) => [.. words.Select(Expanded)];

    /// <summary>One word: <c>~</c>, <c>~/x</c>, <c>--option=~/x</c>, <c>kind:~/x</c>, or both in front.</summary>
    /// <exception cref="NadException">It is such a word, and no home folder is known.</exception>
    public static string Expanded(string word)
    {
        int start = word.StartsWith("--", StringComparison.Ordinal) ? word.AsSpan().IndexOfAny('=', ':') + 1 : 0;
        if (start == 0 && word.StartsWith('-')) return word;
        // The kind of a SPEC is a word of letters and digits.
        int kind = start;
        while (kind < word.Length && char.IsAsciiLetterOrDigit(word[kind])) kind++;
        if (kind > start && kind < word.Length && word[kind] == ':') start = kind + 1;
        ReadOnlySpan<char> path = word.AsSpan(start);
        if (path is not "~" && !path.StartsWith("~/")) return word;
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        return home.Length > 0 ? string.Concat(word.AsSpan(0, start), home, path[1..])
            : throw new NadException(
                $"{Printable.Of(word)} begins in the home folder, but none is known: HOME is not set. Write the folder out.");
    }
}
