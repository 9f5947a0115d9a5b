using Nad.Attacks;
using Nad.Data;

namespace Nad.Experiments;

/// <summary>
/// Which test images figures show: the first of classes that the attack wants to change, so that nobody picks them by their result.
/// </summary>
internal static class TestImage
{
    /// <summary>The first images of different classes that count.</summary>
    /// <param name="test">Test images.</param>
    /// <param name="backdoor">The attack.</param>
    /// <param name="count">How many.</param>
    public static ImageSet First(ImageSet test, Backdoor backdoor, int count) =>
        test.Subset(
            [.. Enumerable.Range(0, test.Count)
                .Where(i => backdoor.Labels.Counts(test.Labels[i]))
                .DistinctBy(i => test.Labels[i])
                .Take(count)]);

    /// <summary>The first of them, as a viewer takes it, with the trigger.</summary>
    public static NamedImage Triggered(ImageSet test, Backdoor backdoor)
    {
        ImageSet image = backdoor.Trigger.Stamp(First(test, backdoor, 1));
        return new NamedImage("triggered image", image.Image(0).ToArray(), image.Height, image.Labels[0], image.ClassNames);
    }

    /// <summary>A picture of true colours.</summary>
    public static CellPicture Picture(string figure, string row, string column, NamedImage image) =>
        new(figure, row, column, image.Size, image.Size, true, image.Pixels);
}
