namespace Nad.Files.Checkpoints;

/// <summary>Every global a file named, once each, in the order of first sight.</summary>
internal sealed class PickleGlobalLog
{
    // More names than this are no checkpoint; the list must not become the attack.
    private const int Most = 10_000;

    private readonly List<PickleGlobal> seen = [];

    // Keys of the list of allowed names.
    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    public IReadOnlyList<PickleGlobal> Seen => seen;

    /// <summary>What <paramref name="module"/>.<paramref name="name"/> stands for.</summary>
    /// <exception cref="RefusedFileException">It is not on the list, and this is not just a <paramref name="listing"/>.</exception>
    public PickleReference Find(string module, string name, bool listing)
    {
        PickleReference found = PickleAllowlist.Find(module, name);
        bool allowed = found.Kind != PickleKind.Refused;
        if (known.Count < Most && known.Add(PickleAllowlist.Key(module, name))) seen.Add(new PickleGlobal(module, name, allowed));
        return allowed || listing ? found : throw Refusal([found.FullName]);
    }

    /// <summary>The error for globals that are not on the list.</summary>
    public static RefusedFileException Refusal(IReadOnlyList<string> names)
    {
        string named = string.Join(", ", names.Take(5)) + (names.Count > 5 ? $" and {names.Count - 5} more" : "");
        const string Advice = "Do not load it with Python; ask its author for the state dict alone, or for safetensors.";
        return new RefusedFileException(
            $"Refused: loading it would import {named}, and a checkpoint needs only tensors, plain values and modules that are known. "
            + $"Nothing was executed. {Advice}");
    }
}
