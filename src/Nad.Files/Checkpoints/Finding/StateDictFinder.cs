using System.Globalization;
using Nad.Files.Checkpoints.Modules;

namespace Nad.Files.Checkpoints.Finding;

/// <summary>
/// Finds the state dict inside of what a training script saved: the one that is a known network, else the one that has the usual name.
/// </summary>
/// <param name="length">Bytes of the file, which bound what is tried.</param>
/// <param name="entry">Where it is, as the user says; null to find it.</param>
/// <param name="known">Knows networks; null where names alone decide.</param>
internal sealed class StateDictFinder(long length, string? entry, NetworkName? known)
{
    // Names that scripts give it; where one of them fits, other dicts of tensors (an average of the weights, say) do not make it ambiguous.
    private static readonly string[] Usual = ["state_dict", "model_state_dict", "model", "net"];

    /// <summary>The tensors of a pickled object.</summary>
    /// <exception cref="UnsupportedInputException">There are none, or it is not clear which are meant.</exception>
    /// <exception cref="RefusedFileException">A module is not plain data.</exception>
    public FoundState Find(object? root)
    {
        StateDictPlace top = Place(null, "", root);
        List<List<StateDictPlace>> levels = Levels(top);
        if (levels.All(l => l.Count == 0)) throw Nothing(root, top);
        return Choose(top, [.. levels.SelectMany(l => l)], () => ByName(top, levels));
    }

    /// <summary>The tensors of a file that is one flat state dict.</summary>
    public FoundState Find(IReadOnlyList<PlacedTensor> tensors)
    {
        StateDictPlace top = new(null, "", null) { Tensors = tensors };
        return Choose(top, [top], () => top);
    }

    /// <summary>What a value is, in words.</summary>
    public static string Describe(object? value) => value switch
    {
        null => "None",
        bool => "a bool",
        string => "a text",
        byte[] => "bytes",
        PickleTuple => "a tuple",
        PickleList => "a list",
        PickleDict => "a dict",
        PickleTensor => "a tensor",
        PickleModule module => $"a module ({module.Type.FullName})",
        PickleOpaque opaque => $"a {opaque.Description}",
        PickleStorage => "a storage",
        PickleReference reference => reference.FullName,
        PicklePartial => "a functools.partial",
        _ => "a number",
    };

    private FoundState Choose(StateDictPlace top, IReadOnlyList<StateDictPlace> places, Func<StateDictPlace> byName)
    {
        if (entry is not null) return Named(places);
        if (known is not null)
        {
            NetworkSearch search = new(known, length);
            List<NetworkFit> fits = [.. places.SelectMany(search.Fits)];
            if (fits.Count > 0) return new FoundState(Single(top, fits), places, fits);
        }

        return Unknown(byName(), places);
    }

    private FoundState Named(IReadOnlyList<StateDictPlace> places)
    {
        NetworkSearch? search = known is null ? null : new(known, length);
        foreach (StateDictPlace place in places)
        {
            if (place.PathLength > entry!.Length || !entry.StartsWith(place.Path, StringComparison.Ordinal)) continue;
            string rest = entry[place.Path.Length..].TrimStart('.');
            StateDictPlace part = rest.Length == 0 ? place : Part(place, rest + ".");
            if (part.Tensors.Count == 0) continue;
            if (search?.Fits(part) is { Count: 1 } fits)
            {
                string prefix = rest.Length == 0 ? fits[0].Prefix : $"{rest}.{fits[0].Prefix}";
                return new FoundState(fits[0] with { Place = place, Prefix = prefix, Unexplained = [] }, places, fits);
            }

            if (rest.Length == 0) return Unknown(place, places);
            return new FoundState(new NetworkFit(place, rest + ".", "", part.Tensors, new ExtraEntries(part.Tensors)), places, []);
        }

        string names = string.Join(", ", places.Take(8).Select(p => p.PathLength == 0 ? "the top level" : Printable.Of(p.Path, 60)));
        throw new UnsupportedInputException($"The file has no state dict at '{Printable.Of(entry!, 80)}'. It has one at: {names}.");
    }

    private static StateDictPlace Part(StateDictPlace place, string prefix) => new(null, "", null)
    {
        Tensors = Without(prefix, place.Tensors.Where(t => t.Name.StartsWith(prefix, StringComparison.Ordinal))),
    };

    // No network is known here: only what wrappers add is taken off, so that the names can be compared.
    private FoundState Unknown(StateDictPlace place, IReadOnlyList<StateDictPlace> places)
    {
        string common = NameParts.Common(place.Tensors, most: 6);
        string prefix =
            known is null ? (common.StartsWith("module.", StringComparison.Ordinal) ? "module." : "") : NameParts.Wrapped(common);
        NetworkFit fit = new(place, prefix, "", Without(prefix, place.Tensors), new ExtraEntries([])) { Address = place.Path };
        return new FoundState(fit, places, []);
    }

    private static PlacedTensor[] Without(string prefix, IEnumerable<PlacedTensor> tensors) =>
        [.. tensors.Select(t => t with { Name = t.Name[prefix.Length..] })];

    private static NetworkFit Single(StateDictPlace top, List<NetworkFit> fits)
    {
        List<NetworkFit> best = [.. fits.GroupBy(f => Rank(top, f)).MinBy(g => g.Key)!];
        NetworkFit first = best[0];
        if (best.Count > 1 && !best.All(first.SameTensorsAs))
        {
            string names = string.Join(", ", best.Take(8).Select(f => $"{Printable.Of(f.Address, 60)} ({f.Network})"));
            throw new UnsupportedInputException(
                $"The file holds {best.Count} networks: {names}. Say which one is meant {After(first.Address)}.");
        }

        if (first.Unexplained.Count == 0) return first;
        int more = first.Unexplained.Count - 3;
        string beside =
            string.Join(", ", first.Unexplained.Take(3).Select(n => Printable.Of(n, 60))) + (more > 0 ? $" and {more} more" : "");
        throw new UnsupportedInputException(
            $"The file holds {first.Network} under {Printable.Of(first.Address, 60)}, but beside it {beside}, so it may be only a "
            + "part of the network. "
            + $"If it is the whole, say so {After(first.Address)}.");
    }

    private static string After(string address) => $"after the file's name: FILE#{Printable.Of(address, 60)}";

    // The usual names first, then the top level, as for networks that are not known.
    private static int Rank(StateDictPlace top, NetworkFit fit) =>
        Usual.Contains(fit.Place.Key) ? 0 : ReferenceEquals(fit.Place, top) ? 1 : 2;

    private static StateDictPlace ByName(StateDictPlace top, List<List<StateDictPlace>> levels)
    {
        List<StateDictPlace> usual = levels.Count > 1 ? [.. levels[1].Where(c => Usual.Contains(c.Key))] : [];
        if (usual.Count > 0) return Single(usual);

        // A few tensors beside dicts of tensors are notes, such as a loss.
        List<StateDictPlace> below = levels.Skip(1).FirstOrDefault(l => l.Count > 0) ?? [];
        if (top.Tensors.Count > 0 && !(below.Count > 0 && top.Tensors.Count < below.Max(p => p.Tensors.Count))) return top;
        return Single(below);
    }

    private static StateDictPlace Single(List<StateDictPlace> found) => found.Count == 1
        ? found[0]
        : throw new UnsupportedInputException(
            $"The file holds {found.Count} dicts of tensors: {string.Join(", ", found.Take(8).Select(c => Printable.Of(c.Path, 40)))}. "
            + $"None is a network that is known here; say which one is meant {After(found[0].Path)}.");

    private static UnsupportedInputException Nothing(object? root, StateDictPlace top)
    {
        const string Needed = "A checkpoint holds a dict of tensors or a network";
        if (root is not PickleDict dict)
            return new UnsupportedInputException($"{Needed}, but this file holds {Describe(root)}. Name the file that holds the weights.");
        string keys = string.Join(", ", dict.Entries.Take(8).Select(e => e.Key is string key ? Printable.Of(key, 40) : Describe(e.Key)));
        return new UnsupportedInputException(
            $"{Needed}, but this file has none; its keys are: {(keys.Length > 0 ? keys : "none")}. Name the file that holds the weights.");
    }

    // Top level and two levels below it: enough for every script seen, and a fixed depth needs no care about dicts that contain themselves.
    private List<List<StateDictPlace>> Levels(StateDictPlace top)
    {
        // A container may hang at many places: each is looked at once, at the first.
        HashSet<object> seen = new(ReferenceEqualityComparer.Instance) { top.Value ?? top };
        List<List<StateDictPlace>> levels = [];
        List<StateDictPlace> level = [top];
        for (int depth = 0; depth < 3; depth++)
        {
            levels.Add([.. level.Where(p => p.Tensors.Count > 0)]);
            if (depth < 2) level = [.. level.SelectMany(p => Children(p, seen))];
        }

        return levels;
    }

    private IEnumerable<StateDictPlace> Children(StateDictPlace place, HashSet<object> seen)
    {
        switch (place.Value)
        {
            case PickleDict dict:
                foreach ((object? key, object? value) in dict.Entries)
                {
                    string? name = key switch
                    {
                        string text => text,
                        long number => number.ToString(CultureInfo.InvariantCulture),
                        _ => null
                    };
                    if (name is not null && value is PickleDict or PickleModule or PickleList or PickleTuple && seen.Add(value))
                        yield return Place(place, name!, value);
                }

                break;
            case PickleList or PickleTuple:
                IReadOnlyList<object?> items = place.Value is PickleList list ? list.Items : ((PickleTuple)place.Value).Items;
                for (int i = 0; i < items.Count; i++)
                {
                    if (items[i] is (PickleDict or PickleModule) and { } item && seen.Add(item))
                        yield return Place(place, i.ToString(CultureInfo.InvariantCulture), item);
                }

                break;
        }
    }

    private StateDictPlace Place(StateDictPlace? parent, string key, object? value)
    {
        if (value is PickleModule module)
        {
            ModuleNode tree = ModuleTree.Of(module, length);
            return new StateDictPlace(parent, key, value) { Module = tree, Tensors = ModuleTree.StateDict(tree) };
        }

        if (value is not PickleDict dict) return new StateDictPlace(parent, key, value);
        List<PlacedTensor> tensors = [];
        foreach ((object? name, object? item) in dict.Entries)
        {
            if (name is string text && item is PickleTensor tensor) tensors.Add(new PlacedTensor(text, tensor.Shape, tensor));
        }

        return new StateDictPlace(parent, key, value) { Tensors = tensors };
    }
}
