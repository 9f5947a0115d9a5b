using Nad.Files.Checkpoints;

namespace Nad.Models;

/// <summary>The networks that are recognised by the names and shapes of their tensors.</summary>
public static class KnownNetworks
{
    /// <summary>For messages.</summary>
    public static string Names =>
        $"wrn-D-K (WideResNet for 32x32 images), {string.Join(", ", Architectures.All.Skip(1).Select(a => a.Family))}";

    /// <summary>Short name of the network that names and shapes belong to; null for none.</summary>
    public static string? NameOf(Dictionary<string, long[]> shapes) =>
        Architectures.Read(shapes.Select(s => (s.Key, s.Value)), out _) is [var first, ..] ? first.Architecture : null;

    /// <summary>Reads a checkpoint; of several dicts, prefixes and parts the one that is a known network is taken.</summary>
    /// <param name="file">Opened already.</param>
    /// <param name="entry">Which one the user names; null to find it.</param>
    /// <exception cref="NadException">As for <see cref="Checkpoint.Read(string)"/>.</exception>
    public static Checkpoint Read(CheckpointFile file, string? entry) => Checkpoint.Read(file, entry, NameOf);

    /// <summary>Why a checkpoint is none of the networks, in one printable line without a full stop.</summary>
    public static string WhyUnknown(Checkpoint checkpoint, string reason)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentNullException.ThrowIfNull(reason);
        string prefix = checkpoint.StrippedPrefix.Length > 0
            ? $" (without the prefix \"{Printable.Of(checkpoint.StrippedPrefix, 60)}\" of every name)"
            : "";
        if (checkpoint.WhyNoGraph.Length > 0) reason = $"it is a whole pickled network, but {checkpoint.WhyNoGraph}";
        return reason.TrimEnd('.') + prefix
            + (ShardOf(checkpoint.Path) is { } part
                ? $". It is {part} of a model in parts (shards): save the model again as one file"
                : "");
    }

    /// <summary>The first names of a checkpoint with their shapes, so that its user recognises it.</summary>
    public static string FirstNames(Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return string.Join(", ", checkpoint.Tensors.Take(3).Select(t => $"{Printable.Of(t.Name, 60)} {StateShapes.Text(t.Data.Shape)}"))
            + (checkpoint.Tensors.Count > 3 ? ", ..." : "");
    }

    // Hugging Face cuts large models into NAME-00001-of-00002.safetensors.
    private static string? ShardOf(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        string[] words = name.Split('-');
        return words is [.., string number, "of", string count] && NumberText.TryDigits(
                number, out int n) && NumberText.TryDigits(count, out int of)
            && n >= 1 && of > 1 && n <= of ? $"part {n} of {of}" : null;
    }
}
