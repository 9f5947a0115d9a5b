namespace Nad.Data;

/// <summary>
/// Class names that are whole numbers, or differ in one alone (<c>class_2</c>, <c>class_10</c>): they have a numeric order and one as text,
/// and both are in use.
/// </summary>
public static class ClassNumbers
{
    /// <summary>Whether all names are whole numbers: digits and nothing else.</summary>
    public static bool Are(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return names.Count > 0 && names.All(name => name.Length > 0 && name.All(char.IsAsciiDigit));
    }

    /// <summary>
    /// The names in the other order that is in use; null where there is none: the names are no numbers, or both orders are the same.
    /// </summary>
    /// <param name="names">As they are: whole numbers in numeric order, others as text.</param>
    public static IReadOnlyList<string>? OtherOrder(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        string[] other = [.. names];
        if (Are(names)) Array.Sort(other, string.CompareOrdinal);
        else if (Numbers(names) is { } numbers) Array.Sort(numbers, other, Comparer<string>.Create(Compare));
        return other.SequenceEqual(names, StringComparer.Ordinal) ? null : other;
    }

    /// <summary>Compares two whole numbers of any length by their value; equal ones (<c>1</c> and <c>01</c>) as text.</summary>
    public static int Compare(string a, string b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        ReadOnlySpan<char> x = a.AsSpan().TrimStart('0'), y = b.AsSpan().TrimStart('0');
        int order = x.Length != y.Length ? x.Length.CompareTo(y.Length) : x.SequenceCompareTo(y);
        return order != 0 ? order : string.CompareOrdinal(a, b);
    }

    // What is left of each name without the beginning and the end that all share; null where that is no number.
    private static string[]? Numbers(IReadOnlyList<string> names)
    {
        if (names.Count < 2) return null;
        int start = names.Min(name => name.AsSpan().CommonPrefixLength(names[0].AsSpan()));
        while (start > 0 && char.IsAsciiDigit(names[0][start - 1])) start--;
        int end = 0;
        while (names.All(
            name => name.Length - start > end && name[^(end + 1)] == names[0][^(end + 1)] && !char.IsAsciiDigit(name[^(end + 1)])))
            end++;
        string[] numbers = [.. names.Select(name => name[start..^end])];
        return Are(numbers) ? numbers : null;
    }
}
