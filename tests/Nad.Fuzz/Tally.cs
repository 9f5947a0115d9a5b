namespace Nad.Fuzz;

/// <summary>What became of the inputs of one reader.</summary>
internal sealed class Tally
{
    public long Inputs { get; set; }

    public long Read { get; set; }

    public long Damaged { get; set; }

    public long Unsupported { get; set; }

    public long Refused { get; set; }

    /// <summary>Other mistakes that a user can mend, such as an empty file.</summary>
    public long Other { get; set; }

    /// <summary>Most bytes that were allocated for one input, and for how long an input.</summary>
    public (long Bytes, int FileLength) Largest { get; set; }

    /// <summary>Most processor time for one input, and for how long an input.</summary>
    public (double Milliseconds, int FileLength) Slowest { get; set; }

    /// <summary>Most processor time for a byte, of inputs that are long enough for it to mean something.</summary>
    public (double MicrosecondsPerByte, int FileLength) Densest { get; set; }

    /// <summary>Takes note of the processor time of one input.</summary>
    public void Note(double seconds, int fileLength, int longEnough)
    {
        if (1000 * seconds > Slowest.Milliseconds) Slowest = (1000 * seconds, fileLength);
        if (fileLength >= longEnough && 1e6 * seconds / fileLength > Densest.MicrosecondsPerByte)
            Densest = (1e6 * seconds / fileLength, fileLength);
    }
}
