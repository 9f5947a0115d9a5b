namespace Nad.Torch;

/// <summary>Counts native tensors, so that a test can fail when one is left alive.</summary>
public static class TensorDiagnostics
{
    private static long live;
    private static long created;
    private static long abandoned;

    /// <summary>Tensors that exist now, in the whole process.</summary>
    public static long Live => Interlocked.Read(ref live);

    /// <summary>Tensors made since the program started.</summary>
    public static long Created => Interlocked.Read(ref created);

    /// <summary>Tensors that nobody disposed and the garbage collector freed: each is a leak that only chance has hidden.</summary>
    public static long Abandoned => Interlocked.Read(ref abandoned);

    internal static void Added()
    {
        Interlocked.Increment(ref live);
        Interlocked.Increment(ref created);
    }

    internal static void Forgotten() => Interlocked.Increment(ref abandoned);

    internal static void Removed() => Interlocked.Decrement(ref live);
}
