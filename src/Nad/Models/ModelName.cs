namespace Nad.Models;

/// <summary>
/// How a command names a model: a file, <c>zoo:NAME</c> (<see cref="ZooName"/>), or FILE#ENTRY for one of several networks in a file, such
/// as <c>checkpoint.pth#netC</c>. A file whose name itself holds a # is named as it is.
/// </summary>
public static class ModelName
{
    /// <summary>The file alone; it need not exist.</summary>
    /// <exception cref="NadException">A name of the zoo that cannot be.</exception>
    public static string PathOf(string model) => ZooName.Is(model) ? ZooName.PathOf(model) : Split(model).Path;

    /// <summary>Which entry of the file is meant; null where none is named.</summary>
    public static string? EntryOf(string model) => ZooName.Is(model) ? null : Split(model).Entry;

    private static (string Path, string? Entry) Split(string model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (Path.Exists(model)) return (model, null);

        // The longest beginning that is a file; where none is, the last # divides, so that the message names the file.
        for (int at = model.LastIndexOf('#'); at > 0; at = model.LastIndexOf('#', at - 1))
        {
            if (File.Exists(model[..at])) return (model[..at], model[(at + 1)..]);
        }

        int last = model.LastIndexOf('#');
        return last > 0 ? (model[..last], model[(last + 1)..]) : (model, null);
    }
}
