namespace Nad.Data;

/// <summary>Random changes of training images, drawn anew for each image and batch; they are applied in this order.</summary>
/// <remarks>
/// Source of rules and defaults: Li et al. 2021, section 4.1, and for the half-open hole of Cutout the reference code of DeVries and Taylor
/// 2017.
/// </remarks>
public sealed record Augmentation
{
    /// <summary>Nothing is changed.</summary>
    public static Augmentation None { get; } = new() { CropPadding = 0, Flip = false, CutoutLength = 0 };

    /// <summary>Black pixels added on each side before a random window of the old size is cut out; 0 = no crop. Default 4.</summary>
    public int CropPadding { get; init; } = 4;

    /// <summary>
    /// Smallest part of the image that a random crop shows, (0, 1]: a window of this to all of the area and of a shape from 3:4 to 4:3 is
    /// cut out and brought to the size of the image; 1 = none, the default. In place of <see cref="CropPadding"/> on images above
    /// <see cref="SmallImage"/> pixels, see <see cref="For"/>.
    /// </summary>
    public double CropArea { get; init; } = 1;

    /// <summary>Mirrors left and right with probability ½. Default on.</summary>
    public bool Flip { get; init; } = true;

    /// <summary>
    /// Length L of one black square: rows max(0, y − ⌊L/2⌋) … min(H, y + ⌊L/2⌋) − 1 about a uniform centre y, columns likewise, so that
    /// L = 9 cuts 8×8; 0 = none. Default 9.
    /// </summary>
    public int CutoutLength { get; init; } = 9;

    /// <summary>Largest side of images that are cropped by a padding of some pixels.</summary>
    public const int SmallImage = 64;

    /// <summary>
    /// What is done to images of a size: above <see cref="SmallImage"/> pixels, where a few pixels are no change, a crop by padding becomes
    /// one by area and nothing is cut.
    /// </summary>
    /// <remarks>
    /// Source: torchvision's RandomResizedCrop and its defaults, by which networks for ImageNet are trained (area from 0.08, shape from 3:4
    /// to 4:3).
    /// </remarks>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    public Augmentation For(int height, int width) =>
        CropPadding > 0 && Math.Max(height, width) > SmallImage ? this with { CropPadding = 0, CutoutLength = 0, CropArea = 0.08 } : this;

    /// <summary>The same without crops of any kind.</summary>
    public Augmentation WithoutCrops() => this with { CropPadding = 0, CropArea = 1 };

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="NadException">A number is negative or absurd.</exception>
    public void Validate()
    {
        if (CropPadding is < 0 or > 64) throw new NadException($"The crop padding must be 0 to 64 pixels, but is {CropPadding}.");
        if (!(CropArea is > 0 and <= 1))
            throw new NadException($"The smallest area of a crop must be above 0 and at most 1, but is {CropArea}.");
        if (CutoutLength is < 0 or > 4096) throw new NadException($"The Cutout length must be 0 to 4096 pixels, but is {CutoutLength}.");
    }
}
