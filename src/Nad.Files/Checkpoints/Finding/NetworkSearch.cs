namespace Nad.Files.Checkpoints.Finding;

/// <summary>
/// Looks for known networks in the places of a file: under any common prefix, beside known extras, or as one of several parts.
/// </summary>
/// <param name="known">Knows networks.</param>
/// <param name="length">Bytes of the file, which bound what is tried.</param>
internal sealed class NetworkSearch(NetworkName known, long length)
{
    private const int MostParts = 6, FewestTensors = 2;

    // Every try makes a table of names; a file may not make us make many large ones.
    private long budget = 20_000 + (length / 2);

    /// <summary>The network of a place, or several where a dict holds them side by side.</summary>
    public IReadOnlyList<NetworkFit> Fits(StateDictPlace place)
    {
        ExtraEntries extras = new(place.Tensors);
        if (Whole(place, place.Tensors, extras) is { } whole) return [whole];
        if (extras.Count > 0 && Whole(place, [.. place.Tensors.Where(t => !extras.Contains(t.Name))], extras) is { } rest) return [rest];
        return Parts(place, extras);
    }

    private NetworkFit? Whole(StateDictPlace place, IReadOnlyList<PlacedTensor> tensors, ExtraEntries extras)
    {
        foreach (string prefix in NameParts.Beginnings(NameParts.Common(tensors, MostParts)))
        {
            if (Try(place, prefix, tensors, extras) is { } fit) return fit with { Address = place.Path };
        }

        return null;
    }

    private List<NetworkFit> Parts(StateDictPlace place, ExtraEntries extras)
    {
        List<NetworkFit> fits = [];
        foreach ((string prefix, List<PlacedTensor> part) in Groups(place.Tensors))
        {
            if (part.Count < FewestTensors || part.Count == place.Tensors.Count) continue;
            List<PlacedTensor> plain = [.. part.Where(t => !extras.Contains(t.Name))];
            NetworkFit? fit = Try(place, prefix, part, extras) ?? (plain.Count < part.Count ? Try(place, prefix, plain, extras) : null);
            if (fit is null) continue;
            string address = place.PathLength == 0 ? prefix[..^1] : $"{place.Path}.{prefix[..^1]}";
            fits.Add(fit with
            {
                Address = address,
                Unexplained =
                [
                    .. place.Tensors.Select(t => t.Name)
                        .Where(n => !n.StartsWith(prefix, StringComparison.Ordinal) && !extras.Contains(n) && !ExtraEntries.IsAuxiliary(n)),
                ],
            });
        }

        return fits;
    }

    private Dictionary<string, List<PlacedTensor>> Groups(IReadOnlyList<PlacedTensor> tensors)
    {
        Dictionary<string, List<PlacedTensor>> groups = new(StringComparer.Ordinal);
        foreach (PlacedTensor tensor in tensors)
        {
            if (!Spend(tensor.Name.Length)) return [];
            foreach (string prefix in NameParts.Beginnings(tensor.Name).Skip(1).Take(MostParts))
            {
                if (!groups.TryGetValue(prefix, out List<PlacedTensor>? group)) groups.Add(prefix, group = []);
                group.Add(tensor);
            }
        }

        return groups;
    }

    private NetworkFit? Try(StateDictPlace place, string prefix, IReadOnlyList<PlacedTensor> tensors, ExtraEntries extras)
    {
        if (tensors.Count < FewestTensors) return null;
        Dictionary<string, long[]> shapes = new(tensors.Count, StringComparer.Ordinal);
        foreach (PlacedTensor tensor in tensors)
        {
            if (!Spend(tensor.Name.Length / 16)) return null;
            string name = tensor.Name[prefix.Length..];
            shapes[name] = Counted(name, tensor.Shape);
        }

        if (known(shapes) is not string network) return null;
        return new NetworkFit(place, prefix, network, [.. tensors.Select(t => t with { Name = t.Name[prefix.Length..] })], extras);
    }

    /// <summary>Counters of batches are scalars; some tools keep them as one-element vectors.</summary>
    public static long[] Counted(string name, long[] shape) =>
        shape is [1] && name.EndsWith("num_batches_tracked", StringComparison.Ordinal) ? [] : shape;

    private bool Spend(long more)
    {
        budget -= 1 + more;
        return budget >= 0;
    }
}
