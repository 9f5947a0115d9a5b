using System.IO.Enumeration;

namespace Nad.Experiments;

/// <summary>
/// The one guard of all commands that write: before any work is done it makes sure that the place can be written to, that no file which is
/// read is written over, and that nothing is replaced but a result of this program, and that only where the user says so. Files are
/// compared themselves, not their names: through links, <c>..</c>, letters of another case and second names they are the same file. It
/// changes nothing.
/// </summary>
public static class OutputGuard
{
    /// <summary>Checks a plan.</summary>
    /// <returns>The earlier result that is there; null where there is none.</returns>
    /// <exception cref="NadException">
    /// Something would be lost, or the place cannot be written to; the message says what is there.
    /// </exception>
    public static FormerResult? Check(OutputPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (string.IsNullOrWhiteSpace(plan.Path))
            throw new NadException(
                $"{plan.Option} names no {(plan.IsFile ? "file" : "folder")}: it is empty, as an unset variable leaves it.");
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(plan.Path));
        string folder = plan.IsFile ? Path.GetDirectoryName(full) ?? full : full;
        Reachable(plan, full, folder);
        if (!plan.IsFile) Apart(plan, full);

        FormerResult? former = plan.Former(full);
        (string Name, string Path, FilePlace? Place)[] there =
            plan.IsFile ? There(folder, [Path.GetFileName(full)]) : There(full, [.. plan.Names, .. former?.Files.Keys ?? []]);
        List<(InputPlace Input, FilePlace Place)> inputs =
            [.. plan.Inputs.Select(i => (i, FilePlace.At(i.Path))).Where(i => i.Item2 is not null).Select(i => (i.i, i.Item2!.Value))];
        foreach ((string name, string path, FilePlace? place) in there)
        {
            if (place is { } found && inputs.Find(i => i.Place == found).Input is { } read)
                throw new NadException(
                    $"{Shown(plan, name)} would be written over what {read.Option} reads ({Printable.Of(read.Path)}). {Another(plan)}");
        }

        foreach ((string name, string path, FilePlace? place) in there)
        {
            if (plan.IsUnfinished || former?.Files.ContainsKey(name) == true) continue;
            string what = place?.Kind ?? "a link that leads to nothing";
            throw new NadException(plan.IsFile && what != "a file"
                ? $"{Printable.Of(plan.Path)} is {what}; {plan.Option} names a file. {Another(plan)}"
                : $"{Shown(plan, name)} is {what} that nad did not write, so nothing is written over it. "
                    + $"{Another(plan, ", or move it away")}");
        }

        if (former is null || plan.Resume) return former;
        if (!plan.Overwrite)
            throw new NadException($"{Printable.Of(plan.Path)} holds {former.What}. {Another(plan, ", or add --overwrite to replace it")}");
        former.CheckUnchanged();
        return former;
    }

    /// <summary>Makes sure that there is the place or that it can be made.</summary>
    private static void Reachable(OutputPlan plan, string full, string folder)
    {
        string shown = Printable.Of(plan.Path);
        for (string at = folder; ; at = Path.GetDirectoryName(at)
            ?? throw new NadException($"{shown} cannot be made: there is no folder to make it in. {Another(plan)}"))
        {
            if (FilePlace.At(at) is not { } place)
            {
                if (FilePlace.IsDangling(at))
                    throw new NadException(
                        $"{Place(at)} is a link that leads to nothing, so nothing can be written there. {Another(plan)}");
                continue;
            }

            if (!place.IsFolder)
                throw new NadException(
                    at == full
                        ? $"{shown} is {place.Kind}; {plan.Option} names a folder. {Another(plan)}"
                        : $"{shown} cannot be made: {Place(at)} is {place.Kind}. {Another(plan)}");
            if (plan.IsFile && at != folder)
                throw new NadException(
                    $"{shown} cannot be written: the folder {Printable.Of(folder)} does not exist. "
                    + $"Create it first, or name another with {plan.Option}.");
            if (FilePlace.WhyNotWritable(at) is { } reason)
                throw new NadException(
                    at == full
                        ? $"The output folder {shown} cannot be written to: {reason}. {Another(plan)}"
                        : $"{shown} cannot be made in {Place(at)}: {reason}. {Another(plan)}");
            return;
        }

        // As the user wrote it, where it is a part of that.
        string Place(string at) =>
            at == full
                ? shown
                : Printable.Of(Path.IsPathRooted(plan.Path) ? at : Path.GetRelativePath(Directory.GetCurrentDirectory(), at));
    }

    /// <summary>Makes sure that the folder is not one that is read, nor lies in a folder whose every file is read.</summary>
    private static void Apart(OutputPlan plan, string full)
    {
        List<FilePlace> above = [];
        for (string? at = full; at is not null; at = Path.GetDirectoryName(at))
        {
            if (FilePlace.At(at) is { } place) above.Add(place);
        }

        bool exists = FilePlace.At(full) is not null;
        foreach (InputPlace input in plan.Inputs)
        {
            if (FilePlace.At(input.Path) is not { IsFolder: true } read) continue;
            if (exists && above[0] == read)
                throw new NadException($"{Printable.Of(plan.Path)} is the folder that {input.Option} reads. {Another(plan)}");
            if (input.Tree && above.Contains(read))
                throw new NadException(
                    $"{Printable.Of(plan.Path)} lies in {Printable.Of(input.Path)}, whose every folder {input.Option} "
                    + $"reads. {Another(plan)}");
        }
    }

    // What is there under these names; a link that leads nowhere has no place.
    private static (string Name, string Path, FilePlace? Place)[] There(string folder, IReadOnlyList<string> names)
    {
        if (!Directory.Exists(folder)) return [];
        ILookup<bool, string> patterns = names.ToLookup(n => n.AsSpan().IndexOfAny('*', '?') >= 0);
        IEnumerable<string> found = patterns[false];
        if (patterns[true].Any())
        {
            found = found.Concat(Directory.EnumerateFileSystemEntries(folder)
                .Select(p => Path.GetFileName(p))
                .Where(n => patterns[true].Any(m => FileSystemName.MatchesSimpleExpression(m, n, ignoreCase: false))));
        }

        return [.. found.Distinct(StringComparer.Ordinal)
            .Select(n => (Name: n, Path: Path.Combine(folder, n)))
            .Select(f => (f.Name, f.Path, Place: FilePlace.At(f.Path)))
            .Where(f => f.Place is not null || FilePlace.IsDangling(f.Path))];
    }

    private static string Shown(OutputPlan plan, string name) => Printable.Of(plan.IsFile ? plan.Path : Path.Combine(plan.Path, name));

    private static string Another(OutputPlan plan, string or = "") =>
        $"Name another {(plan.IsFile ? "file" : "folder")} with {plan.Option}{or}.";
}
