namespace Nad.Data;

/// <summary>The images of one split: indices of files in their store, by class and then by name, and their labels.</summary>
internal sealed record ImageSplit(int[] Files, int[] Labels)
{
    /// <summary>The images at these indices, in that order.</summary>
    public ImageSplit Only(int[] indices) => new(Array.ConvertAll(indices, i => Files[i]), Array.ConvertAll(indices, i => Labels[i]));

    /// <summary>Their names in the store.</summary>
    public string[] Names(IImageStore store) => Array.ConvertAll(Files, i => store.Files[i]);
}
