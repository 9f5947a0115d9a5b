using System.Collections.Immutable;

namespace Nad;

/// <summary>What values a setting may have: how they are read, checked and shown.</summary>
/// <typeparam name="T">Type of the value.</typeparam>
/// <param name="Range">In words, to stand behind "must be".</param>
/// <param name="IsIn">Whether a value is in the range.</param>
/// <param name="Read">From what was typed; false, with what is wrong to stand behind the option's name, if it is no such value.</param>
/// <param name="Row">Name, value and note as a row.</param>
public sealed record ValueKind<T>(string Range, Func<T, bool> IsIn, ValueKind<T>.Reader Read, Func<string, T, string?, OptionRow> Row)
{
    /// <summary>A value as it would be typed; null if that is as it is shown.</summary>
    public Func<T, string>? Typed { get; init; }

    /// <summary>The words that it can be, if they are few; empty for any other value.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Reads a value.</summary>
    public delegate bool Reader(string text, out T value, out string problem);
}

/// <summary>The kinds that there are.</summary>
public static class ValueKind
{
    /// <summary>A whole number.</summary>
    public static ValueKind<int> Whole(int least, int most) => new(
        FormattableString.Invariant($"{least} to {most}"), v => v >= least && v <= most,
        (string text, out int value, out string problem) =>
        {
            bool whole = NumberText.TryWhole(text, out long number, out problem, int.MinValue, int.MaxValue);
            value = (int)number;
            return whole;
        },
        (name, v, note) => new OptionRow(name, v, note));

    /// <summary>A number.</summary>
    /// <param name="range">In words.</param>
    /// <param name="isIn">Whether a finite number is in it.</param>
    public static ValueKind<double> Number(string range, Func<double, bool> isIn) => new(
        range, v => double.IsFinite(v) && isIn(v),
        NumberText.TryReal,
        (name, v, note) => new OptionRow(name, v, note));

    /// <summary>A part of something: a number above 0 and at most 1.</summary>
    public static ValueKind<double> Part { get; } = Number("above 0 and at most 1", v => v is > 0 and <= 1);

    /// <summary>A number above 0.</summary>
    public static ValueKind<double> Positive { get; } = Number("above 0", v => v > 0);

    /// <summary>A number of at least 0.</summary>
    public static ValueKind<double> NotNegative { get; } = Number("at least 0", v => v >= 0);

    /// <summary>A part, 0–1, that people read and type as percentage points.</summary>
    public static ValueKind<double> Points { get; } = new(
        "0 to 100 percentage points", v => v is >= 0 and <= 1,
        (string text, out double value, out string problem) =>
        {
            bool number = NumberText.TryReal(text, out value, out problem);
            value /= 100;
            return number;
        },
        (name, v, note) => new OptionRow(name, Math.Round(v * 100, 10), note));

    /// <summary>A number, or none.</summary>
    /// <param name="range">In words.</param>
    /// <param name="isIn">Whether a finite number is in it.</param>
    public static ValueKind<double?> Optional(string range, Func<double, bool> isIn) => new(
        range, v => v is not { } number || (double.IsFinite(number) && isIn(number)),
        (string text, out double? value, out string problem) =>
        {
            bool number = NumberText.TryReal(text, out double read, out problem);
            value = read;
            return number;
        },
        (name, v, note) => v is { } number ? new OptionRow(name, number, note) : new OptionRow(name, "none", note));

    /// <summary>On or off.</summary>
    public static ValueKind<bool> Switch { get; } = new(
        "on or off", _ => true,
        (string text, out bool value, out string problem) =>
        {
            value = text == "on";
            problem = value || text == "off" ? "" : Unknown("on or off", text);
            return problem.Length == 0;
        },
        (name, v, note) => new OptionRow(name, v, note));

    /// <summary>Several numbers, each at least 0.</summary>
    public static ValueKind<ImmutableArray<double>> Weights { get; } = new(
        "one number or several, each at least 0", v => !v.IsDefaultOrEmpty && v.All(x => double.IsFinite(x) && x >= 0),
        (string text, out ImmutableArray<double> value, out string problem) =>
        {
            bool numbers = NumberText.TryList(text, out double[] read, out problem);
            value = [.. read];
            return numbers;
        },
        (name, v, note) => new OptionRow(name, (IEnumerable<double>)v, note));

    /// <summary>Several names; none for all.</summary>
    public static ValueKind<ImmutableArray<string>> Names { get; } = new(
        "names or numbers", v => !v.IsDefault,
        (string text, out ImmutableArray<string> value, out string problem) =>
        {
            value = [.. text.Split(',', StringSplitOptions.TrimEntries)];
            problem = value.Contains("") ? Unknown("names or numbers with commas between them", text) : "";
            return problem.Length == 0;
        },
        (name, v, note) => v.IsEmpty
            ? new OptionRow(name, "all", note)
            : new OptionRow(name, string.Join(", ", v.Select(t => Printable.Of(t))), note)
            {
                Json = OptionRow.JsonOf(v.Select(t => Printable.Of(t)))
            });

    /// <summary>A file; empty for none. A report shows its name alone.</summary>
    public static ValueKind<string> File { get; } = new(
        "a file", v => v is not null,
        (string text, out string value, out string problem) =>
        {
            (value, problem) = (text, "");
            return true;
        },
        (name, v, note) => new OptionRow(name, Path.GetFileName(v), note))
    {
        Typed = v => v.Length == 0 ? "none" : v,
    };

    /// <summary>A place, or none; negative numbers count from the bottom and from the right.</summary>
    /// <param name="none">What a report says of none.</param>
    public static ValueKind<(int Row, int Column)?> Place(string none) => new(
        "ROW,COLUMN, two whole numbers", _ => true,
        (string text, out (int Row, int Column)? value, out string problem) =>
        {
            string[] parts = text.Split(',');
            long row = 0, column = 0;
            bool two = parts.Length == 2 && NumberText.TryWhole(parts[0], out row, out _, int.MinValue, int.MaxValue)
                && NumberText.TryWhole(parts[1], out column, out _, int.MinValue, int.MaxValue);
            value = ((int)row, (int)column);
            problem = two ? "" : Unknown("ROW,COLUMN, two whole numbers", text);
            return two;
        },
        (name, v, note) => new OptionRow(name, v is { } at ? FormattableString.Invariant($"{at.Row}, {at.Column}") : none, note));

    /// <summary>One of several words.</summary>
    /// <param name="words">As they are typed, with what they mean; a second word for the same is understood, and not told.</param>
    public static ValueKind<T> Choice<T>(params (string Word, T Value)[] words) where T : struct, Enum
    {
        string range = OneOf([.. words.DistinctBy(w => w.Value).Select(w => w.Word)]);
        return new(
            range, v => Enum.IsDefined(v),
            (string text, out T value, out string problem) =>
            {
                int at = Array.FindIndex(words, w => w.Word == text);
                value = at < 0 ? default : words[at].Value;
                problem = at < 0 ? Unknown(range, text) : "";
                return at >= 0;
            },
            (name, v, note) => new OptionRow(name, v.ToString(), note))
        {
            Typed = v => Array.Find(words, w => w.Value.Equals(v)).Word ?? v.ToString(),
            Words = [.. words.DistinctBy(w => w.Value).Select(w => w.Word)],
        };
    }

    /// <summary>One of several words, one of which stands for none.</summary>
    /// <param name="none">That word.</param>
    /// <param name="shown">What a report says of none.</param>
    /// <param name="words">The others as they are typed, with what they mean.</param>
    public static ValueKind<T?> Choice<T>(string none, string shown, params (string Word, T Value)[] words) where T : struct, Enum
    {
        ValueKind<T> one = Choice(words);
        string range = OneOf([none, .. words.Select(w => w.Word)]);
        return new(
            range, v => v is not { } given || one.IsIn(given),
            (string text, out T? value, out string problem) =>
            {
                value = null;
                problem = "";
                if (text == none) return true;
                if (!one.Read(text, out T given, out _))
                {
                    problem = Unknown(range, text);
                    return false;
                }

                value = given;
                return true;
            },
            (name, v, note) => new OptionRow(name, v?.ToString() ?? shown, note))
        {
            Typed = v => v is { } given ? one.Typed!(given) : none,
            Words = [none, .. one.Words],
        };
    }

    /// <summary>One of several words, which are shown as they are typed.</summary>
    /// <param name="words">As they are typed, with what they mean.</param>
    public static ValueKind<T> Word<T>(params (string Word, T Value)[] words) where T : struct, Enum
    {
        ValueKind<T> choice = Choice(words);
        return choice with { Row = (name, v, note) => new OptionRow(name, choice.Typed!(v), note) };
    }

    private static string OneOf(string[] words) => words.Length == 1 ? words[0] : $"{string.Join(", ", words[..^1])} or {words[^1]}";

    private static string Unknown(string range, string text) => $"must be {range}, but is '{Printable.Of(text)}'.";
}
