namespace Nad.Files.Checkpoints.Finding;

/// <summary>Dotted names of state dicts: what all of them begin with.</summary>
internal static class NameParts
{
    // What wrappers and training scripts put before every name of a network that is not known otherwise.
    private static readonly HashSet<string> Wrappers = new(StringComparer.Ordinal)
    {
        "module", "_orig_mod", "model", "net", "network", "backbone", "encoder", "student", "teacher", "base_model", "_model", "_module",
        "ema_model",
    };

    /// <summary>
    /// The longest beginning, of whole parts, that all names share: "" or text that ends in a dot. At most <paramref name="most"/> parts.
    /// </summary>
    public static string Common(IReadOnlyList<PlacedTensor> tensors, int most)
    {
        if (tensors.Count == 0) return "";
        ReadOnlySpan<char> common = tensors[0].Name;
        foreach (PlacedTensor tensor in tensors) common = common[..common.CommonPrefixLength(tensor.Name)];
        int end = 0;
        for (int part = 0; part < most; part++)
        {
            int dot = common[end..].IndexOf('.');
            if (dot < 0) break;
            end += dot + 1;
        }

        return common[..end].ToString();
    }

    /// <summary>"", "a.", "a.b." for the beginning "a.b.".</summary>
    public static IEnumerable<string> Beginnings(string common)
    {
        yield return "";
        for (int dot = common.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = common.IndexOf('.', dot + 1))
            yield return common[..(dot + 1)];
    }

    /// <summary>The part of a common beginning that is known to come from a wrapper.</summary>
    public static string Wrapped(string common)
    {
        int end = 0;
        foreach (string part in common.Split('.')[..^1])
        {
            if (!Wrappers.Contains(part)) break;
            end += part.Length + 1;
        }

        return common[..end];
    }
}
