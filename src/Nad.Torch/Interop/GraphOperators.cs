namespace Nad.Torch.Interop;

/// <summary>
/// What only <see cref="Nad.Torch.Graphs.GraphRunner"/> calls, beside <see cref="Operators"/>; the same test watches their schemas.
/// </summary>
internal static class GraphOperators
{
    public static readonly Operator AdaptiveAveragePool = new("aten::adaptive_avg_pool2d");
    public static readonly Operator AdaptiveMaxPool = new("aten::adaptive_max_pool2d");
    public static readonly Operator AveragePool = new("aten::avg_pool2d");
    public static readonly Operator Cat = new("aten::cat");
    public static readonly Operator ConstantPad = new("aten::constant_pad_nd");
    public static readonly Operator Elu = new("aten::elu");
    public static readonly Operator Erf = new("aten::erf");
    public static readonly Operator Expand = new("aten::expand");
    public static readonly Operator Gelu = new("aten::gelu");
    public static readonly Operator GroupNorm = new("aten::group_norm");
    public static readonly Operator HardSwish = new("aten::hardswish");
    public static readonly Operator HardTanh = new("aten::hardtanh");
    public static readonly Operator LayerNorm = new("aten::layer_norm");
    public static readonly Operator LogSoftmax = new("aten::log_softmax", "int");
    public static readonly Operator MatMul = new("aten::matmul");
    public static readonly Operator Maximum = new("aten::maximum");
    public static readonly Operator MaxPool = new("aten::max_pool2d");
    public static readonly Operator Minimum = new("aten::minimum");
    public static readonly Operator Mish = new("aten::mish");
    public static readonly Operator Neg = new("aten::neg");
    public static readonly Operator Pad = new("aten::pad");
    public static readonly Operator PowTensor = new("aten::pow", "Tensor_Tensor");
    public static readonly Operator PRelu = new("aten::prelu");
    public static readonly Operator Reciprocal = new("aten::reciprocal");
    public static readonly Operator Relu = new("aten::relu");
    public static readonly Operator Reshape = new("aten::reshape");
    public static readonly Operator Roll = new("aten::roll");
    public static readonly Operator Select = new("aten::select", "int");
    public static readonly Operator Silu = new("aten::silu");
    public static readonly Operator Softplus = new("aten::softplus");
    public static readonly Operator Tanh = new("aten::tanh");
    public static readonly Operator UpsampleBicubic = new("aten::upsample_bicubic2d");
    public static readonly Operator UpsampleBilinear = new("aten::upsample_bilinear2d");
    public static readonly Operator UpsampleNearest = new("aten::upsample_nearest2d");

    /// <summary>All of the above.</summary>
    public static IReadOnlyList<Operator> All { get; } =
    [
        AdaptiveAveragePool, AdaptiveMaxPool, AveragePool, Cat, ConstantPad, Elu, Erf, Expand, Gelu, GroupNorm, HardSwish, HardTanh,
        LayerNorm, LogSoftmax, MatMul, Maximum, MaxPool, Minimum, Mish, Neg, Pad, PowTensor, PRelu, Reciprocal, Relu, Reshape, Roll, Select,
        Silu, Softplus, Tanh, UpsampleBicubic, UpsampleBilinear, UpsampleNearest,
    ];
}
