using System.Collections.Immutable;

namespace Nad.Relapse;

/// <summary>A way in which a backdoor may come back, or be shown to be there still.</summary>
/// <param name="Name">For <c>--test</c>.</param>
/// <param name="Asks">What it asks, in words.</param>
public sealed record RelapseTest(string Name, string Asks);

/// <summary>All tests of a relapse.</summary>
public static class RelapseTests
{
    /// <summary>A few poisoned images among clean ones (R2, R3).</summary>
    public static RelapseTest Retune { get; } =
        new("retune", "how few poisoned images bring it back, and how many a model needs that never had it");

    /// <summary>Noise of deployment (R6).</summary>
    public static RelapseTest Noise { get; } =
        new("noise", "whether half precision, 8 bits, new batch statistics or pruning bring it back");

    /// <summary>The path between the two models (R5).</summary>
    public static RelapseTest Path { get; } = new("path", "how far the weights are from those with the backdoor");

    /// <summary>Clean finetuning (R1).</summary>
    public static RelapseTest Drift { get; } = new("drift", "whether finetuning on clean images brings it back by itself");

    /// <summary>A purification that knows the trigger, as a control of <see cref="Retune"/> (R3).</summary>
    public static RelapseTest Known { get; } =
        new("known", "how many poisoned images a model needs that was purified with the true trigger");

    /// <summary>A small change of the trigger (R4).</summary>
    public static RelapseTest Awaken { get; } = new("awaken", "whether a small change of the trigger wakes it");

    /// <summary>All, those first that are given up last where time is short.</summary>
    public static ImmutableArray<RelapseTest> All { get; } = [Retune, Noise, Path, Drift, Known, Awaken];

    /// <summary>Those of the given names; all where none is given.</summary>
    /// <exception cref="NadException">There is no such test.</exception>
    public static ImmutableArray<RelapseTest> Named(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        foreach (string name in names)
        {
            if (All.All(t => t.Name != name))
                throw new NadException($"There is no test '{Printable.Of(name)}'. There are {string.Join(", ", All.Select(t => t.Name))}.");
        }

        return names.Count == 0 ? All : [.. All.Where(t => names.Contains(t.Name))];
    }
}
