using System.Globalization;
using System.Text;
using Nad.Files;

namespace Nad;

/// <summary>Makes text from an untrusted file fit to print: one line, no terminal escapes, bounded length.</summary>
public static class Printable
{
    /// <summary>
    /// Control, format (bidirectional overrides among them), private, unassigned and line-separating characters become <c>\uXXXX</c>, bytes
    /// of a name that are not UTF-8 (<see cref="FileNameBytes"/>) <c>\xNN</c>.
    /// </summary>
    /// <param name="text">Anything, from anywhere.</param>
    /// <param name="limit">Longest result in characters of <paramref name="text"/> kept; what is cut is replaced by "...".</param>
    public static string Of(string text, int limit = 200)
    {
        StringBuilder result = new(Math.Min(text.Length, limit));
        for (int i = 0; i < text.Length; i++)
        {
            if (i >= limit) return result.Append("...").ToString();
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                Append(result, new Rune(text[i], text[++i]));
            }
            else if (FileNameBytes.IsEscape(text[i])) result.Append(CultureInfo.InvariantCulture, $"\\x{text[i] - 0xDC00:x2}");
            else if (char.IsSurrogate(text[i])) result.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:x4}");
            else Append(result, new Rune(text[i]));
        }

        return result.ToString();
    }

    private static void Append(StringBuilder result, Rune rune)
    {
        switch (Rune.GetUnicodeCategory(rune))
        {
            case UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator:
                result.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
                break;
            default:
                result.Append(rune.ToString());
                break;
        }
    }
}
