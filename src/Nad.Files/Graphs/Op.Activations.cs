namespace Nad.Files.Graphs;

/// <content>Functions of one element.</content>
public abstract partial record Op
{
    /// <summary>max(x, 0).</summary>
    public sealed record Relu : Op;

    /// <summary>min(max(x, 0), 6); its gradient is 0 at both ends, as PyTorch's.</summary>
    public sealed record Relu6 : Op;

    /// <summary>x where x &gt; 0, slope·x elsewhere.</summary>
    /// <param name="Slope">Of the negative side.</param>
    public sealed record LeakyRelu(double Slope = 0.01) : Op;

    /// <summary>scale·x where x &gt; 0, scale·alpha·(e^(x·rate) − 1) elsewhere. SELU and CELU are forms of it.</summary>
    /// <param name="Alpha">Depth of the negative side.</param>
    /// <param name="Scale">Factor on both sides.</param>
    /// <param name="Rate">Factor in the exponent.</param>
    public sealed record Elu(double Alpha = 1, double Scale = 1, double Rate = 1) : Op;

    /// <summary>x·Φ(x); with the tanh approximation where <paramref name="Approximate"/> is set.</summary>
    /// <param name="Approximate">½x(1 + tanh(√(2/π)(x + 0.044715x³))) instead of the error function.</param>
    public sealed record Gelu(bool Approximate = false) : Op;

    /// <summary>x·sigmoid(x), also called Swish.</summary>
    public sealed record Silu : Op;

    /// <summary>x·min(max(x + 3, 0), 6)/6.</summary>
    public sealed record HardSwish : Op;

    /// <summary>min(max(alpha·x + beta, 0), 1); PyTorch's has 1/6 and ½, ONNX's default is 0.2 and ½.</summary>
    /// <param name="Alpha">Slope.</param>
    /// <param name="Beta">Value at 0.</param>
    public sealed record HardSigmoid(double Alpha = 1.0 / 6, double Beta = 0.5) : Op;

    /// <summary>x·tanh(ln(1 + e^x)).</summary>
    public sealed record Mish : Op;

    /// <summary>ln(1 + e^(beta·x))/beta.</summary>
    /// <param name="Beta">Sharpness.</param>
    public sealed record Softplus(double Beta = 1) : Op;

    /// <summary>1/(1 + e^−x).</summary>
    public sealed record Sigmoid : Op;

    /// <summary>Hyperbolic tangent.</summary>
    public sealed record Tanh : Op;

    /// <summary>min(max(x, least), most); null for no bound.</summary>
    /// <param name="Least">Lower bound.</param>
    /// <param name="Most">Upper bound.</param>
    public sealed record Clip(double? Least, double? Most) : Op;

    /// <summary>x^exponent.</summary>
    /// <param name="Exponent">The same for all elements.</param>
    public sealed record Power(double Exponent) : Op;

    /// <summary>factor·x + offset.</summary>
    /// <param name="Factor">Multiplied first.</param>
    /// <param name="Offset">Added then.</param>
    public sealed record Affine(double Factor, double Offset = 0) : Op;

    /// <summary>A function without settings.</summary>
    /// <param name="Function">Which.</param>
    public sealed record Elementwise(ElementFunction Function) : Op;

    /// <summary>e^x normalised to sum 1 along a dimension.</summary>
    /// <param name="Dimension">Negative ones count from the end.</param>
    public sealed record Softmax(int Dimension) : Op;

    /// <summary>Logarithm of <see cref="Softmax"/>.</summary>
    /// <param name="Dimension">Negative ones count from the end.</param>
    public sealed record LogSoftmax(int Dimension) : Op;

    /// <summary>
    /// In training each element is 0 with this probability, the others are divided by what is left; only where a source of noise is given.
    /// </summary>
    /// <param name="Probability">0 to below 1.</param>
    public sealed record Dropout(double Probability) : Op;

    /// <summary>As <see cref="Dropout"/>, but whole images of the batch (stochastic depth, drop path).</summary>
    /// <param name="Probability">0 to below 1.</param>
    public sealed record DropPath(double Probability) : Op;
}
