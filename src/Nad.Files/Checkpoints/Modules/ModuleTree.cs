using Nad.Files.Checkpoints.Finding;

namespace Nad.Files.Checkpoints.Modules;

/// <summary>
/// Makes <see cref="ModuleNode"/>s of the instances that a pickle describes. Whatever could make Python run something other than the
/// class's own <c>forward</c> refuses the file: hooks, and attributes that stand before a method.
/// </summary>
internal sealed class ModuleTree
{
    private const int Deepest = 64, DeepestValue = 6;

    // Methods of torch.nn.Module that an attribute of the same name would replace; those with "forward" in their name are told by that.
    private static readonly HashSet<string> Methods = new(StringComparer.Ordinal)
    {
        "_call_impl", "_wrapped_call_impl", "_apply", "apply", "train", "eval", "to", "cpu", "cuda", "half", "float", "double", "type",
        "state_dict", "load_state_dict", "_save_to_state_dict", "_load_from_state_dict", "parameters", "buffers", "children", "modules",
        "named_parameters", "named_buffers", "named_children", "named_modules", "register_buffer", "register_parameter", "register_module",
        "add_module", "requires_grad_", "zero_grad", "extra_repr", "_get_name", "_check_input_dim",
    };

    // An honest module takes some 300 bytes of pickle and an attribute at least 2; a tree that repeats its branches may not grow beyond
    // that.
    private readonly long mostNodes, mostValues;
    private long nodes, values;

    private ModuleTree(long length) => (mostNodes, mostValues) = (1000 + (length / 64), 10_000 + (length / 2));

    /// <summary>The tree of a module.</summary>
    /// <param name="root">Where it begins.</param>
    /// <param name="length">Bytes of the file, which bound what is made of it.</param>
    /// <exception cref="RefusedFileException">
    /// A hook, a replaced method, a module inside itself, or more than any network needs.
    /// </exception>
    /// <exception cref="DamagedFileException">It lacks what every module has.</exception>
    public static ModuleNode Of(PickleModule root, long length) => new ModuleTree(length).Node(root, "", [], 0);

    /// <summary>Parameters and persistent buffers of a tree, named as its state dict names them, in that order.</summary>
    public static List<PlacedTensor> StateDict(ModuleNode root)
    {
        List<PlacedTensor> found = [];
        Collect(root, "", found);
        return found;
    }

    private static void Collect(ModuleNode node, string prefix, List<PlacedTensor> found)
    {
        foreach (ModuleTensor tensor in node.Tensors)
        {
            if (tensor.InStateDict) found.Add(new(prefix + tensor.Name, tensor.Shape, tensor.Source!));
        }

        foreach ((string name, ModuleNode child) in node.Children) Collect(child, $"{prefix}{name}.", found);
    }

    private ModuleNode Node(PickleModule module, string path, HashSet<PickleModule> above, int depth)
    {
        string shown = path.Length == 0 ? "the network" : "module " + Printable.Of(path, 80);
        if (++nodes > mostNodes || depth > Deepest)
            throw new RefusedFileException($"Refused: {shown} is one of more modules than any network has.");
        if (!above.Add(module)) throw new RefusedFileException($"Refused: {shown} holds itself.");
        PickleDict state = module.State ?? throw new DamagedFileException($"Damaged: {shown} ({module.Type.FullName}) has no content.");
        PickleDict parameters = Part(state, "_parameters", shown), buffers = Part(state, "_buffers", shown),
            modules = Part(state, "_modules", shown);
        HashSet<string> transient = Texts(state);
        ModuleNode node = new(module.Type.FullName)
        {
            Training = state.TryGet("training", out object? training) && training is true,
            Attributes = Attributes(module, state, shown),
            Tensors =
            [
                .. Tensors(parameters, shown).Select(t => new ModuleTensor(t.Key, true, true, t.Value.Shape) { Source = t.Value }),
                .. Tensors(buffers, shown).Select(
                    t => new ModuleTensor(t.Key, false, !transient.Contains(t.Key), t.Value.Shape) { Source = t.Value }),
            ],
            Children = [.. Children(modules, shown).Select(
                c => new KeyValuePair<string, ModuleNode>(c.Key, Node(c.Value, At(c.Key), above, depth + 1)))],
        };
        above.Remove(module);
        return node.Tensors.DistinctBy(t => t.Name).Count() == node.Tensors.Count
            ? node
            : throw new DamagedFileException($"Damaged: {shown} has a parameter and a buffer of one name.");

        string At(string name) => path.Length == 0 ? name : $"{path}.{name}";
    }

    private Dictionary<string, object?> Attributes(PickleModule module, PickleDict state, string shown)
    {
        Dictionary<string, object?> own = new(StringComparer.Ordinal);
        foreach ((object? key, object? value) in state.Entries)
        {
            if (key is not string name) throw new DamagedFileException($"Damaged: {shown} has an attribute without a name.");
            if (name is "_parameters" or "_buffers" or "_modules" or "_non_persistent_buffers_set" or "training") continue;
            if (name.Contains("hook", StringComparison.Ordinal))
            {
                if (IsEmpty(value)) continue;
                throw new RefusedFileException(
                    $"Refused: {shown} ({module.Type.FullName}) has a hook in {Printable.Of(name, 60)}, which would run with it. "
                    + "Nothing was executed.");
            }

            bool replaces = Methods.Contains(name) || name.Contains("forward", StringComparison.Ordinal)
                || name.StartsWith("__", StringComparison.Ordinal);
            if (replaces)
            {
                throw new RefusedFileException(
                    $"Refused: {shown} ({module.Type.FullName}) has an attribute {Printable.Of(name, 60)}, which would stand before the "
                    + "method of its class. "
                    + "Nothing was executed.");
            }

            own[name] = Value(value, 0);
        }

        return own;
    }

    private object? Value(object? value, int depth)
    {
        if (++values > mostValues) throw new RefusedFileException("Refused: the modules have more attributes than any network needs.");
        IReadOnlyList<object?>? items = value switch { PickleTuple tuple => tuple.Items, PickleList list => list.Items, _ => null };
        if (items is not null && depth < DeepestValue && items.Count <= 1024) return items.Select(i => Value(i, depth + 1)).ToArray();
        return value switch
        {
            null or bool or long or double or string => value,
            PickleReference reference => new ModuleTypeName(reference.FullName),
            PicklePartial bound => new ModuleTypeName(bound.Function.FullName),
            _ => new ModuleOther(StateDictFinder.Describe(value)),
        };
    }

    private static bool IsEmpty(object? value) => value switch
    {
        null or bool => true,
        PickleDict dict => dict.Entries.Count == 0,
        PickleList list => list.Items.Count == 0,
        PickleTuple tuple => tuple.Items.Length == 0,
        PickleOpaque { Description: "set", Arguments.Items: [] or [PickleList { Items.Count: 0 }] } => true,
        _ => false,
    };

    private static PickleDict Part(PickleDict state, string name, string shown) =>
        state.TryGet(name, out object? part) && part is PickleDict dict
            ? dict
            : throw new DamagedFileException($"Damaged: {shown} has no {name}.");

    private static IEnumerable<KeyValuePair<string, PickleTensor>> Tensors(PickleDict part, string shown)
    {
        foreach ((object? key, object? value) in part.Entries)
        {
            if (value is null) continue;
            if (value is not PickleTensor tensor)
                throw new RefusedFileException($"Refused: {shown} holds {StateDictFinder.Describe(value)} among its tensors.");
            yield return new(Name(key, shown), tensor);
        }
    }

    private static IEnumerable<KeyValuePair<string, PickleModule>> Children(PickleDict part, string shown)
    {
        foreach ((object? key, object? value) in part.Entries)
        {
            if (value is null) continue;
            if (value is not PickleModule module)
                throw new RefusedFileException($"Refused: {shown} holds {StateDictFinder.Describe(value)} among its modules.");
            yield return new(Name(key, shown), module);
        }
    }

    // torch forbids dots and empty names, which would make two keys of a state dict one.
    private static string Name(object? key, string shown) => key is string { Length: > 0 } name && !name.Contains('.')
        ? name
        : throw new DamagedFileException($"Damaged: {shown} holds something under a name that cannot be.");

    private static HashSet<string> Texts(PickleDict state)
    {
        HashSet<string> texts = new(StringComparer.Ordinal);
        if (!state.TryGet("_non_persistent_buffers_set", out object? names)) return texts;
        IReadOnlyList<object?> items = names switch
        {
            PickleList list => list.Items,
            PickleOpaque { Description: "set", Arguments.Items: [PickleList list] } => list.Items,
            _ => [],
        };
        foreach (object? item in items)
        {
            if (item is string text) texts.Add(text);
        }

        return texts;
    }
}
