namespace Nad.Models;

/// <summary>A wide residual network recognised by the names and shapes of its state dict alone: no weights are looked at.</summary>
/// <param name="Depth">d = 6n + 4 convolutional and linear layers, n blocks per group.</param>
/// <param name="Widen">k: the three groups have 16k, 32k and 64k channels.</param>
/// <param name="Classes">Outputs of the last layer.</param>
/// <remarks>Zagoruyko and Komodakis 2016, pre-activation, CIFAR variant; key names of the NAD authors' models/wresnet.py.</remarks>
public sealed record WideResNetFingerprint(int Depth, int Widen, int Classes)
{
    // WRN-1216-64: far beyond any that was ever trained; keeps the table that is compared against small.
    private const int MostBlocks = 202, Widest = 64;

    /// <summary>Conventional short name, such as "wrn-16-1".</summary>
    public string Name => FormattableString.Invariant($"wrn-{Depth}-{Widen}");

    /// <summary>Finds the depth, width and number of classes for which every name and shape fits.</summary>
    /// <param name="entries">
    /// Keys and shapes of a state dict in any order, without "module."; the scalar counters <c>num_batches_tracked</c> may be absent.
    /// </param>
    /// <param name="reason">Why there is no match, in one printable line; empty where there is one.</param>
    /// <returns>Null where anything is missing, unexpected or of another shape.</returns>
    public static WideResNetFingerprint? Match(IEnumerable<(string Name, long[] Shape)> entries, out string reason)
    {
        ArgumentNullException.ThrowIfNull(entries);
        Dictionary<string, long[]> found = new(StringComparer.Ordinal);
        foreach ((string name, long[] shape) in entries) found[name] = shape;
        return Match(found, out reason);
    }

    /// <summary>The same for shapes by key.</summary>
    /// <param name="shapes">Compared by ordinal keys.</param>
    /// <param name="reason">Why there is no match; empty where there is one.</param>
    /// <returns>Null where anything is missing, unexpected or of another shape.</returns>
    public static WideResNetFingerprint? Match(Dictionary<string, long[]> shapes, out string reason)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        WideResNetFingerprint? guess = Guess(shapes, out reason);
        if (guess is null) return null;
        reason = Difference(guess, shapes);
        return reason.Length == 0 ? guess : null;
    }

    /// <summary>
    /// Every entry of the state dict of WRN-<paramref name="depth"/>-<paramref name="widen"/> in PyTorch's order, with its shape (empty for
    /// counters).
    /// </summary>
    /// <param name="depth">6n + 4, n at least 1.</param>
    /// <param name="widen">At least 1.</param>
    /// <param name="classes">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such network.</exception>
    public static IReadOnlyList<(string Name, long[] Shape)> Entries(int depth, int widen, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 10);
        ArgumentOutOfRangeException.ThrowIfNotEqual((depth - 4) % 6, 0, nameof(depth));
        ArgumentOutOfRangeException.ThrowIfLessThan(widen, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);

        List<(string, long[])> table = [("conv1.weight", [16, 3, 3, 3])];
        long inputs = 16;
        for (int group = 1; group <= 3; group++)
        {
            long outputs = (8L << group) * widen;
            for (int block = 0; block < (depth - 4) / 6; block++)
            {
                string at = FormattableString.Invariant($"block{group}.layer.{block}.");
                BatchNorm(table, at + "bn1", inputs);
                table.Add((at + "conv1.weight", [outputs, inputs, 3, 3]));
                BatchNorm(table, at + "bn2", outputs);
                table.Add((at + "conv2.weight", [outputs, outputs, 3, 3]));

                // The switch is the number of channels, not the stride: group 1 of k = 1 has no projection.
                if (inputs != outputs) table.Add((at + "convShortcut.weight", [outputs, inputs, 1, 1]));
                inputs = outputs;
            }
        }

        BatchNorm(table, "bn1", inputs);
        table.Add(("fc.weight", [classes, inputs]));
        table.Add(("fc.bias", [classes]));
        return table;
    }

    private static void BatchNorm(List<(string, long[])> table, string at, long channels)
    {
        foreach (string part in (string[])["weight", "bias", "running_mean", "running_var"]) table.Add(($"{at}.{part}", [channels]));
        table.Add((at + ".num_batches_tracked", []));
    }

    private static WideResNetFingerprint? Guess(Dictionary<string, long[]> found, out string reason)
    {
        string[] needed = ["conv1.weight", "block1.layer.0.conv1.weight", "fc.weight"];
        string[] missing = [.. needed.Where(n => !found.ContainsKey(n))];
        reason = missing.Length > 0 ? $"not a WideResNet: no {string.Join(", no ", missing)}" : "";
        if (missing.Length > 0) return null;

        int blocks = 0;
        while (blocks <= MostBlocks && found.ContainsKey(FormattableString.Invariant($"block1.layer.{blocks}.conv1.weight"))) blocks++;
        long[] first = found["block1.layer.0.conv1.weight"], last = found["fc.weight"];
        if (blocks > MostBlocks || first is not [>= 16 and <= 16 * Widest, ..] || first[0] % 16 != 0)
        {
            reason = "not a WideResNet of a known size: "
                + $"{blocks} blocks per group, block1.layer.0.conv1.weight is {Text(first)}, expected [16k, 16, 3, 3]";
            return null;
        }

        if (last is not [>= 1 and <= int.MaxValue, _])
        {
            reason = $"fc.weight is {Text(last)}, expected [classes, {first[0] * 4}]";
            return null;
        }

        return new WideResNetFingerprint((6 * blocks) + 4, (int)(first[0] / 16), (int)last[0]);
    }

    private static string Difference(WideResNetFingerprint guess, Dictionary<string, long[]> found)
    {
        IReadOnlyList<(string Name, long[] Shape)> table = Entries(guess.Depth, guess.Widen, guess.Classes);
        HashSet<string> known = new(StringComparer.Ordinal);
        List<string> missing = [];
        string different = "";
        foreach ((string name, long[] shape) in table)
        {
            known.Add(name);
            if (!found.TryGetValue(name, out long[]? actual))
            {
                if (!name.EndsWith(".num_batches_tracked", StringComparison.Ordinal)) missing.Add(name);
            }
            else if (different.Length == 0 && !actual.SequenceEqual(shape)) different = $"{name} is {Text(actual)}, expected {Text(shape)}";
        }

        if (missing.Count > 0) return $"looks like {guess.Name}, but lacks {List(missing)}";
        List<string> unexpected = [.. found.Keys.Where(n => !known.Contains(n))];
        if (unexpected.Count > 0) return $"looks like {guess.Name}, but also has {List(unexpected)}";
        return different.Length == 0 ? "" : $"looks like {guess.Name}, but {different}";
    }

    private static string List(List<string> names) =>
        string.Join(", ", names.Take(3).Select(n => Printable.Of(n, 80))) + (names.Count > 3 ? $" and {names.Count - 3} more" : "");

    private static string Text(long[] shape) => $"[{string.Join(", ", shape)}]";
}
