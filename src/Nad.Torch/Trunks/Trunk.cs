using System.Globalization;
using Nad.Torch.Interop;
using Nad.Torch.Modules;

namespace Nad.Torch.Trunks;

/// <summary>
/// The convolutional part of a network, written down once as a list of operations, so that it can run as one native graph
/// (<c>native/nad_trunk/</c>) instead of operator by operator. The same layers compute the same function either way.
/// </summary>
/// <param name="channels">C of the image.</param>
/// <param name="height">H of the image, pixels.</param>
/// <param name="width">W of the image, pixels.</param>
/// <remarks>
/// Value 0 is the image. Not every network fits: channels must be multiples of 16, and there are only the operations below. An image whose
/// channels are such a multiple, a map within a network, may be normalised and added too, and has a gradient; any image has one that a
/// single operation reads, where no parameter wants one and the running statistics are used.
/// </remarks>
public sealed unsafe class Trunk(int channels, int height, int width)
{
    // Exact to rounding and faster wherever it applies; NAD_TRUNK_WINOGRAD=0 leaves it out, for measurements.
    private static readonly bool Winograd = Environment.GetEnvironmentVariable("NAD_TRUNK_WINOGRAD") != "0";

    private readonly List<NativeTrunkOp> ops = [];
    private readonly List<(int C, int H, int W)> shapes = [(channels, height, width)];
    private readonly List<Tensor> parameters = [];
    private readonly List<Tensor> buffers = [];
    // normalisations of convolutions with a bias, and the buffer of their mean
    private readonly List<(TrunkNorm Norm, int Mean)> shifted = [];

    /// <summary>conv(value <paramref name="a"/>), plus value <paramref name="plus"/> where one is given.</summary>
    /// <returns>The number of the new value.</returns>
    /// <exception cref="ArgumentException">The layer does not take that value, or there is none.</exception>
    public int Conv(int a, Conv2d layer, int plus = -1)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return Conv(a, layer.Weight, layer.Stride, plus);
    }

    /// <summary>The same, of a weight O×I×k×k with k odd, channels last in memory; zeros around the image are k/2 wide.</summary>
    /// <returns>The number of the new value.</returns>
    /// <exception cref="ArgumentException">The weight does not take that value, or there is none.</exception>
    public int Conv(int a, Tensor kernels, int stride, int plus = -1)
    {
        ArgumentNullException.ThrowIfNull(kernels);
        long[] weight = kernels.Sizes;                                          // O×I×k×k
        (int c, int h, int w) = Shape(a);

        // The native side reads as many weights as these sizes say.
        if (weight is not [> 0 and <= int.MaxValue, _, _, _] || weight[1] != c || weight[2] != weight[3] || stride < 1)
        {
            throw new ArgumentException(
                $"A convolution of weights {kernels.ShapeText} and stride {stride} does not take {c} channels.", nameof(kernels));
        }

        int kernel = (int)weight[2], padding = kernel / 2;
        (int C, int H, int W) made =
            ((int)weight[0], ((h + (2 * padding) - kernel) / stride) + 1, ((w + (2 * padding) - kernel) / stride) + 1);
        if (plus != -1 && Shape(plus) != made) throw new ArgumentException("Only a value of the same shape can be added.", nameof(plus));
        parameters.Add(kernels);
        return Add(
            new NativeTrunkOp { Kind = 1, A = a, B = plus, Channels = (int)weight[0], Kernel = kernel, Stride = stride },
            made);
    }

    /// <summary>max(0, norm(value <paramref name="a"/>)).</summary>
    /// <returns>The number of the new value.</returns>
    /// <exception cref="ArgumentException">The layer has another number of channels, or there is no such value.</exception>
    public int NormRelu(int a, BatchNorm2d layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return Norm(
            a,
            new TrunkNorm(
                layer.Weight, layer.Bias, layer.RunningMean, layer.RunningVar, layer.Tracked, BatchNorm2d.Epsilon, BatchNorm2d.Momentum),
            rectifies: true);
    }

    /// <summary>
    /// norm(value <paramref name="a"/>); where it rectifies max(0, norm(value a) + value <paramref name="plus"/>), if one is given.
    /// </summary>
    /// <returns>The number of the new value.</returns>
    /// <exception cref="ArgumentException">
    /// The layer has another number of channels, or there is no such value, or a sum that is not rectified.
    /// </exception>
    public int Norm(int a, TrunkNorm layer, bool rectifies, int plus = -1)
    {
        ArgumentNullException.ThrowIfNull(layer);
        if (layer.Weight.Count != Shape(a).C)
            throw new ArgumentException($"A normalisation of {layer.Weight.Count} channels does not take {Shape(a).C}.", nameof(layer));
        if (plus != -1 && (!rectifies || Shape(plus) != Shape(a)))
            throw new ArgumentException("Only a value of the same shape can be added, and only before it is rectified.", nameof(plus));
        parameters.AddRange([layer.Weight, layer.Bias]);
        if (layer.Before is not null) shifted.Add((layer, buffers.Count));
        buffers.AddRange([layer.RunningMean, layer.RunningVar, layer.Tracked]);
        return Add(
            new NativeTrunkOp { Kind = rectifies ? 2 : 3, A = a, B = plus, Epsilon = layer.Epsilon, Momentum = layer.Momentum }, shapes[a]);
    }

    /// <summary>Whether <see cref="Run"/> can take over: there is a trunk, and no gradients are wanted that it does not give.</summary>
    /// <param name="images">N×C×H×W.</param>
    /// <param name="mode">
    /// Gradients of the parameters are given in training; in inference that of the image, where no parameter wants one.
    /// </param>
    public bool Serves(Tensor images, Mode mode)
    {
        ArgumentNullException.ThrowIfNull(images);
        return TrunkRuntime.Available && ops.All(o => o.Channels % 16 == 0) && Takes(images, mode)
            && (mode == Mode.Training ? images.Sizes[0] > 1 : !Autograd.IsRecording || IsFrozen);
    }

    private bool IsFrozen => !parameters.Any(p => p.RequiresGrad) && !shifted.Any(s => s.Norm.Before!.RequiresGrad);

    /// <summary>Runs all operations.</summary>
    /// <param name="images">N×C×H×W Float32 on the processor.</param>
    /// <param name="mode">Batch or running statistics; in training the running ones are updated.</param>
    /// <param name="precision">Of the convolutions.</param>
    /// <param name="outputs">Which values are wanted, in which form.</param>
    /// <returns>One Float32 tensor per output, owned by the current scope; with gradient history where this thread records.</returns>
    /// <exception cref="ArgumentException">The images are of another type or size, or there is no such output.</exception>
    public Tensor[] Run(Tensor images, Mode mode, Precision precision, params ReadOnlySpan<(int Value, TrunkForm Form)> outputs)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (!Takes(images, mode))
            throw new ArgumentException(
                $"The trunk takes Float32 images of {channels}x{height}x{width} on the processor, not {images.Describe()}.",
                nameof(images));
        foreach ((int value, TrunkForm form) in outputs)
        {
            if (value < 1 || value > ops.Count || !Enum.IsDefined(form))
                throw new ArgumentException($"There is no value {value} in the form {form}.", nameof(outputs));
        }

        using TensorScope scope = TensorScope.Begin();
        Tensor dense = images.Contiguous(MemoryLayout.ChannelsLast);
        int batch = (int)images.Sizes[0];
        Tensor[] results = new Tensor[outputs.Length];
        void** o = stackalloc void*[outputs.Length];
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = scope.Keep(Empty(batch, outputs[i]));
            o[i] = results[i].Address();
        }

        bool wantsImage = Autograd.IsRecording && dense.RequiresGrad, frozen = mode == Mode.Inference && wantsImage;
        TrunkFlags flags = (mode == Mode.Training ? TrunkFlags.Training : 0) | (frozen ? TrunkFlags.Frozen : 0)
            | (precision == Precision.BFloat16 ? TrunkFlags.BFloat16 : 0) | (Winograd ? TrunkFlags.Winograd : 0);
        NativeTrunk native = Take(outputs, batch, flags);
        bool lent = false;
        try
        {
            void** p = stackalloc void*[parameters.Count];
            void** b = stackalloc void*[buffers.Count];
            for (int i = 0; i < parameters.Count; i++) p[i] = parameters[i].Address();
            for (int i = 0; i < buffers.Count; i++) b[i] = buffers[i].Address();
            foreach ((TrunkNorm norm, int mean) in mode == Mode.Inference ? shifted : [])
                b[mean] = (norm.RunningMean - norm.Before!).Address();
            native.Forward(dense.Address(), p, b, o);
            if (mode == Mode.Training) MoveMeans();
            if (frozen || (mode == Mode.Training && Autograd.IsRecording))
            {
                lent = true;
                Tensor[] own = frozen ? [] : [.. parameters], biases = frozen ? [] : [.. shifted.Select(s => s.Norm.Before!)];
                ForeignFunctions.Attach(
                    results,
                    [.. own, .. biases, .. wantsImage ? [dense] : Array.Empty<Tensor>()],
                    new TrunkFunction(native, own.Length, [.. biases.Select(b => b.Count)], wantsImage));
            }
        }
        finally
        {
            if (!lent) TrunkPool.Return(native);
        }

        return results;
    }

    // The trunk normalises what a convolution gives without its bias; the running mean has it.
    private void MoveMeans()
    {
        using Autograd.NoGradScope off = Autograd.NoGrad();
        foreach ((TrunkNorm norm, _) in shifted) norm.RunningMean.AddInPlace(norm.Before! * norm.Momentum);
    }

    private bool Takes(Tensor images, Mode mode)
    {
        NativeTensorInfo info = images.Info();
        bool gives = channels % 16 == 0 || (mode == Mode.Inference && Autograd.IsRecording && ops.Count(o => o.A == 0) == 1);
        return info is { DeviceType: 0, DType: (int)DType.Float32, Dims: 4 } && (info.RequiresGrad == 0 || gives)
            && info.Shape[0] is > 0 and <= int.MaxValue && info.Shape[1] == channels && info.Shape[2] == height && info.Shape[3] == width;
    }

    private (int C, int H, int W) Shape(int value) =>
        value >= 0 && value < shapes.Count
            ? shapes[value]
            : throw new ArgumentException($"There is no value {value}; there are {shapes.Count}.", nameof(value));

    private int Add(NativeTrunkOp op, (int C, int H, int W) shape)
    {
        ops.Add(op);
        shapes.Add(shape);
        return ops.Count;
    }

    private Tensor Empty(int batch, (int Value, TrunkForm Form) output)
    {
        (int c, int h, int w) = shapes[output.Value];
        return output.Form switch
        {
            TrunkForm.Features => Tensor.ChannelsLast(batch, c, h, w),
            TrunkForm.Squares => Tensor.Empty(batch, h, w),
            _ => Tensor.Empty(batch, c),
        };
    }

    private NativeTrunk Take(ReadOnlySpan<(int Value, TrunkForm Form)> outputs, int batch, TrunkFlags flags)
    {
        NativeTrunkOutput[] wanted = new NativeTrunkOutput[outputs.Length];
        for (int i = 0; i < wanted.Length; i++) wanted[i] = new NativeTrunkOutput { Value = outputs[i].Value, Form = (int)outputs[i].Form };

        // What nobody asks for is not computed: a teacher's head, for instance.
        int needed = 0;
        foreach (NativeTrunkOutput output in wanted) needed = Math.Max(needed, output.Value);
        if ((flags & TrunkFlags.Training) != 0) needed = ops.Count;
        NativeTrunkOp[] steps = [.. ops.Take(needed)];
        TrunkKey key = new(
            string.Join(
                ';',
                steps
                    .Select(s => string.Create(
                        CultureInfo.InvariantCulture, $"{s.Kind},{s.A},{s.B},{s.Channels},{s.Kernel},{s.Stride},{s.Epsilon},{s.Momentum}"))
                    .Concat(wanted.Select(w => string.Create(CultureInfo.InvariantCulture, $"{w.Value}:{w.Form}")))),
            batch, shapes[0].C, shapes[0].H, shapes[0].W, TorchRuntime.Threads, flags);
        return TrunkPool.Take(key, () => new NativeTrunk(steps, wanted, key));
    }

    /// <summary>The backward pass of one recorded forward pass; it holds the activations until the graph is used up.</summary>
    private sealed class TrunkFunction(NativeTrunk native, int parameters, long[] biases, bool wantsImage) : IForeignFunction
    {
        public void Backward(void** outputGradients, void** inputGradients)
        {
            native.Backward(outputGradients, inputGradients, wantsImage ? inputGradients[parameters + biases.Length] : null);
            for (int i = 0; i < biases.Length; i++) new Span<float>(inputGradients[parameters + i], (int)biases[i]).Clear();
        }

        public void Release() => TrunkPool.Return(native);
    }
}
