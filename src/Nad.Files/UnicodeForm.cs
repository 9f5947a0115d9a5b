using System.Globalization;
using System.Text;

namespace Nad.Files;

/// <summary>
/// Compares names that are written alike: é as one character (Windows, most of Linux) and as e with an accent behind it (macOS, and
/// archives made there).
/// </summary>
/// <remarks>
/// The program carries no culture data, and without it the base library's <c>Normalize</c> leaves everything as it is. This is the
/// canonical decomposition of the Unicode standard, section 3.11, but for two things that names do not need: marks behind one letter are
/// put in the order of their numbers, and compatibility ideographs are left alone.
/// </remarks>
public static class UnicodeForm
{
    private const char HangulFirst = '\uAC00', HangulLast = '\uD7A3', LeadFirst = '\u1100', VowelFirst = '\u1161', TrailFirst = '\u11A7';
    private const int Vowels = 21, Trails = 28;

    private static readonly Lazy<Dictionary<char, string>> Pairs = new(() => CanonicalPairs.Text
        .Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)
        .ToDictionary(
            word => Character(word, 0),
            word => Character(word, 8) == 0 ? $"{Character(word, 4)}" : $"{Character(word, 4)}{Character(word, 8)}"));

    /// <summary>The same text for all ways to write a name; not for showing.</summary>
    public static string KeyOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.All(char.IsAscii)) return name;
        StringBuilder decomposed = new(name.Length);
        foreach (char c in name) Append(decomposed, c);
        char[] text = decomposed.ToString().ToCharArray();
        for (int start = 0; start < text.Length;)
        {
            int end = start + 1;
            while (end < text.Length && IsMark(text[end])) end++;
            Array.Sort(text, start + 1, end - start - 1);
            start = end;
        }

        return new string(text);
    }

    /// <summary>Whether two names are written alike.</summary>
    public static bool Same(string a, string b) => KeyOf(a) == KeyOf(b);

    private static void Append(StringBuilder text, char c)
    {
        if (c is >= HangulFirst and <= HangulLast)
        {
            int s = c - HangulFirst;
            text.Append((char)(LeadFirst + (s / (Vowels * Trails)))).Append((char)(VowelFirst + (s % (Vowels * Trails) / Trails)));
            if (s % Trails > 0) text.Append((char)(TrailFirst + (s % Trails)));
        }
        else if (Pairs.Value.TryGetValue(c, out string? parts))
        {
            foreach (char part in parts) Append(text, part);
        }
        else text.Append(c);
    }

    private static bool IsMark(char c) =>
        CharUnicodeInfo.GetUnicodeCategory(
            c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    private static char Character(string word, int at) =>
        Convert.FromHexString(word.AsSpan(at, 4)) is [var high, var low] ? (char)((high << 8) | low) : '\0';
}
