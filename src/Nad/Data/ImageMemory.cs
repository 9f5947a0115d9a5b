using System.Globalization;

namespace Nad.Data;

/// <summary>
/// How much memory the decoded images of a run may take. A set that takes little of it lies in memory as a whole; of a larger one as many
/// images as fit are kept once they are decoded, and the others are decoded anew each time.
/// </summary>
/// <param name="limit">Bytes for all images of the run together.</param>
public sealed class ImageMemory(long limit)
{
    // What a run makes of a set that lies in memory: the set, the part that is trained on, that with the hold-out, and a copy with the
    // trigger.
    private const int Copies = 4;

    private long taken;

    /// <summary>A quarter of the machine's memory: our choice; the network, its gradients and the system want the rest.</summary>
    public static long Usual => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4;

    /// <summary>Bytes for all images of the run together.</summary>
    public long Limit => limit;

    /// <summary>Takes the memory of a set as a whole, and of the copies that are made of it.</summary>
    /// <param name="bytes">Of the set.</param>
    /// <returns>False, and nothing is taken, where it does not fit.</returns>
    public bool TryTakeWhole(long bytes) => bytes <= Array.MaxLength && bytes <= limit / Copies && TryTake(bytes * Copies);

    /// <summary>Takes some memory; several threads may call it at once.</summary>
    /// <returns>False, and nothing is taken, where it does not fit.</returns>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref taken, bytes) <= limit) return true;
        GiveBack(bytes);
        return false;
    }

    /// <summary>Gives memory back that was taken.</summary>
    public void GiveBack(long bytes) => Interlocked.Add(ref taken, -bytes);

    /// <summary>How many more images fit.</summary>
    /// <param name="stride">Bytes of an image.</param>
    public long Room(int stride) => Math.Max(0, limit - Interlocked.Read(ref taken)) / stride;

    /// <summary>A size as a user writes it: <c>500M</c>, <c>4G</c>, with units of 1024.</summary>
    /// <exception cref="NadException">No size, or one outside 16M to 1024G.</exception>
    public static long Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int unit = text.Length == 0 ? -1 : "MG".IndexOf(char.ToUpperInvariant(text[^1]), StringComparison.Ordinal);
        return unit >= 0 && NumberText.TryDigits(text.AsSpan(0, text.Length - 1), out int number)
            && ((long)number << (unit == 0 ? 20 : 30)) is >= 16L << 20 and <= 1024L << 30 and long bytes
            ? bytes
            : throw new NadException($"--memory must be 16M to 1024G, such as 500M or 4G, but is '{Printable.Of(text)}'.");
    }

    /// <summary>Bytes in words, such as "7.0 GiB".</summary>
    public static string Words(long bytes) => bytes < 1L << 30
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0} MiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1073741824.0:0.0} GiB");
}
