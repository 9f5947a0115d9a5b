namespace Nad.Data;

/// <summary>The images of one split: indices of files in their store, by class and then by name, and their labels.</summary>
internal sealed record ImageSplit(int[] Files, int[] Labels);
