namespace Nad.Files.Checkpoints;

/// <summary>A Python object that a pickle stream names: what it would import, and perhaps call, if Python loaded it.</summary>
/// <param name="Module">Module as spelled in the stream; untrusted text.</param>
/// <param name="Name">Name inside the module as spelled in the stream; untrusted text.</param>
/// <param name="Allowed">True where it is on the list of names that stand for plain data.</param>
public sealed record PickleGlobal(string Module, string Name, bool Allowed)
{
    /// <summary>"module.name", fit to print.</summary>
    public string FullName => Printable.Of($"{Module}.{Name}");
}
