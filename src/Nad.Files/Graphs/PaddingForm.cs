namespace Nad.Files.Graphs;

/// <summary>What <see cref="Op.Pad"/> puts around an image.</summary>
public enum PaddingForm
{
    /// <summary>One value.</summary>
    Constant,

    /// <summary>The image mirrored at its border pixels, which are not repeated.</summary>
    Reflect,

    /// <summary>The border pixels repeated.</summary>
    Replicate,

    /// <summary>The image from its other side.</summary>
    Circular,
}
