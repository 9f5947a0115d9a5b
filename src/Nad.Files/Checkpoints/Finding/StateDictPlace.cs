using Nad.Files.Checkpoints.Modules;

namespace Nad.Files.Checkpoints.Finding;

/// <summary>A tensor of a state dict before its bytes are read.</summary>
/// <param name="Name">Key; untrusted.</param>
/// <param name="Shape">Sizes; nothing is checked yet.</param>
/// <param name="Source">A <see cref="PickleTensor"/> or a <see cref="SafeTensorsEntry"/>.</param>
internal sealed record PlacedTensor(string Name, long[] Shape, object Source);

/// <summary>A place in a file where a state dict lies: a dict with tensors, a whole module, or the top of a safetensors file.</summary>
internal sealed class StateDictPlace
{
    private readonly StateDictPlace? parent;
    private readonly string key;

    /// <param name="parent">The container around it; null at the top.</param>
    /// <param name="key">Its key there.</param>
    /// <param name="value">The dict, list, tuple or module.</param>
    public StateDictPlace(StateDictPlace? parent, string key, object? value)
    {
        (this.parent, this.key, Value) = (parent, key, value);
        PathLength = parent is null ? 0 : key.Length + (parent.PathLength == 0 ? 0 : parent.PathLength + 1);
    }

    /// <summary>What lies there.</summary>
    public object? Value { get; }

    /// <summary>Key inside its container.</summary>
    public string Key => key;

    /// <summary>Characters of <see cref="Path"/>.</summary>
    public long PathLength { get; }

    /// <summary>Dotted keys from the top; text only once it is asked for, because keys may be long and places many.</summary>
    public string Path => parent is null ? "" : parent.PathLength == 0 ? key : parent.Path + "." + key;

    /// <summary>The tensors, in the order of the file.</summary>
    public IReadOnlyList<PlacedTensor> Tensors { get; init; } = [];

    /// <summary>The tree of a whole module.</summary>
    public ModuleNode? Module { get; init; }
}
