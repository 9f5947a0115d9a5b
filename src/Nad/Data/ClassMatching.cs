namespace Nad.Data;

/// <summary>Brings the classes of one source into the order of others, by name.</summary>
internal static class ClassMatching
{
    private const int Shown = 5;

    /// <summary>The source with the classes of a list of the user; it may have fewer.</summary>
    /// <exception cref="NadException">It has a class that is not listed.</exception>
    internal static IDataSource Listed(IDataSource source, IReadOnlyList<string> list, string file)
    {
        if (ByName(source.ClassNames, list) is { } labels) return new OrderedClasses(source, list, labels, LabelOrder.Listed);
        if (list.Count >= source.ClassCount && ByNumber(source.ClassNames, list.Count) is { } numbers)
        {
            return new OrderedClasses(
                source,
                list,
                numbers,
                LabelOrder.Listed,
                $"{Printable.Of(source.Spec)}: its class folders are numbers and were taken as labels of the classes in "
                    + $"{Printable.Of(file)}: {Pairs(source.ClassNames, list, numbers)}.");
        }

        string[] missing = [.. Without(source.ClassNames, list)];
        throw new NadException(
            $"{Printable.Of(source.Spec)} has {(missing.Length == 1 ? "a class that is" : $"{missing.Length} classes that are")} not in "
            + $"{Printable.Of(file)}: {List(missing)}. "
            + $"The file needs the names of all classes, as the data has them ({List(source.ClassNames)}), a line each.");
    }

    /// <summary>The source with its classes in the order of other data.</summary>
    /// <exception cref="NadException">It has other classes.</exception>
    internal static IDataSource Like(IDataSource source, IDataSource other)
    {
        IReadOnlyList<string> names = other.ClassNames;
        if (source.ClassCount == names.Count && ByName(source.ClassNames, names) is { } labels)
        {
            return IsIdentity(labels) && source.ClassNames.SequenceEqual(names, StringComparer.Ordinal) ? source
                : new OrderedClasses(
                    source,
                    names,
                    labels,
                    LabelOrder.Matched,
                    IsIdentity(labels)
                        ? null
                        : $"{Printable.Of(source.Spec)} has the classes of {Printable.Of(other.Spec)} in another order; they "
                            + "were matched by name.");
        }

        if (source.ClassCount == names.Count
            && (ByNumber(source.ClassNames, names.Count)
                ?? (ByNumber(names, names.Count) is { } reversed ? Inverse(reversed) : null)) is { } numbers)
        {
            return new OrderedClasses(
                source,
                names,
                numbers,
                LabelOrder.Matched,
                $"{Printable.Of(source.Spec)} and {Printable.Of(other.Spec)} name their classes differently; the numbers were taken as "
                    + $"labels: {Pairs(source.ClassNames, names, numbers)}.");
        }

        string[] here = [.. Without(source.ClassNames, names)], there = [.. Without(names, source.ClassNames)];
        throw new NadException(
            $"{Printable.Of(source.Spec)} has other classes than {Printable.Of(other.Spec)}, so no rate would mean anything: "
            + (here.Length > 0
                ? $"only the first has {List(here)}"
                : "") + (here.Length > 0 && there.Length > 0 ? "; " : "") + (there.Length > 0 ? $"only the second has {List(there)}" : "")
            + ". Name test images of the same classes; where some classes have no images, list all of them with --classes FILE.");
    }

    // Labels of names in a list; null where one is not in it.
    private static int[]? ByName(IReadOnlyList<string> names, IReadOnlyList<string> list)
    {
        Dictionary<string, int> known = [];
        for (int label = 0; label < list.Count; label++) known.TryAdd(UnicodeForm.KeyOf(list[label].Trim()), label);
        int[] labels = [.. names.Select(name => known.GetValueOrDefault(UnicodeForm.KeyOf(name.Trim()), -1))];
        return labels.Contains(-1) || labels.Distinct().Count() < labels.Length ? null : labels;
    }

    // Names that are the labels themselves.
    private static int[]? ByNumber(IReadOnlyList<string> names, int count)
    {
        if (!ClassNumbers.Are(names)) return null;
        int[] labels = [.. names.Select(name => NumberText.TryDigits(name, out int label) && label < count ? label : -1)];
        return labels.Contains(-1) || labels.Distinct().Count() < labels.Length ? null : labels;
    }

    // Label l of the source is the place of l among the numbers of the other.
    private static int[] Inverse(int[] labels) => [.. Enumerable.Range(0, labels.Length).Select(label => Array.IndexOf(labels, label))];

    private static bool IsIdentity(int[] labels) => labels.AsSpan().SequenceEqual([.. Enumerable.Range(0, labels.Length)]);

    private static IEnumerable<string> Without(IEnumerable<string> names, IEnumerable<string> others) =>
        names.ExceptBy(others.Select(Key), Key);

    private static string Key(string name) => UnicodeForm.KeyOf(name.Trim());

    private static string Pairs(IReadOnlyList<string> names, IReadOnlyList<string> list, int[] labels) =>
        List([.. names.Select((name, i) => $"{name} is {list[labels[i]]}")]);

    private static string List(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(Shown).Select(name => Printable.Of(name, 60)))
        + (names.Count > Shown ? $" and {names.Count - Shown} more" : "");
}
