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

    public double SlowestMilliseconds { get; set; }
}
