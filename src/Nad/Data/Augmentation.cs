namespace Nad.Data;

/// <summary>Random changes of training images, drawn anew for each image and batch; they are applied in this order.</summary>
/// <remarks>Source of rules and defaults: Li et al. 2021, section 4.1, and for the half-open hole of Cutout the reference code of DeVries and Taylor 2017.</remarks>
public sealed record Augmentation
{
    /// <summary>Nothing is changed.</summary>
    public static Augmentation None { get; } = new() { CropPadding = 0, Flip = false, CutoutLength = 0 };

    /// <summary>Black pixels added on each side before a random window of the old size is cut out; 0 = no crop. Default 4.</summary>
    public int CropPadding { get; init; } = 4;

    /// <summary>Mirrors left and right with probability ½. Default on.</summary>
    public bool Flip { get; init; } = true;

    /// <summary>
    /// Length L of one black square: rows max(0, y − ⌊L/2⌋) … min(H, y + ⌊L/2⌋) − 1 about a uniform centre y, columns likewise, so that
    /// L = 9 cuts 8×8; 0 = none. Default 9.
    /// </summary>
    public int CutoutLength { get; init; } = 9;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="NadException">A number is negative or absurd.</exception>
    public void Validate()
    {
        if (CropPadding is < 0 or > 64) throw new NadException($"The crop padding must be 0 to 64 pixels, but is {CropPadding}.");
        if (CutoutLength is < 0 or > 4096) throw new NadException($"The Cutout length must be 0 to 4096 pixels, but is {CutoutLength}.");
    }
}
