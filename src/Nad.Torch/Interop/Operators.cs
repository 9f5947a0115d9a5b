namespace Nad.Torch.Interop;

/// <summary>
/// Every operator that the project calls, one line each. A test resolves all of them and compares their schemas with a stored list,
/// so that a change of libtorch is a readable difference.
/// </summary>
internal static class Operators
{
    public static readonly Operator Abs = new("aten::abs");
    public static readonly Operator AddTensor = new("aten::add", "Tensor");
    public static readonly Operator AddScalar = new("aten::add", "Scalar");
    public static readonly Operator AddInPlace = new("aten::add_", "Tensor");
    public static readonly Operator AddScalarInPlace = new("aten::add_", "Scalar");
    public static readonly Operator AMax = new("aten::amax");
    public static readonly Operator ArgMax = new("aten::argmax");
    public static readonly Operator BatchNorm = new("aten::batch_norm");
    public static readonly Operator Clamp = new("aten::clamp");
    public static readonly Operator Clone = new("aten::clone");
    public static readonly Operator Contiguous = new("aten::contiguous");
    public static readonly Operator Conv2d = new("aten::conv2d");
    public static readonly Operator CopyInPlace = new("aten::copy_");
    public static readonly Operator CrossEntropy = new("aten::cross_entropy_loss");
    public static readonly Operator Detach = new("aten::detach");
    public static readonly Operator DivTensor = new("aten::div", "Tensor");
    public static readonly Operator EmptyMemoryFormat = new("aten::empty", "memory_format");
    public static readonly Operator EmptyLike = new("aten::empty_like");
    public static readonly Operator EqTensor = new("aten::eq", "Tensor");
    public static readonly Operator Exp = new("aten::exp");
    public static readonly Operator FillScalarInPlace = new("aten::fill_", "Scalar");
    public static readonly Operator Flatten = new("aten::flatten", "using_ints");
    public static readonly Operator ForeachAddcmulScalarInPlace = new("aten::_foreach_addcmul_", "Scalar");
    public static readonly Operator ForeachAddListInPlace = new("aten::_foreach_add_", "List");
    public static readonly Operator ForeachMulScalarInPlace = new("aten::_foreach_mul_", "Scalar");
    public static readonly Operator IndexSelect = new("aten::index_select");
    public static readonly Operator Item = new("aten::item");
    public static readonly Operator LeakyRelu = new("aten::leaky_relu");
    public static readonly Operator Linear = new("aten::linear");
    public static readonly Operator Log = new("aten::log");
    public static readonly Operator MeanAll = new("aten::mean");
    public static readonly Operator MeanDims = new("aten::mean", "dim");
    public static readonly Operator MulTensor = new("aten::mul", "Tensor");
    public static readonly Operator MulScalar = new("aten::mul", "Scalar");
    public static readonly Operator Permute = new("aten::permute");
    public static readonly Operator PowScalar = new("aten::pow", "Tensor_Scalar");
    public static readonly Operator ReluInPlace = new("aten::relu_");
    public static readonly Operator Sigmoid = new("aten::sigmoid");
    public static readonly Operator Slice = new("aten::slice", "Tensor");
    public static readonly Operator Softmax = new("aten::softmax", "int");
    public static readonly Operator Sqrt = new("aten::sqrt");
    public static readonly Operator SubTensor = new("aten::sub", "Tensor");
    public static readonly Operator SumAll = new("aten::sum");
    public static readonly Operator SumDims = new("aten::sum", "dim_IntList");
    public static readonly Operator To = new("aten::to", "device");
    public static readonly Operator View = new("aten::view");

    /// <summary>All of the above, by reflection-free listing, for the schema test.</summary>
    public static IReadOnlyList<Operator> All { get; } =
    [
        Abs, AddTensor, AddScalar, AddInPlace, AddScalarInPlace, AMax, ArgMax, BatchNorm, Clamp, Clone, Contiguous, Conv2d, CopyInPlace,
        CrossEntropy, Detach, DivTensor, EmptyMemoryFormat, EmptyLike, EqTensor, Exp, FillScalarInPlace, Flatten,
        ForeachAddcmulScalarInPlace, ForeachAddListInPlace, ForeachMulScalarInPlace, IndexSelect, Item, LeakyRelu, Linear, Log, MeanAll,
        MeanDims, MulTensor, MulScalar, Permute, PowScalar, ReluInPlace, Sigmoid, Slice, Softmax, Sqrt, SubTensor, SumAll, SumDims, To,
        View,
    ];
}
