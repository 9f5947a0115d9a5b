using System.Globalization;
using Nad.Data;

namespace Nad.Experiments;

/// <summary>
/// Names of the classes in the order of their labels, with the number of images of each, as the user is shown them before work starts.
/// </summary>
internal static class ClassCounts
{
    private const int Most = 20, First = 8, Last = 2;

    /// <summary>Such as <c>10 classes: 0 airplane (250), 1 automobile (248), ...</c>; the middle is left out if there are many.</summary>
    public static string Line(ImageSet images)
    {
        int[] counts = images.CountByClass();
        string[] all =
            [.. counts.Select((count, label) => string.Create(CultureInfo.InvariantCulture, $"{Name(images, label)} ({count:#,##0})"))];
        IEnumerable<string> shown = all.Length <= Most ? all : [.. all[..First], "...", .. all[^Last..]];
        return string.Create(
            CultureInfo.InvariantCulture, $"{all.Length} classes, by label, with their images: {string.Join(", ", shown)}");
    }

    /// <summary>Which classes have no image, a sentence; null if each has one.</summary>
    /// <param name="images">The images.</param>
    /// <param name="what">What they are, such as "clean image".</param>
    public static string? Missing(ImageSet images, string what)
    {
        int[] counts = images.CountByClass(), missing = [.. Enumerable.Range(0, counts.Length).Where(label => counts[label] == 0)];
        if (missing.Length == 0) return null;
        string names = string.Join(", ", missing.Take(First).Select(label => Name(images, label)))
            + (missing.Length > First ? $" and {missing.Length - First} more" : "");
        return $"{missing.Length} of the {counts.Length} classes {(missing.Length == 1 ? "is" : "are")} without a {what}: {names}.";
    }

    private static string Name(ImageSet images, int label) =>
        $"{label.ToString(CultureInfo.InvariantCulture)} {Printable.Of(images.ClassNames[label], 30)}";
}
