namespace Nad.Files.Checkpoints;

/// <summary>
/// The numbered values of a pickle. Every writer numbers them one after the other, so they lie in a row: a look-up costs the same whatever
/// numbers a file chooses, where those of a hash table could be chosen to collide.
/// </summary>
internal sealed class PickleMemo
{
    private static readonly object Absent = new();

    // None of them is there, or null: Absent marks the gaps.
    private readonly List<object?> values = [];

    /// <summary>How many numbers are taken.</summary>
    public int Count { get; private set; }

    /// <summary>Stores a value.</summary>
    /// <param name="at">Its number as the file gives it.</param>
    /// <param name="value">Anything.</param>
    /// <param name="read">Bytes of the stream so far: a value and its number take two at least, so an honest number is below it.</param>
    /// <returns>Places that it took: one, and those of the gap that it leaves.</returns>
    /// <exception cref="DamagedFileException">The number is out of all proportion.</exception>
    public long Set(uint at, object? value, int read)
    {
        if (at >= read)
            throw new DamagedFileException($"Damaged: the pickle gives a value the number {at} after {read} bytes; writers count from 0.");
        int before = values.Count;
        while (values.Count <= at) values.Add(Absent);
        if (ReferenceEquals(values[(int)at], Absent)) Count++;
        values[(int)at] = value;
        return Math.Max(1, values.Count - before);
    }

    /// <summary>The value of a number.</summary>
    /// <exception cref="DamagedFileException">It was never stored.</exception>
    public object? Get(uint at) => at < values.Count && values[(int)at] is var value && !ReferenceEquals(value, Absent)
        ? value
        : throw new DamagedFileException($"Damaged: the pickle refers to memo {at}, which was never stored.");
}
