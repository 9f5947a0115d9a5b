namespace Nad.Files.Checkpoints.Finding;

/// <summary>Tells which network names and shapes belong to; null for none that is known.</summary>
/// <param name="shapes">
/// Sizes by ordinal names, without a prefix and without <see cref="ExtraEntries"/>; counters of batches are scalars.
/// </param>
/// <returns>A short name fit to print, such as "wrn-16-1".</returns>
public delegate string? NetworkName(Dictionary<string, long[]> shapes);

/// <summary>A known network in a place of a file.</summary>
/// <param name="Place">Where.</param>
/// <param name="Prefix">What stands before each of its names there.</param>
/// <param name="Network">Its short name.</param>
/// <param name="Weights">Its tensors, their names without the prefix.</param>
/// <param name="Extras">What else is known there.</param>
internal sealed record NetworkFit(
    StateDictPlace Place, string Prefix, string Network, IReadOnlyList<PlacedTensor> Weights, ExtraEntries Extras)
{
    /// <summary>Names beside the network that nothing explains: with them it may be only a part of what the file computes.</summary>
    public IReadOnlyList<string> Unexplained { get; init; } = [];

    /// <summary>How it is named on the command line: the place, and the prefix where other names lie beside it.</summary>
    public string Address { get; init; } = "";

    /// <summary>Whether two fits are the same tensors of the file.</summary>
    public bool SameTensorsAs(NetworkFit other) => Weights.Count == other.Weights.Count
        && Weights.Zip(other.Weights).All(p => p.First.Name == p.Second.Name && Same(p.First.Source, p.Second.Source));

    private static bool Same(object a, object b) => ReferenceEquals(a, b)
        || (a is PickleTensor one && b is PickleTensor two && one.Storage == two.Storage && one.Offset == two.Offset
            && one.Strides.AsSpan().SequenceEqual(two.Strides));
}
