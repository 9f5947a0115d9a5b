namespace Nad.Experiments;

/// <summary>
/// Commands and SPECs without the folders of the machine that ran them, so that they can be published and read by others.
/// </summary>
internal static class Portable
{
    /// <summary>
    /// Rooted paths are cut to their last part, quoted ones too: <c>--data images:/home/me/set.zip</c> becomes <c>--data
    /// images:set.zip</c>.
    /// </summary>
    internal static string Command(string command) => string.Join(' ', command.Split(' ').Select(Spec));

    /// <summary>One word: <c>KIND:PLACE</c> or a path.</summary>
    internal static string Spec(string word)
    {
        string quote = word.StartsWith('\'') ? "'" : "";
        int colon = word.IndexOf(':', StringComparison.Ordinal);
        string kind = colon < 0 ? quote : word[..(colon + 1)], place = word[kind.Length..];
        return Path.IsPathRooted(place) ? kind + place.TrimEnd('/')[(place.TrimEnd('/').LastIndexOf('/') + 1)..] : word;
    }
}
