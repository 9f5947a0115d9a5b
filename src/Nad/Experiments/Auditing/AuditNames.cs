using System.Globalization;

namespace Nad.Experiments;

/// <summary>Names of the files of an audit.</summary>
public static class AuditNames
{
    /// <summary>The page, and the numbers, which are written last.</summary>
    public const string Page = "audit.html", Numbers = "audit.json";

    /// <summary>Every file that an audit may write.</summary>
    public static IReadOnlyList<string> All { get; } = [Page, Numbers, "pattern-*.png", "trigger-*.json"];

    /// <summary>The change of a kind that stands out most, as a trigger that every command takes.</summary>
    internal static string Trigger(string family) => $"trigger-{family}.json";

    /// <summary>The picture of a change.</summary>
    internal static string Picture(string family, int goal) =>
        string.Create(CultureInfo.InvariantCulture, $"pattern-{family}-{(goal < 0 ? "away" : goal)}.png");
}
