using System.Collections.Immutable;
using Nad.Files.Graphs;
using Nad.Torch.Interop;
using Nad.Torch.Modules;

namespace Nad.Torch.Graphs;

/// <summary>Each <see cref="Op"/> as calls of libtorch.</summary>
internal static class OpCalls
{
    /// <summary>Runs one operator; in place where <paramref name="inPlace"/> says that nobody else reads the input.</summary>
    public static Tensor Run(Op op, Tensor?[] x, Mode mode, UniformNoise? noise, bool inPlace) => op switch
    {
        Op.Relu => inPlace ? x[0]!.ReluInPlace() : Call(GraphOperators.Relu, x[0]),
        Op.Conv2d o => Conv(o, x[0]!, x[1]!, At(x, 2)),
        Op.BatchNorm o => BatchNorm(o, x, mode == Mode.Training),
        Op.Add => x[0]! + x[1]!,
        Op.Linear => Functional.Linear(x[0]!, x[1]!, At(x, 2)),
        Op.MatMul => Call(GraphOperators.MatMul, x[0], x[1]),
        Op.LayerNorm o => Call(GraphOperators.LayerNorm, x[0], x[0]!.Sizes[^o.Dimensions..], At(x, 1), At(x, 2), o.Epsilon, true),
        Op.GroupNorm o => Call(GraphOperators.GroupNorm, x[0], o.Groups, At(x, 1), At(x, 2), o.Epsilon, true),
        Op.PRelu => Call(GraphOperators.PRelu, x[0], x[1]),
        Op.Dropout o => Drop(x[0]!, x[0]!.Sizes, o.Probability, noise!),
        Op.DropPath o => Drop(x[0]!, [x[0]!.Sizes[0], .. Enumerable.Repeat(1L, x[0]!.Sizes.Length - 1)], o.Probability, noise!),
        Op.Subtract => x[0]! - x[1]!,
        Op.Multiply => x[0]! * x[1]!,
        Op.Divide => x[0]! / x[1]!,
        Op.Maximum => Call(GraphOperators.Maximum, x[0], x[1]),
        Op.Minimum => Call(GraphOperators.Minimum, x[0], x[1]),
        Op.Raise => Call(GraphOperators.PowTensor, x[0], x[1]),
        Op.Concat o => Call(GraphOperators.Cat, Array.ConvertAll(x, t => t!), o.Dimension),
        _ => Activation(op, x[0]!) ?? Window(op, x[0]!) ?? Shape(op, x) ?? WindowCalls.Run(op, x)
            ?? throw new NotSupportedException(op.Name),
    };

    private static Tensor? Activation(Op op, Tensor x) => op switch
    {
        Op.Relu6 => Call(GraphOperators.HardTanh, x, 0.0, 6.0),
        Op.LeakyRelu o => x.LeakyRelu(o.Slope),
        Op.Elu o => Call(GraphOperators.Elu, x, o.Alpha, o.Scale, o.Rate),
        Op.Gelu o => Call(GraphOperators.Gelu, x, Value.Word(o.Approximate ? "tanh" : "none")),
        Op.Silu => Call(GraphOperators.Silu, x),
        Op.HardSwish => Call(GraphOperators.HardSwish, x),
        Op.HardSigmoid o => Clamp((x * o.Alpha) + o.Beta, 0, 1),
        Op.Mish => Call(GraphOperators.Mish, x),
        Op.Softplus o => Call(GraphOperators.Softplus, x, o.Beta, 20.0),
        Op.Sigmoid => x.Sigmoid(),
        Op.Tanh => Call(GraphOperators.Tanh, x),
        Op.Clip o => Clamp(x, o.Least, o.Most),
        Op.Power o => x.Pow(o.Exponent),
        Op.Affine o => o.Offset == 0 ? x * o.Factor : o.Factor == 1 ? x + o.Offset : (x * o.Factor) + o.Offset,
        Op.Softmax o => x.Softmax(o.Dimension),
        Op.LogSoftmax o => Call(GraphOperators.LogSoftmax, x, o.Dimension, Value.None),
        Op.Elementwise o => o.Function switch
        {
            ElementFunction.Abs => x.Abs(),
            ElementFunction.Negative => Call(GraphOperators.Neg, x),
            ElementFunction.Reciprocal => Call(GraphOperators.Reciprocal, x),
            ElementFunction.SquareRoot => x.Sqrt(),
            ElementFunction.Exponential => x.Exp(),
            ElementFunction.Logarithm => x.Log(),
            _ => Call(GraphOperators.Erf, x),
        },
        _ => null,
    };

    private static Tensor? Window(Op op, Tensor x) => op switch
    {
        Op.MaxPool o => MaxPool(o, x),
        Op.AveragePool o => AveragePool(o, x),
        Op.AdaptiveAveragePool o => Call(GraphOperators.AdaptiveAveragePool, x, Pair(o.Size)),
        Op.AdaptiveMaxPool o => Call(GraphOperators.AdaptiveMaxPool, x, Pair(o.Size)),
        Op.Interpolate o => Interpolate(o, x),
        Op.Pad { Form: PaddingForm.Constant } o => Pad(x, o.Around, o.Value),
        Op.Pad o => Call(
            GraphOperators.Pad,
            x,
            Sides(o.Around),
            Value.Word(o.Form == PaddingForm.Reflect ? "reflect" : o.Form == PaddingForm.Replicate ? "replicate" : "circular")),
        _ => null,
    };

    private static Tensor? Shape(Op op, Tensor?[] x) => op switch
    {
        Op.Slice o => Call(Operators.Slice, x[0], o.Dimension, o.From, o.To, o.Step),
        Op.Select o => Call(GraphOperators.Select, x[0], o.Dimension, o.Index),
        Op.Gather o => Call(Operators.IndexSelect, x[0], o.Dimension, x[1]),
        Op.PadDimension o => PadDimension(o, x[0]!),
        Op.Reshape o => Call(GraphOperators.Reshape, x[0], Sizes(o.Shape, x[0]!.Sizes)),
        Op.Flatten o => Call(Operators.Flatten, x[0], o.From, o.To),
        Op.Permute o => Call(Operators.Permute, x[0], List(o.Order)),
        Op.Expand o => Call(GraphOperators.Expand, x[0], List(o.Shape), false),
        Op.ExpandBatch => Call(
            GraphOperators.Expand, x[0], new[] { x[1]!.Sizes[0] }.Concat(Enumerable.Repeat(-1L, x[0]!.Sizes.Length - 1)).ToArray(), false),
        Op.Roll o => Call(GraphOperators.Roll, x[0], List(o.Shifts), List(o.Dimensions)),
        Op.Mean o => x[0]!.Mean(List(o.Dimensions), o.Keep),
        Op.Sum o => x[0]!.Sum(List(o.Dimensions), o.Keep),
        Op.Largest o => Call(Operators.AMax, x[0], List(o.Dimensions), o.Keep),
        _ => null,
    };

    private static Tensor Conv(Op.Conv2d o, Tensor x, Tensor weight, Tensor? bias)
    {
        if (!o.Padding.IsEven) return Conv(o with { Padding = default }, Pad(x, o.Padding, 0), weight, bias);
        return Call(
            Operators.Conv2d, x, weight, bias, Pair(o.Stride), new long[] { o.Padding.Top, o.Padding.Left }, Pair(o.Dilation), o.Groups);
    }

    private static Tensor BatchNorm(Op.BatchNorm o, Tensor?[] x, bool training)
    {
        if (training) At(x, 5)?.AddInPlace(1);
        return Call(Operators.BatchNorm, x[0], x[1], x[2], x[3], x[4], training, o.Momentum, o.Epsilon, true);
    }

    // libtorch's border is even and at most half the window; any other is made by hand, of values that never win.
    private static Tensor MaxPool(Op.MaxPool o, Tensor x)
    {
        Op.Border p = o.Padding;
        if (p.IsEven && 2 * p.Top <= o.Window.Height && 2 * p.Left <= o.Window.Width)
        {
            return Call(
                GraphOperators.MaxPool, x, Pair(o.Window), Pair(o.Stride), new long[] { p.Top, p.Left }, Pair(o.Dilation), o.Ceiling);
        }

        return MaxPool(o with { Padding = default }, Pad(x, p, double.NegativeInfinity));
    }

    private static Tensor AveragePool(Op.AveragePool o, Tensor x)
    {
        Op.Border p = o.Padding;
        if (p.IsEven && 2 * p.Top <= o.Window.Height && 2 * p.Left <= o.Window.Width)
        {
            return Call(
                GraphOperators.AveragePool, x, Pair(o.Window), Pair(o.Stride), new long[] { p.Top, p.Left }, o.Ceiling, o.CountsPadding,
                Value.None);
        }

        Op.AveragePool inner = o with { Padding = default, CountsPadding = true };
        Tensor mean = AveragePool(inner, Pad(x, p, 0));
        if (o.CountsPadding) return mean;
        // What part of each window lies on the image.
        Tensor ones = Tensor.Empty(1, 1, x.Sizes[2], x.Sizes[3]).FillInPlace(1);
        return mean / AveragePool(inner, Pad(ones.Like(x), p, 0));
    }

    private static Tensor Interpolate(Op.Interpolate o, Tensor x)
    {
        long[] size = o.Size is { } s ? Pair(s) : [(long)Math.Floor(x.Sizes[2] * o.Height), (long)Math.Floor(x.Sizes[3] * o.Width)];
        Value h = o.Size is null ? o.Height : Value.None, w = o.Size is null ? o.Width : Value.None;
        return o.Form switch
        {
            InterpolationForm.Nearest => Call(GraphOperators.UpsampleNearest, x, size, h, w),
            InterpolationForm.Bilinear => Call(GraphOperators.UpsampleBilinear, x, size, o.AlignCorners, h, w),
            _ => Call(GraphOperators.UpsampleBicubic, x, size, o.AlignCorners, h, w),
        };
    }

    private static Tensor Drop(Tensor x, long[] shape, double probability, UniformNoise noise)
    {
        long count = 1;
        foreach (long size in shape) count *= size;
        float[] mask = new float[count];
        noise(mask);
        float kept = (float)(1 / (1 - probability));
        for (int i = 0; i < mask.Length; i++) mask[i] = mask[i] < probability ? 0 : kept;
        return x * Tensor.From(mask, shape).Like(x);
    }

    private static Tensor PadDimension(Op.PadDimension o, Tensor x)
    {
        int dimension = o.Dimension < 0 ? o.Dimension + x.Sizes.Length : o.Dimension;
        long[] sides = new long[2 * (x.Sizes.Length - dimension)];       // from the last dimension on
        (sides[^2], sides[^1]) = (o.Before, o.Behind);
        return Call(GraphOperators.ConstantPad, x, sides, o.Value);
    }

    private static long[] Sizes(ImmutableArray<long> wanted, long[] given)
    {
        long[] sizes = List(wanted);
        for (int i = 0; i < sizes.Length; i++)
        {
            if (sizes[i] == 0) sizes[i] = given[i];
        }

        return sizes;
    }

    private static Tensor Pad(Tensor x, Op.Border around, double value) => Call(GraphOperators.ConstantPad, x, Sides(around), value);

    private static Tensor Clamp(Tensor x, double? least, double? most) => Call(Operators.Clamp, x, Number(least), Number(most));

    private static Value Number(double? x) => x is { } number ? number : Value.None;

    private static long[] Sides(Op.Border p) => [p.Left, p.Right, p.Top, p.Bottom];

    private static long[] Pair(Op.Extent e) => [e.Height, e.Width];

    private static long[] List(ImmutableArray<long> numbers) => [.. numbers];

    private static Tensor? At(Tensor?[] x, int i) => i < x.Length ? x[i] : null;

    private static Tensor Call(Operator op, params ReadOnlySpan<Value> arguments) => Dispatcher.Call(op, arguments);
}
