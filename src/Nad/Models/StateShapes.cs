using System.Globalization;

namespace Nad.Models;

/// <summary>Keys and shapes of a state dict: all that a family is recognised by.</summary>
public sealed class StateShapes
{
    private readonly Dictionary<string, long[]> byName = new(StringComparer.Ordinal);

    /// <summary>Takes keys and shapes in any order.</summary>
    public StateShapes(IEnumerable<(string Name, long[] Shape)> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        foreach ((string name, long[] shape) in entries) byName[name] = shape;
    }

    /// <summary>All keys.</summary>
    public IReadOnlyCollection<string> Names => byName.Keys;

    /// <summary>Whether there is such a key.</summary>
    public bool Has(string name) => byName.ContainsKey(name);

    /// <summary>The shape of a key; empty where there is none.</summary>
    public long[] this[string name] => byName.GetValueOrDefault(name, []);

    /// <summary>One size of a key's shape; 0 where there is none, and where it is beyond any network.</summary>
    public long Size(string name, int dimension) =>
        this[name] is { } shape && dimension < shape.Length && shape[dimension] <= 1 << 24 ? shape[dimension] : 0;

    /// <summary>How many of the numbered keys 0, 1, 2, … there are, without a gap.</summary>
    /// <param name="pattern">With <c>{0}</c> for the number.</param>
    /// <param name="first">First number.</param>
    public int Count(string pattern, int first = 0)
    {
        int n = first;
        while (Has(string.Format(CultureInfo.InvariantCulture, pattern, n))) n++;
        return n - first;
    }

    /// <summary>
    /// What keeps this state dict from being that of a network; empty where every key and shape fits. Counters of batches may be absent.
    /// </summary>
    /// <param name="name">Of the network.</param>
    /// <param name="table">Its keys and shapes.</param>
    /// <returns>One printable line.</returns>
    public string Difference(string name, IEnumerable<(string Name, IReadOnlyList<long> Shape)> table)
    {
        ArgumentNullException.ThrowIfNull(table);
        HashSet<string> known = new(StringComparer.Ordinal);
        List<string> missing = [];
        string different = "";
        foreach ((string key, IReadOnlyList<long> shape) in table)
        {
            known.Add(key);
            if (!byName.TryGetValue(key, out long[]? actual))
            {
                if (!key.EndsWith("num_batches_tracked", StringComparison.Ordinal)) missing.Add(key);
            }
            else if (different.Length == 0 && !actual.AsSpan().SequenceEqual([.. shape]))
            {
                different = $"{key} is {Text(actual)}, expected {Text(shape)}";
            }
        }

        if (missing.Count > 0) return $"looks like {name}, but lacks {List(missing)}";
        List<string> unexpected = [.. byName.Keys.Where(n => !known.Contains(n))];
        if (unexpected.Count > 0) return $"looks like {name}, but also has {List(unexpected)}";
        return different.Length == 0 ? "" : $"looks like {name}, but {different}";
    }

    /// <summary>A shape as messages print it.</summary>
    public static string Text(IReadOnlyList<long> shape) => $"[{string.Join(", ", shape)}]";

    private static string List(List<string> names) =>
        string.Join(", ", names.Take(3).Select(n => Printable.Of(n, 80))) + (names.Count > 3 ? $" and {names.Count - 3} more" : "");
}
