namespace Nad.Files.Graphs;

/// <content>Pooling and resizing of N×C×H×W.</content>
public abstract partial record Op
{
    /// <summary>Largest element of each window; the border never wins.</summary>
    /// <param name="Window">Size of the window.</param>
    /// <param name="Stride">Steps of the window.</param>
    /// <param name="Padding">Border; the sides may differ.</param>
    /// <param name="Dilation">Distance between the elements of the window.</param>
    /// <param name="Ceiling">Also windows that reach beyond the border count.</param>
    public sealed record MaxPool(Extent Window, Extent Stride, Border Padding, Extent Dilation, bool Ceiling = false) : Op
    {
        /// <summary>A square window without dilation.</summary>
        public MaxPool(int window, int stride, int padding = 0, bool ceiling = false)
            : this(Extent.Of(window), Extent.Of(stride), Border.Of(padding), Extent.Of(1), ceiling)
        {
        }
    }

    /// <summary>Mean of each window.</summary>
    /// <param name="Window">Size of the window.</param>
    /// <param name="Stride">Steps of the window.</param>
    /// <param name="Padding">Border of zeros; the sides may differ only where it counts.</param>
    /// <param name="Ceiling">Also windows that reach beyond the border count.</param>
    /// <param name="CountsPadding">Whether the border counts in the divisor.</param>
    public sealed record AveragePool(Extent Window, Extent Stride, Border Padding, bool Ceiling = false, bool CountsPadding = true) : Op
    {
        /// <summary>A square window.</summary>
        public AveragePool(int window, int stride, int padding = 0, bool ceiling = false, bool countsPadding = true)
            : this(Extent.Of(window), Extent.Of(stride), Border.Of(padding), ceiling, countsPadding)
        {
        }
    }

    /// <summary>Means over windows that give this size whatever the image has.</summary>
    /// <param name="Size">Of the result.</param>
    public sealed record AdaptiveAveragePool(Extent Size) : Op;

    /// <summary>Largest elements of windows that give this size whatever the image has.</summary>
    /// <param name="Size">Of the result.</param>
    public sealed record AdaptiveMaxPool(Extent Size) : Op;

    /// <summary>Resamples to a size, or by factors where <paramref name="Size"/> is null.</summary>
    /// <param name="Size">Of the result; null for factors.</param>
    /// <param name="Height">Factor on the height.</param>
    /// <param name="Width">Factor on the width.</param>
    /// <param name="Form">Nearest, bilinear or bicubic; without antialiasing.</param>
    /// <param name="AlignCorners">Whether the centres of the corner pixels keep their place.</param>
    public sealed record Interpolate(Extent? Size, double Height, double Width, InterpolationForm Form, bool AlignCorners = false) : Op;
}
