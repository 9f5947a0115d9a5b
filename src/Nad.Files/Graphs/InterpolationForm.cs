namespace Nad.Files.Graphs;

/// <summary>How <see cref="Op.Interpolate"/> resamples.</summary>
public enum InterpolationForm
{
    /// <summary>The pixel at ⌊scale·place⌋.</summary>
    Nearest,

    /// <summary>Linear in both directions.</summary>
    Bilinear,

    /// <summary>Cubic in both directions, a = −0.75.</summary>
    Bicubic,
}
