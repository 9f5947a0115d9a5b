namespace Nad.Cli.Commands;

/// <summary>Options whose values are words.</summary>
internal static class Words
{
    /// <exception cref="NadException">The value is none of the known words.</exception>
    public static string OneOf(string option, string value, params string[] known) =>
        known.Contains(value, StringComparer.Ordinal) ? value : throw new NadException($"{option} must be {string.Join(" or ", known)}, but is '{Printable.Of(value)}'.");
}
