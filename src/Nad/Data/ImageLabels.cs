namespace Nad.Data;

/// <summary>What is known of images before any of them is decoded.</summary>
/// <param name="Labels">N class indices.</param>
/// <param name="Groups">As <see cref="ImageSet.Groups"/>; null where images are independent.</param>
/// <param name="ClassNames">Names of the classes, in the order of their indices.</param>
/// <param name="Source">Where the images are from, for messages.</param>
public sealed record ImageLabels(int[] Labels, int[]? Groups, IReadOnlyList<string> ClassNames, string Source)
{
    /// <summary>Number of images.</summary>
    public int Count => Labels.Length;

    /// <summary>Those of loaded images.</summary>
    public static ImageLabels Of(ImageSet images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return new ImageLabels(images.Labels, images.Groups, images.ClassNames, images.Source);
    }
}
