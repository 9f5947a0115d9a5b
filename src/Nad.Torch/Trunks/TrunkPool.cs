namespace Nad.Torch.Trunks;

/// <summary>
/// Native trunks that nobody uses at the moment. Making one compiles its kernels and takes tens of milliseconds and, for training, about
/// 100 MB per 64 images; so those that a run needs are kept: a network may go through several, in training, in inference and for a last,
/// smaller batch.
/// </summary>
internal static class TrunkPool
{
    private const int Kept = 48;
    private static readonly Lock Gate = new();
    private static readonly List<NativeTrunk> Free = [];       // the one used last stands last

    /// <summary>A free trunk of this key, or a new one; give it back with <see cref="Return"/>.</summary>
    public static NativeTrunk Take(TrunkKey key, Func<NativeTrunk> make)
    {
        lock (Gate)
        {
            int at = Free.FindLastIndex(t => t.Key == key);
            if (at >= 0)
            {
                NativeTrunk found = Free[at];
                Free.RemoveAt(at);
                return found;
            }
        }

        return make();
    }

    /// <summary>The trunk is free again; the one that was idle longest goes where there are too many.</summary>
    public static void Return(NativeTrunk trunk)
    {
        NativeTrunk? dropped = null;
        lock (Gate)
        {
            Free.Add(trunk);
            if (Free.Count > Kept)
            {
                dropped = Free[0];
                Free.RemoveAt(0);
            }
        }

        dropped?.Dispose();
    }
}
