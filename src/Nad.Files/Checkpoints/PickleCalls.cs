namespace Nad.Files.Checkpoints;

/// <summary>What REDUCE, BUILD, NEWOBJ and persistent ids mean here: a description built from arguments, never a call.</summary>
/// <param name="input">The stream, which bounds what _codecs.encode may produce in all: honest files use each text once.</param>
/// <param name="listing">True where refused globals are passed over.</param>
internal sealed class PickleCalls(PickleReader input, bool listing)
{
    /// <summary>Storages that were referred to, by key.</summary>
    public Dictionary<string, PickleStorage> Storages { get; } = new(StringComparer.Ordinal);

    public object? Reduce(object? callable, object? arguments, PickleStack stack)
    {
        if (callable is PickleOpaque && listing) return new PickleOpaque("result of a refused call", null);
        if (callable is not PickleReference global)
            throw new RefusedFileException("Refused: the pickle calls something that is not a named global.");
        if (arguments is not PickleTuple tuple)
            throw new DamagedFileException($"Damaged: {global.FullName} is called with something that is not a tuple.");
        object?[] args = tuple.Items;
        switch (global.Kind)
        {
            case PickleKind.OrderedDict: return Pairs(args, stack);
            case PickleKind.Counter: return args is [PickleDict counts] ? counts : Pairs(args, stack);
            case PickleKind.Set: return args is [PickleList] or [PickleTuple] or [] ? new PickleOpaque("set", tuple) : throw Bad(global);
            case PickleKind.Bytes: return args.Length == 0 ? Array.Empty<byte>() : throw Bad(global);
            case PickleKind.Encode: return Encode(global, args);
            case PickleKind.RebuildTensor or PickleKind.RebuildTensorTyped: return Tensor(global, args, stack);
            case PickleKind.RebuildParameter: return args is [PickleTensor tensor, ..] ? tensor : throw Bad(global);
            case PickleKind.Size: return args is [PickleTuple sizes] ? sizes : throw Bad(global);
            case PickleKind.NumpyScalar: return NumpyScalar.Decode(args) ?? new PickleOpaque("numpy scalar", tuple);
            case PickleKind.NumpyArray or PickleKind.NumpyBuffer: return new PickleOpaque("numpy array", tuple);
            case PickleKind.Device: return new PickleOpaque("torch.device", tuple);
            case PickleKind.NumpyType when global.Name == "dtype": return new PickleOpaque("numpy.dtype", tuple);
            case PickleKind.RebuildSubclass: return Subclass(global, args, stack);
            case PickleKind.Plain: return new PickleOpaque(global.FullName, tuple, plain: true);
            case PickleKind.DictLike: return Dict(global, args);
            case PickleKind.TextLike: return args is [string text] ? text : throw Bad(global);
            case PickleKind.Partial:
                return args is [PickleReference { Kind: PickleKind.Module } function] ? new PicklePartial(function) : throw NotData(global);
            case PickleKind.Refused when listing: return new PickleOpaque(global.FullName, null);
            default: throw NotData(global);
        }
    }

    /// <summary>NEWOBJ, OBJ and INST make instances: of modules, and of classes that only hold data; nothing else needs them.</summary>
    /// <param name="type">The class.</param>
    /// <param name="arguments">Of the constructor that is never called.</param>
    public object Instance(object? type, object? arguments)
    {
        switch (type, arguments)
        {
            case (PickleReference { Kind: PickleKind.Module } module, PickleTuple { Items.Length: 0 }): return new PickleModule(module);
            case (PickleReference { Kind: PickleKind.Plain } plain, PickleTuple tuple):
                return new PickleOpaque(plain.FullName, tuple, plain: true);
            case (PickleReference { Kind: PickleKind.DictLike } dict, PickleTuple tuple): return Dict(dict, tuple.Items);
            case (PickleReference { Kind: PickleKind.TextLike }, PickleTuple { Items: [string text] }): return text;
        }

        return listing
            ? new PickleOpaque("instance", null)
            : throw new RefusedFileException(
                $"Refused: the pickle makes an instance of {(type as PickleReference)?.FullName ?? "something"}, and a checkpoint needs "
                + "only tensors, numbers and modules that are known.");
    }

    /// <summary>
    /// BUILD sets attributes: torch's version notes of an OrderedDict, the content of a numpy value, everything that a module holds.
    /// </summary>
    public void Build(object? target, object? state)
    {
        switch (target)
        {
            case PickleDict or PickleTensor: return;
            case PickleOpaque opaque when opaque.IsPlain || state is PickleTuple || listing: opaque.State = state; return;
            case PickleModule { State: null } module when state is PickleDict attributes: module.State = attributes; return;

            // (function, arguments, keywords, attributes)
            case PicklePartial bound when state is PickleTuple { Items: [PickleReference function, PickleTuple, PickleDict, _] }
                && function == bound.Function:
                return;
            case PickleReference when listing: return;
        }

        string what = target switch
        {
            PickleReference global => global.FullName,
            PickleOpaque opaque => opaque.Description,
            PickleModule module => $"{module.Type.FullName} in a way",
            PicklePartial bound => $"functools.partial of {bound.Function.FullName}",
            _ => "a plain value",
        };
        throw new RefusedFileException($"Refused: the pickle changes attributes of {what}, which a checkpoint never needs.");
    }

    /// <summary>("storage", type, key, location, count) and, in legacy files, a view: None or (key, offset, count), in elements.</summary>
    public object Persistent(object? id)
    {
        if (id is PickleTuple place
            && place.Items is ["storage", PickleReference { Kind: PickleKind.Storage } type, string key, _, long count, .. var view])
        {
            if (type.Type is not DType element)
                throw new UnsupportedInputException($"Tensors of {type.FullName} are not supported; convert them to float32.");
            switch (view)
            {
                case [] or [null]: return Register(new PickleStorage(element, key, count, 0, count));
                case [PickleTuple { Items: [string, long offset, long size] }]:
                    return Register(new PickleStorage(element, key, count, offset, size));
            }
        }

        // Legacy streams keep the source text of every class of modules beside it; the text is not looked at.
        if (id is PickleTuple { Items: ["module", PickleReference { Kind: PickleKind.Module } named, _, _] }) return named;
        return listing
            ? new PickleOpaque("persistent object", null)
            : throw new RefusedFileException("Refused: the pickle refers to an outside object that is not a tensor storage.");
    }

    private PickleStorage Register(PickleStorage storage)
    {
        if (storage.Count < 0)
            throw new DamagedFileException($"Damaged: storage {Printable.Of(storage.Key)} claims {storage.Count} elements.");
        if (!Storages.TryAdd(storage.Key, storage) && !Storages[storage.Key].SameBytesAs(storage))
        {
            throw new DamagedFileException($"Damaged: storage {Printable.Of(storage.Key)} is given two sizes.");
        }

        return storage;
    }

    // defaultdict(dict); EasyDict() and its like take nothing.
    private static PickleDict Dict(PickleReference global, object?[] args) =>
        args is [] or [null] or [PickleReference] ? new PickleDict() : throw Bad(global);

    // (function, class, arguments, attributes): a tensor of a subclass, or one with attributes of its own, which are let go.
    private object Subclass(PickleReference global, object?[] args, PickleStack stack)
    {
        if (listing && args is [PickleOpaque, ..]) return args[0]!;
        return args is [PickleReference function, PickleReference { Kind: PickleKind.NameOnly }, PickleTuple inner, ..]
            && function.Kind is PickleKind.RebuildTensor or PickleKind.RebuildTensorTyped or PickleKind.RebuildParameter
            ? Reduce(function, inner, stack)!
            : throw Bad(global);
    }

    private static RefusedFileException NotData(PickleReference global) =>
        new($"Refused: the pickle calls {global.FullName}, which is not a way to make data.");

    private static PickleDict Pairs(object?[] args, PickleStack stack)
    {
        PickleDict dict = new();
        if (args.Length == 0) return dict;
        if (args is not [PickleList list]) throw new DamagedFileException("Damaged: an OrderedDict made of something that is not a list.");
        stack.Charge(list.Items.Count);
        foreach (object? item in list.Items)
        {
            object?[] pair = item switch { PickleTuple t => t.Items, PickleList { Items.Count: 2 } l => [l.Items[0], l.Items[1]], _ => [] };
            if (pair.Length != 2) throw new DamagedFileException("Damaged: an OrderedDict made of something that is not pairs.");
            dict.Set(pair[0], pair[1]);
        }

        return dict;
    }

    private byte[] Encode(PickleReference global, object?[] args)
    {
        if (args is not [string text, "latin1" or "latin-1"] || text.Any(c => c > 255)) throw Bad(global);
        input.Again(text.Length);
        return System.Text.Encoding.Latin1.GetBytes(text);
    }

    // v1: storage, offset, size, stride. v2: ..., requires_grad, hooks. v3: ..., dtype, metadata, on an untyped storage.
    private object Tensor(PickleReference global, object?[] args, PickleStack stack)
    {
        if (listing && args is [PickleOpaque, ..]) return args[0]!;
        if (args is not [PickleStorage storage, long offset, PickleTuple size, PickleTuple stride, .. var rest]) throw Bad(global);
        DType type = storage.Type;
        if (global.Kind == PickleKind.RebuildTensorTyped)
        {
            if (rest is not [_, _, PickleReference { Kind: PickleKind.ElementType } named, ..]) throw Bad(global);
            type = named.Type
                ?? throw new UnsupportedInputException($"Tensors of {named.FullName} are not supported; convert them to float32.");
        }

        // One memoised tuple of sizes may serve many tensors, each of which gets a copy.
        stack.Charge(size.Items.Length + stride.Items.Length);
        return new PickleTensor(storage, type, offset, Longs(global, size), Longs(global, stride));
    }

    private static long[] Longs(PickleReference global, PickleTuple tuple)
    {
        // 64 is the most dimensions that PyTorch's iterators take.
        if (tuple.Items.Length > 64) throw Bad(global);
        return Array.ConvertAll(tuple.Items, i => i is long value ? value : throw Bad(global));
    }

    private static DamagedFileException Bad(PickleReference global) =>
        new($"Damaged: {global.FullName} with arguments that it does not take.");
}
