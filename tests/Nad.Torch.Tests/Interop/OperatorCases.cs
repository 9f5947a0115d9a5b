using Nad.Torch.Interop;

namespace Nad.Torch.Tests.Interop;

/// <summary>One call, or several, of every operator, as the project makes it; the names are those of the stored cases.</summary>
internal static class OperatorCases
{
    public static IReadOnlyDictionary<string, Func<Tensor[], Tensor>> All { get; } = new Dictionary<string, Func<Tensor[], Tensor>>
    {
        ["aten::abs"] = t => t[0].Abs(),
        ["aten::add.Tensor"] = t => t[0] + t[1],
        ["aten::add.Scalar"] = t => t[0] + 1.5,
        ["aten::add_.Tensor"] = t => (t[0] * 1.0).AddInPlace(t[1], 0.5),
        ["aten::add_.Scalar"] = t => t[0].AddInPlace(1),
        ["aten::amax"] = t => t[0].Max([1]),
        ["aten::argmax"] = t => t[0].ArgMax(1),
        ["aten::batch_norm#training"] = t => Functional.BatchNorm(t[0], t[1], t[2], t[3], t[4], true, 0.1, 1e-5),
        ["aten::batch_norm#inference"] = t => Functional.BatchNorm(t[0], t[1], t[2], t[3], t[4], false, 0.1, 1e-5),
        ["aten::clamp"] = t => t[0].ClampMin(0.3),
        ["aten::clone"] = t => t[0].Clone(),
        ["aten::contiguous#rows"] = t => t[0].Slice(1, 1, 3).Contiguous(),
        ["aten::contiguous#channels"] = t => t[0].Contiguous(MemoryLayout.ChannelsLast),
        ["aten::conv2d#k3s1"] = t => Functional.Conv2d(t[0], t[1], null, 1, 1),
        ["aten::conv2d#k3s2"] = t => Functional.Conv2d(t[0], t[1], null, 2, 1),
        ["aten::conv2d#k1s1"] = t => Functional.Conv2d(t[0], t[1], null, 1, 0),
        ["aten::conv2d#k1s2"] = t => Functional.Conv2d(t[0], t[1], null, 2, 0),
        ["aten::conv2d#bias"] = t => Functional.Conv2d(t[0], t[1], t[2], 1, 1),
        ["aten::copy_"] = t => t[0].CopyInPlace(t[1]),
        ["aten::cross_entropy_loss"] = t => Functional.CrossEntropy(t[0], t[1]),
        ["aten::detach"] = t => t[0].Detach(),
        ["aten::div.Tensor"] = t => t[0] / t[1],
        ["aten::empty.memory_format"] = _ => Tensor.ChannelsLast(2, 3, 4, 5).FillInPlace(2),
        ["aten::empty_like"] = t => t[0].EmptyLike().FillInPlace(3),
        ["aten::eq.Tensor"] = t => t[0].IsEqualTo(t[1]),
        ["aten::exp"] = t => t[0].Exp(),
        ["aten::fill_.Scalar"] = t => t[0].FillInPlace(0.25),
        ["aten::flatten.using_ints"] = t => t[0].Flatten(1),
        ["aten::_foreach_addcmul_.Scalar"] = t => Subtract(t),
        ["aten::_foreach_add_.List#first"] = t => Add(t)[0],
        ["aten::_foreach_add_.List#second"] = t => Add(t)[1],
        ["aten::_foreach_mul_.Scalar#first"] = t => Multiply(t)[0],
        ["aten::_foreach_mul_.Scalar#second"] = t => Multiply(t)[1],
        ["aten::index_select"] = t => t[0].Select(0, t[1]),
        ["aten::item"] = t => Tensor.From([(float)t[0].Item()], 1),
        ["aten::leaky_relu"] = t => t[0].LeakyRelu(0.2),
        ["aten::linear"] = t => Functional.Linear(t[0], t[1], t[2]),
        ["aten::log"] = t => t[0].Log(),
        ["aten::mean"] = t => t[0].Mean(),
        ["aten::mean.dim"] = t => t[0].Mean([2, 3]),
        ["aten::mul.Tensor"] = t => t[0] * t[1],
        ["aten::mul.Scalar"] = t => -2.5 * t[0],
        ["aten::permute"] = t => t[0].Permute(0, 3, 1, 2),
        ["aten::pow.Tensor_Scalar"] = t => t[0].Pow(1.7),
        ["aten::relu_"] = t => (t[0] * 1.0).ReluInPlace(),
        ["aten::sigmoid"] = t => t[0].Sigmoid(),
        ["aten::slice.Tensor"] = t => t[0].Slice(1, 1, 4),
        ["aten::softmax.int"] = t => t[0].Softmax(1),
        ["aten::sqrt"] = t => t[0].Sqrt(),
        ["aten::sub.Tensor"] = t => t[0] - t[1],
        ["aten::sum"] = t => t[0].Sum(),
        ["aten::sum.dim_IntList"] = t => t[0].Sum([1], keepDims: true),
        ["aten::to.device"] = t => t[0].To(Device.Cpu, DType.Float64),
        ["aten::view"] = t => t[0].View(-1, 3),
    };

    private static Tensor[] Add(Tensor[] t)
    {
        Dispatcher.CallVoid(Operators.ForeachAddListInPlace, t[..2], t[2..], 0.5);
        return t;
    }

    private static Tensor Subtract(Tensor[] t)
    {
        Dispatcher.CallVoid(Operators.ForeachAddcmulScalarInPlace, t[..1], t[1..2], t[2..], -1);
        return t[0];
    }

    private static Tensor[] Multiply(Tensor[] t)
    {
        Dispatcher.CallVoid(Operators.ForeachMulScalarInPlace, t, 0.9);
        return t;
    }
}
