using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Nad.Files;

/// <summary>
/// The one notation of numbers that a user types, in options, in lists and within names: digits, a point, an exponent, and a minus in
/// front. Whatever other countries and languages write as well (a decimal comma, separators of thousands, hexadecimal, NaN) is refused with
/// the words to write instead, so that no number silently means another.
/// </summary>
public static partial class NumberText
{
    // Longer texts are no numbers that anybody typed.
    private const int Longest = 60;

    /// <summary>Reads a number.</summary>
    /// <param name="text">As it was typed.</param>
    /// <param name="value">What it means; finite.</param>
    /// <param name="problem">
    /// Empty, or what is wrong, to stand behind the option's name: "must be a number, but is '0,1': write 0.1."
    /// </param>
    /// <returns>Whether it is a number.</returns>
    public static bool TryReal(string text, out double value, out string problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        value = 0;
        problem = "";
        if (text.Length > Longest || !Real().IsMatch(text))
            problem = $"must be a number, but is '{Printable.Of(text, Longest)}'{Hint(text)}.";
        else if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) || !double.IsFinite(value))
            problem = $"is too large: {text}.";
        else if (value == 0 && NotZero(text)) problem = $"is too small to be told from 0: {text}.";
        return problem.Length == 0;
    }

    /// <summary>Reads a whole number, which may be written with a point and an exponent too: 2e3 is 2000.</summary>
    /// <param name="text">As it was typed.</param>
    /// <param name="value">What it means.</param>
    /// <param name="problem">Empty, or what is wrong, to stand behind the option's name.</param>
    /// <param name="least">Smallest number that can be kept.</param>
    /// <param name="most">Largest number that can be kept.</param>
    /// <returns>Whether it is a whole number in that range.</returns>
    public static bool TryWhole(string text, out long value, out string problem, long least = long.MinValue, long most = long.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(text);
        value = 0;
        problem = "";
        if (text.Length > Longest || !Real().IsMatch(text))
            problem = $"must be a whole number, but is '{Printable.Of(text, Longest)}'{Hint(text)}.";
        else if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) || number < least
            || number > most)
        {
            problem = string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {least} to {most}, but is {text}.");
        }
        else if (decimal.Truncate(number) != number || (number == 0 && NotZero(text))) problem = $"must be a whole number, but is {text}.";
        else value = (long)number;
        return problem.Length == 0;
    }

    /// <summary>Reads numbers with commas between them, and nothing else.</summary>
    /// <param name="text">As it was typed.</param>
    /// <param name="values">At least one, finite.</param>
    /// <param name="problem">Empty, or what is wrong, to stand behind the option's name.</param>
    /// <remarks>
    /// In "0,5" the comma is far more often a decimal one than the end of a first number 0, so that this one form of two numbers is
    /// refused; "0.0,5" is two numbers, and "0,5,10" are three.
    /// </remarks>
    public static bool TryList(string text, out double[] values, out string problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        values = [];
        problem = "";
        if (ZeroComma().Match(text) is { Success: true } ambiguous)
        {
            string digits = ambiguous.Groups[1].Value;
            problem = $"is '{Printable.Of(text, Longest)}', which is one number to some and two to others: "
                + $"write 0.{digits} for one, or 0.0,{digits} for two.";
            return false;
        }

        List<double> read = [];
        foreach (string part in text.Split(','))
        {
            if (!TryReal(part, out double value, out problem))
            {
                if (!Real().IsMatch(part))
                    problem = "must be numbers with commas between them, such as 0.5,1,2e3, but is "
                        + $"'{Printable.Of(text)}'{(part.Trim() == part ? "" : ": leave the spaces out")}.";
                return false;
            }

            read.Add(value);
        }

        values = [.. read];
        return true;
    }

    /// <summary>
    /// Reads digits that are a part of a name, such as those of <c>wrn-16-1</c>, <c>cuda:0</c> or <c>synthetic:200</c>: the digits 0 to 9
    /// and nothing else.
    /// </summary>
    public static bool TryDigits(ReadOnlySpan<char> text, out int value)
    {
        value = 0;
        return text.Length is > 0 and <= Longest && text.IndexOfAnyExceptInRange('0', '9') < 0
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    // What the writer most likely meant, in our notation; empty where nobody can tell.
    private static string Hint(string text)
    {
        if (text.Length is 0 or > Longest) return "";
        string plain = Plain(text);
        if (plain != text && Real().IsMatch(plain)) return $": write {plain}";
        if (Hexadecimal().IsMatch(text)
            && long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long number) && number >= 0)
        {
            return string.Create(CultureInfo.InvariantCulture, $": write {number}");
        }

        int comma = plain.IndexOf(',', StringComparison.Ordinal), point = plain.IndexOf('.', StringComparison.Ordinal);
        if (comma >= 0)
        {
            // The separator that comes last is the decimal one; a single comma before three digits may be either.
            string asDecimal = plain.Replace(".", "", StringComparison.Ordinal).Replace(',', '.'),
                asThousands = plain.Replace(",", "", StringComparison.Ordinal);
            bool single = plain.Count(c => c == ',') == 1, grouped = Grouped().IsMatch(plain);
            if (point > comma || (!single && grouped))
                return Real().IsMatch(asThousands) ? $": write {asThousands}, without separators" : "";
            if (!single || !Real().IsMatch(asDecimal)) return "";
            return grouped && point < 0 && !plain.StartsWith('0')
                ? $": write {asDecimal} or {asThousands}, whichever is meant"
                : $": write {asDecimal}";
        }

        return plain.Count(c => c == '.') > 1 && plain.Replace(".", "", StringComparison.Ordinal) is var digits && Real().IsMatch(digits)
            ? $": write {digits}, without separators"
            : "";
    }

    // Digits of all scripts and the signs of printed text as those of a keyboard; spaces, underscores and apostrophes, which group digits,
    // gone.
    private static string Plain(string text)
    {
        StringBuilder plain = new();
        foreach (char c in text)
        {
            if (char.IsDigit(c)) plain.Append((char)('0' + (int)char.GetNumericValue(c)));
            else if (c is '\u2212' or '\u2010' or '\u2011' or '\u2013' or '\uFE63' or '\uFF0D') plain.Append('-');
            else if (c is '\u066B' or '\uFF0C') plain.Append(',');
            else if (c == '\uFF0E') plain.Append('.');
            else if (!char.IsWhiteSpace(c) && c is not ('_' or '\'' or '\u2019' or '\u066C' or '\u202F')) plain.Append(c);
        }

        return plain.Length > 1 && plain[0] == '+' ? plain.ToString(1, plain.Length - 1) : plain.ToString();
    }

    private static bool NotZero(string text) =>
        text.AsSpan(0, text.AsSpan().IndexOfAny('e', 'E') is var e and >= 0 ? e : text.Length).IndexOfAnyInRange('1', '9') >= 0;

    [GeneratedRegex(@"^-?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\z")]
    private static partial Regex Real();

    [GeneratedRegex(@"^0,([0-9]+)\z")]
    private static partial Regex ZeroComma();

    [GeneratedRegex(@"^0[xX][0-9a-fA-F]{1,15}\z")]
    private static partial Regex Hexadecimal();

    [GeneratedRegex(@"^-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?\z")]
    private static partial Regex Grouped();
}
