namespace Nad.Files.Checkpoints;

/// <summary>
/// How much memory a file may make us take: views that repeat one storage, and deflated entries, can ask for far more than they are.
/// </summary>
internal static class MemoryBudget
{
    /// <summary>16 times the file, and a little so that tiny files are not special.</summary>
    public static long For(long fileLength) => (16 * fileLength) + (1 << 20);
}
