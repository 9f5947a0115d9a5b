namespace Nad.Files.Checkpoints.Modules;

/// <summary>
/// One module of a whole pickled network, as data: what <c>torch.save(model)</c> keeps of it. It has no behaviour: what it computes is
/// known from <see cref="Type"/> alone, and only to who knows that class.
/// </summary>
public sealed class ModuleNode
{
    internal ModuleNode(string type) => Type = type;

    /// <summary>Module and name of its class, such as <c>torch.nn.modules.conv.Conv2d</c>; on the list of classes that are read.</summary>
    public string Type { get; }

    /// <summary>Whether it was saved in training mode.</summary>
    public bool Training { get; internal init; }

    /// <summary>
    /// Attributes of its own, such as <c>stride</c>, by name: null, bool, long, double, string, <c>object?[]</c> (a tuple or a list),
    /// <see cref="ModuleTypeName"/> (a class or a function by name), or <see cref="ModuleOther"/> for anything else. Names and texts are
    /// untrusted.
    /// </summary>
    public IReadOnlyDictionary<string, object?> Attributes { get; internal init; } = new Dictionary<string, object?>();

    /// <summary>Its own parameters and buffers in the order of a state dict; those that were registered as None are left out.</summary>
    public IReadOnlyList<ModuleTensor> Tensors { get; internal init; } = [];

    /// <summary>Its modules, in order, each under its name; those that were registered as None are left out.</summary>
    public IReadOnlyList<KeyValuePair<string, ModuleNode>> Children { get; internal init; } = [];

    /// <summary>The child of a name, or null.</summary>
    public ModuleNode? Child(string name)
    {
        foreach ((string key, ModuleNode child) in Children)
        {
            if (key == name) return child;
        }

        return null;
    }

    /// <summary>The module at a dotted path, such as <c>layer1.0.conv1</c>; itself for "", null where there is none.</summary>
    public ModuleNode? At(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        ModuleNode? node = this;
        foreach (string name in path.Split('.', StringSplitOptions.RemoveEmptyEntries)) node = node?.Child(name);
        return node;
    }
}

/// <summary>A parameter or buffer of one module.</summary>
/// <param name="Name">Inside the module, such as <c>weight</c>.</param>
/// <param name="IsParameter">False for a buffer.</param>
/// <param name="InStateDict">False for a buffer that was registered as not persistent: a state dict lacks it.</param>
/// <param name="Shape">Sizes, outermost first.</param>
public sealed record ModuleTensor(string Name, bool IsParameter, bool InStateDict, long[] Shape)
{
    internal PickleTensor? Source { get; init; }
}

/// <summary>An attribute that names a class or a function, such as a network's kind of normalisation.</summary>
/// <param name="FullName">Module and name; on the list of allowed names.</param>
public sealed record ModuleTypeName(string FullName);

/// <summary>An attribute that is none of the plain kinds.</summary>
/// <param name="Description">What it is, in words fit to print.</param>
public sealed record ModuleOther(string Description);
