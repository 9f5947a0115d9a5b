namespace Nad.Training;

/// <summary>Not an error: a run that was only to check everything has come to its first work, and all was well.</summary>
/// <param name="next">What would come now, as a sentence.</param>
public sealed class DryRunEndedException(string next) : Exception(next);
