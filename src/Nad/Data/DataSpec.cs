
namespace Nad.Data;

/// <summary>
/// A data SPEC of the command line, <c>KIND</c> or <c>KIND:ARGUMENT</c>: <c>cifar10:DIR</c>, <c>cifar100:DIR</c>, <c>gtsrb:DIR</c>,
/// <c>gtsrb:FILE.zip</c>, <c>images:DIR</c>, <c>images:FILE.zip</c>, <c>synthetic[:N]</c>, each path of <c>images</c> optionally followed
/// by <c>@SIZE</c> to bring every image to SIZE×SIZE.
/// </summary>
public sealed class DataSpec
{
    // One line for each kind; nothing else has to change to add one.
    private static readonly DataKind[] Kinds =
    [
        new("cifar10", "cifar10:DIR", (spec, _, _) => new Cifar10Source(spec.RequirePath())),
        new("cifar100", "cifar100:DIR[@coarse]", (spec, _, _) => spec.OpenCifar100()),
        new("gtsrb", "gtsrb:DIR|ZIP", (spec, _, _) => new GtsrbSource(spec.RequirePath())),
        new("synthetic", "synthetic[:N]", (spec, _, _) => new Synthetic.SyntheticSource(spec.Argument)),
        new("images", "images:DIR|ZIP[@SIZE]", (spec, classes, memory) => spec.OpenImages(classes, memory)),
    ];

    private readonly DataKind kind;

    private DataSpec(DataKind kind, string? argument)
    {
        this.kind = kind;
        Argument = argument;
    }

    /// <summary>The word before the colon, such as <c>cifar10</c>.</summary>
    public string Kind => kind.Name;

    /// <summary>What stands behind the first colon; null where there is none.</summary>
    public string? Argument { get; }

    /// <summary>How each known kind is written, for help texts.</summary>
    public static IReadOnlyList<string> KnownForms { get; } = [.. Kinds.Select(kind => kind.Syntax)];

    /// <summary>Reads a SPEC without touching the disk.</summary>
    /// <exception cref="NadException">The kind is unknown; the message lists the known ones.</exception>
    public static DataSpec Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string name = colon < 0 ? text : text[..colon];
        DataKind kind = Array.Find(Kinds, k => string.Equals(k.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new NadException(
                $"'{text}' does not name data: unknown kind '{name}'. Known are {string.Join(", ", KnownForms)}.{Suggest(text)}");
        return new DataSpec(kind, colon < 0 ? null : text[(colon + 1)..]);
    }

    /// <summary>Opens the source: looks at what is there, loads no image yet.</summary>
    /// <exception cref="NadException">The data is not there, or not laid out as its kind needs it.</exception>
    public IDataSource Open() => kind.Open(this, null, null);

    /// <summary>
    /// Opens the source with the classes that a file lists (<see cref="ClassList"/>), in their order; the data may have images of some of
    /// them only.
    /// </summary>
    /// <param name="classFile">The file; null: as <see cref="Open()"/>.</param>
    /// <param name="memory">For decoded images; null: the usual.</param>
    /// <exception cref="NadException">
    /// The data is not there or not laid out as its kind needs it, the file is broken, or does not list a class of the data.
    /// </exception>
    public IDataSource Open(string? classFile, ImageMemory? memory = null)
    {
        if (classFile is null) return kind.Open(this, null, memory);
        IReadOnlyList<string> classes = ClassList.Read(classFile);
        return ClassMatching.Listed(kind.Open(this, classes, memory), classes, classFile);
    }

    /// <summary>The file or folder that is read, without a size or another word behind it; null where the images are generated.</summary>
    public string? Place
    {
        get
        {
            if (Kind == "synthetic" || string.IsNullOrWhiteSpace(Argument)) return null;
            int at = Argument.LastIndexOf('@');
            return at > 0 && !Path.Exists(Argument) ? Argument[..at] : Argument;
        }
    }

    /// <summary>The SPEC as it was written.</summary>
    public override string ToString() => Argument is null ? Kind : $"{Kind}:{Argument}";

    private string RequirePath() => string.IsNullOrWhiteSpace(Argument)
        ? throw new NadException($"'{this}' names no place: write {kind.Syntax}.")
        : Argument;

    // "@coarse" at the end asks for the superclasses, unless a folder of exactly that name exists.
    private Cifar100Source OpenCifar100()
    {
        const string coarse = "@coarse";
        string path = RequirePath();
        return path.EndsWith(coarse, StringComparison.Ordinal) && path.Length > coarse.Length && !Path.Exists(path)
            ? new Cifar100Source(path[..^coarse.Length], coarse: true)
            : new Cifar100Source(path);
    }

    // "@32" at the end is a size, unless something of exactly that name exists.
    private ImageFolderSource OpenImages(IReadOnlyList<string>? classes, ImageMemory? memory)
    {
        string path = RequirePath();
        int at = path.LastIndexOf('@');
        return at > 0 && NumberText.TryDigits(path.AsSpan(at + 1), out int size) && FilePlace.At(path) is null
            ? new ImageFolderSource(path[..at], size, classes: classes, memory: memory)
            : new ImageFolderSource(path, classes: classes, memory: memory);
    }

    private static string Suggest(string text) =>
        Path.Exists(text) ? $" For a folder or zip with a sub-folder per class write images:{text}" : "";
}
