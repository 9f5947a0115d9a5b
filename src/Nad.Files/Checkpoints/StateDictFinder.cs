namespace Nad.Files.Checkpoints;

/// <summary>Finds the dict of tensors inside what a training script saved.</summary>
internal static class StateDictFinder
{
    // Names that scripts give it; where one of them fits, other dicts of tensors (an average of the weights, say) do not make it ambiguous.
    private static readonly string[] Usual = ["state_dict", "model_state_dict", "model", "net"];

    /// <summary>The dict and its dotted key, "" for the top level.</summary>
    public static (string Key, PickleDict Dict) Find(object? root)
    {
        if (root is not PickleDict top)
        {
            throw new UnsupportedInputException($"A checkpoint holds a dict of tensors, but this file holds {Describe(root)}. Save model.state_dict().");
        }

        // A dict may hang at many places: each is looked at once, at the first.
        HashSet<PickleDict> seen = [top];
        List<Place> level = Children(null, top, seen);
        List<Place> usual = [.. level.Where(c => Usual.Contains(c.Key) && HoldsTensors(c.Dict))];
        if (usual.Count > 0) return Single(usual);
        if (HoldsTensors(top)) return ("", top);

        // Two levels are enough for every script seen, and a fixed depth needs no care about dicts that contain themselves.
        for (int depth = 0; depth < 2; depth++)
        {
            List<Place> holders = [.. level.Where(c => HoldsTensors(c.Dict))];
            if (holders.Count > 0) return Single(holders);
            level = [.. level.SelectMany(c => Children(c, c.Dict, seen))];
        }

        string keys = string.Join(", ", top.Entries.Take(8).Select(e => e.Key is string key ? Printable.Of(key, 40) : Describe(e.Key)));
        throw new UnsupportedInputException($"A checkpoint holds a dict of tensors, but this file has none; its keys are: {(keys.Length > 0 ? keys : "none")}. Save model.state_dict().");
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
        PickleOpaque opaque => $"a {opaque.Description}",
        PickleStorage => "a storage",
        PickleReference reference => reference.FullName,
        _ => "a number",
    };

    private static (string Key, PickleDict Dict) Single(List<Place> found) => found.Count == 1
        ? (found[0].Path, found[0].Dict)
        : throw new UnsupportedInputException(
            $"The file holds {found.Count} dicts of tensors: {string.Join(", ", found.Take(8).Select(c => Printable.Of(c.Path, 40)))}. Save the one that is the model in a file of its own.");

    private static bool HoldsTensors(PickleDict dict)
    {
        foreach (KeyValuePair<object?, object?> entry in dict.Entries)
        {
            if (entry is { Key: string, Value: PickleTensor }) return true;
        }

        return false;
    }

    private static List<Place> Children(Place? parent, PickleDict dict, HashSet<PickleDict> seen)
    {
        List<Place> children = [];
        foreach (KeyValuePair<object?, object?> entry in dict.Entries)
        {
            if (entry is { Key: string key, Value: PickleDict child } && seen.Add(child)) children.Add(new Place(parent, key, child));
        }

        return children;
    }

    // Its path is text only once it is asked for: keys may be long, and places many.
    private sealed record Place(Place? Parent, string Key, PickleDict Dict)
    {
        public string Path => Parent is null ? Key : Parent.Path + "." + Key;
    }
}
