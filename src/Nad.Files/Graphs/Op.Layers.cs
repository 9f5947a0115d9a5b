namespace Nad.Files.Graphs;

/// <content>Operators with weights.</content>
public abstract partial record Op
{
    /// <summary>Cross-correlation: x N×I×H×W, weight O×(I/groups)×kH×kW, [bias O] → N×O×H'×W'.</summary>
    /// <param name="Stride">Steps of the window.</param>
    /// <param name="Padding">Zeros around the image; the sides may differ.</param>
    /// <param name="Dilation">Distance between the elements of the window.</param>
    /// <param name="Groups">Groups of channels that do not see each other.</param>
    public sealed record Conv2d(Extent Stride, Border Padding, Extent Dilation, int Groups = 1) : Op
    {
        /// <summary>A square convolution without dilation.</summary>
        public Conv2d(int stride, int padding, int groups = 1)
            : this(Extent.Of(stride), Border.Of(padding), Extent.Of(1), groups)
        {
        }

        internal override (int Least, int Most) Arity => (2, 3);
    }

    /// <summary>
    /// x N×C×…, [weight C], [bias C], running mean C, running variance C, [counter of batches, Int64 scalar]. In training by the batch's
    /// biased statistics, and running ← (1 − momentum)·running + momentum·batch with the unbiased variance; in inference by the running
    /// ones.
    /// </summary>
    /// <param name="Epsilon">Added to the variance.</param>
    /// <param name="Momentum">PyTorch's: 0.1 where ONNX writes 0.9.</param>
    public sealed record BatchNorm(double Epsilon = 1e-5, double Momentum = 0.1) : Op
    {
        internal override (int Least, int Most) Arity => (5, 6);

        internal override bool MayMiss(int index) => index is 1 or 2 or 5;
    }

    /// <summary>Normalises over the last dimensions: x, [weight], [bias], both of the shape of those dimensions.</summary>
    /// <param name="Dimensions">How many of the last dimensions.</param>
    /// <param name="Epsilon">Added to the variance.</param>
    public sealed record LayerNorm(int Dimensions = 1, double Epsilon = 1e-5) : Op
    {
        internal override (int Least, int Most) Arity => (1, 3);

        internal override bool MayMiss(int index) => index is 1 or 2;
    }

    /// <summary>
    /// Normalises each image's groups of channels: x N×C×…, [weight C], [bias C]. With as many groups as channels: instance normalisation.
    /// </summary>
    /// <param name="Groups">Number of groups; divides C.</param>
    /// <param name="Epsilon">Added to the variance.</param>
    public sealed record GroupNorm(int Groups, double Epsilon = 1e-5) : Op
    {
        internal override (int Least, int Most) Arity => (1, 3);

        internal override bool MayMiss(int index) => index is 1 or 2;
    }

    /// <summary>x·Wᵀ + b: x …×I, weight O×I, [bias O] → …×O.</summary>
    public sealed record Linear : Op
    {
        internal override (int Least, int Most) Arity => (2, 3);
    }

    /// <summary>Matrix product of the last two dimensions, the others broadcast: a …×I×K, b …×K×J.</summary>
    public sealed record MatMul : Op
    {
        internal override (int Least, int Most) Arity => (2, 2);
    }

    /// <summary>x where x &gt; 0, slope·x elsewhere: x N×C×…, slope of 1 or C elements.</summary>
    public sealed record PRelu : Op
    {
        internal override (int Least, int Most) Arity => (2, 2);
    }
}
