namespace Nad.Files;

/// <summary>A part of a stored file that knows which values have a meaning: counts that are no counts, rates above 1.</summary>
public interface IStoredContent
{
    /// <summary>
    /// What is wrong with the values of this part alone, as a sentence; null where nothing is. Called once nothing in it is null that must
    /// not be.
    /// </summary>
    string? Fault();
}
