using Nad.Torch.Interop;

namespace Nad.Torch;

/// <content>Element-wise arithmetic and reductions.</content>
public sealed partial class Tensor
{
    /// <summary>a + b, broadcast. <c>aten::add</c></summary>
    public static Tensor operator +(Tensor a, Tensor b) => Dispatcher.Call(Operators.AddTensor, a, b, 1);

    /// <summary>a + b for each element. <c>aten::add</c></summary>
    public static Tensor operator +(Tensor a, double b) => Dispatcher.Call(Operators.AddScalar, a, b, 1);

    /// <summary>a − b, broadcast. <c>aten::sub</c></summary>
    public static Tensor operator -(Tensor a, Tensor b) => Dispatcher.Call(Operators.SubTensor, a, b, 1);

    /// <summary>a · b, element by element, broadcast. <c>aten::mul</c></summary>
    public static Tensor operator *(Tensor a, Tensor b) => Dispatcher.Call(Operators.MulTensor, a, b);

    /// <summary>a · b for each element. <c>aten::mul</c></summary>
    public static Tensor operator *(Tensor a, double b) => Dispatcher.Call(Operators.MulScalar, a, b);

    /// <summary>a · b for each element. <c>aten::mul</c></summary>
    public static Tensor operator *(double a, Tensor b) => b * a;

    /// <summary>a / b, broadcast. <c>aten::div</c></summary>
    public static Tensor operator /(Tensor a, Tensor b) => Dispatcher.Call(Operators.DivTensor, a, b);

    /// <summary>|x|, element by element. <c>aten::abs</c></summary>
    public Tensor Abs() => Dispatcher.Call(Operators.Abs, this);

    /// <summary>x^p, element by element. <c>aten::pow</c></summary>
    public Tensor Pow(double exponent) => Dispatcher.Call(Operators.PowScalar, this, exponent);

    /// <summary>√x, element by element. <c>aten::sqrt</c></summary>
    public Tensor Sqrt() => Dispatcher.Call(Operators.Sqrt, this);

    /// <summary>max(x, minimum), element by element; the gradient is 0 where the minimum holds. <c>aten::clamp</c></summary>
    public Tensor ClampMin(double minimum) => Dispatcher.Call(Operators.Clamp, this, minimum, Value.None);

    /// <summary>min(max(x, minimum), maximum), element by element; the gradient is 0 where a bound holds. <c>aten::clamp</c></summary>
    public Tensor Clamp(double minimum, double maximum) => Dispatcher.Call(Operators.Clamp, this, minimum, maximum);

    /// <summary>e^x, element by element. <c>aten::exp</c></summary>
    public Tensor Exp() => Dispatcher.Call(Operators.Exp, this);

    /// <summary>Natural logarithm, element by element. <c>aten::log</c></summary>
    public Tensor Log() => Dispatcher.Call(Operators.Log, this);

    /// <summary>1/(1 + e^−x), element by element. <c>aten::sigmoid</c></summary>
    public Tensor Sigmoid() => Dispatcher.Call(Operators.Sigmoid, this);

    /// <summary>x where x &gt; 0, slope·x elsewhere. <c>aten::leaky_relu</c></summary>
    public Tensor LeakyRelu(double slope) => Dispatcher.Call(Operators.LeakyRelu, this, slope);

    /// <summary>Largest element over dimensions; where several are largest, the gradient is shared evenly. <c>aten::amax</c></summary>
    public Tensor Max(long[] dims) => Dispatcher.Call(Operators.AMax, this, dims, false);

    /// <summary>Sum of all elements. <c>aten::sum</c></summary>
    public Tensor Sum() => Dispatcher.Call(Operators.SumAll, this);

    /// <summary>Sum over dimensions. <c>aten::sum</c></summary>
    public Tensor Sum(long[] dims, bool keepDims = false) => Dispatcher.Call(Operators.SumDims, this, dims, keepDims);

    /// <summary>Mean of all elements. <c>aten::mean</c></summary>
    public Tensor Mean() => Dispatcher.Call(Operators.MeanAll, this);

    /// <summary>Mean over dimensions. <c>aten::mean</c></summary>
    public Tensor Mean(long[] dims, bool keepDims = false) => Dispatcher.Call(Operators.MeanDims, this, dims, keepDims);

    /// <summary>Index of the largest element along a dimension, Int64. <c>aten::argmax</c></summary>
    public Tensor ArgMax(int dim) => Dispatcher.Call(Operators.ArgMax, this, dim, false);

    /// <summary>exp(x) normalised to sum 1 along a dimension. <c>aten::softmax</c></summary>
    public Tensor Softmax(int dim) => Dispatcher.Call(Operators.Softmax, this, dim, Value.None);

    /// <summary>x = y, element by element: Bool. <c>aten::eq</c></summary>
    public Tensor IsEqualTo(Tensor other) => Dispatcher.Call(Operators.EqTensor, this, other);

    /// <summary>Adds to this tensor. <c>aten::add_</c></summary>
    /// <returns>This tensor.</returns>
    public Tensor AddInPlace(Tensor other, double factor = 1)
    {
        Dispatcher.CallVoid(Operators.AddInPlace, this, other, factor);
        return this;
    }

    /// <summary>Adds a number to each element. <c>aten::add_</c></summary>
    /// <returns>This tensor.</returns>
    public Tensor AddInPlace(long number)
    {
        Dispatcher.CallVoid(Operators.AddScalarInPlace, this, number, 1);
        return this;
    }

    /// <summary>Sets every element. <c>aten::fill_</c></summary>
    /// <returns>This tensor.</returns>
    public Tensor FillInPlace(double number)
    {
        Dispatcher.CallVoid(Operators.FillScalarInPlace, this, number);
        return this;
    }

    /// <summary>max(x, 0), in this tensor's memory. <c>aten::relu_</c></summary>
    /// <returns>This tensor.</returns>
    public Tensor ReluInPlace()
    {
        Dispatcher.CallVoid(Operators.ReluInPlace, this);
        return this;
    }
}
