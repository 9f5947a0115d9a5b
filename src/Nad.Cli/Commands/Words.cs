using System.Collections.Immutable;
using System.Globalization;

namespace Nad.Cli.Commands;

/// <summary>Options whose values are words.</summary>
internal static class Words
{
    /// <exception cref="NadException">The value is none of the known words.</exception>
    public static string OneOf(string option, string value, params string[] known) =>
        known.Contains(value, StringComparer.Ordinal)
            ? value
            : throw new NadException($"{option} must be {string.Join(" or ", known)}, but is '{Printable.Of(value)}'.");

    /// <exception cref="NadException">The text is not numbers with commas between them.</exception>
    public static ImmutableArray<double> Numbers(string option, string text) =>
        NumberText.TryList(text, out double[] values, out string problem) ? [.. values] : throw new NadException($"{option} {problem}");

    /// <summary>As <see cref="Numbers(string, string)"/>, each once, rising, none outside of the given ends.</summary>
    /// <exception cref="NadException">The text is not such numbers.</exception>
    public static ImmutableArray<double> Numbers(string option, string text, double least, double most)
    {
        ImmutableArray<double> numbers = Numbers(option, text);
        return numbers.Any(n => !(n >= least && n <= most))
            ? throw new NadException(string.Create(
                CultureInfo.InvariantCulture, $"{option} must be numbers from {least} to {most}, but is '{Printable.Of(text)}'."))
            : [.. numbers.Distinct().Order()];
    }
}
