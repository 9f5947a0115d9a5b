// Zagoruyko and Komodakis, "Wide Residual Networks", BMVC 2016, in the CIFAR form that Li et al. (ICLR 2021) attack and repair:
// pre-activation blocks, no normalisation of the input, average pooling over the last 8x8 map.
using Nad.Data;
using Nad.Torch;
using Nad.Torch.Modules;
using Nad.Torch.Trunks;

namespace Nad.Models;

/// <summary>WRN-d-k for N×3×32×32 images in [0, 1]; taps of 16k×32×32, 32k×16×16 and 64k×8×8.</summary>
public sealed class WideResNet : Classifier
{
    private readonly int depth, widen;
    private readonly Conv2d conv1;
    private readonly ResidualGroup[] groups;
    private readonly BatchNorm2d bn1;
    private readonly Linear fc;
    private readonly Trunk trunk = new(3, 32, 32);
    private readonly int[] tapValues;
    private readonly int lastValue;

    /// <summary>Makes the network with zero weights.</summary>
    /// <param name="depth">d = 6n + 4, n ≥ 1 blocks per group.</param>
    /// <param name="widen">k ≥ 1.</param>
    /// <param name="classes">At least 2.</param>
    /// <param name="device">Where it lives.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public WideResNet(int depth, int widen, int classes, Device? device = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 10);
        ArgumentOutOfRangeException.ThrowIfNotEqual((depth - 4) % 6, 0, nameof(depth));
        ArgumentOutOfRangeException.ThrowIfLessThan(widen, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        this.depth = depth;
        this.widen = widen;
        ClassCount = classes;
        Device = device ?? Device.Cpu;

        int n = (depth - 4) / 6;
        ParameterPath at = State.Root with { Device = Device };
        conv1 = new Conv2d(at / "conv1", 3, 16, kernel: 3, stride: 1);
        groups =
        [
            new ResidualGroup(at / "block1", n, 16, 16 * widen, stride: 1),
            new ResidualGroup(at / "block2", n, 16 * widen, 32 * widen, stride: 2),
            new ResidualGroup(at / "block3", n, 32 * widen, 64 * widen, stride: 2),
        ];
        bn1 = new BatchNorm2d(at / "bn1", 64 * widen);
        fc = new Linear(at / "fc", 64 * widen, classes);

        int x = trunk.Conv(0, conv1);
        tapValues = [.. groups.Select(g => x = g.Describe(trunk, x))];
        lastValue = trunk.NormRelu(x, bn1);
    }

    /// <summary>What happens to pixels before the first convolution.</summary>
    public Preprocessing Input { get; init; } = Preprocessing.None;

    /// <inheritdoc/>
    public override string Architecture => $"wrn-{depth}-{widen}";

    /// <inheritdoc/>
    public override string Head => "fc.weight";

    /// <summary>The last convolution's weight, 64k×64k×3×3; its output is added to the last tap.</summary>
    public override IReadOnlyList<string> LastChannels => [$"block3.layer.{((depth - 4) / 6) - 1}.conv2.weight"];

    /// <inheritdoc/>
    public override int ClassCount { get; }

    /// <inheritdoc/>
    public override int? InputSize => 32;

    /// <inheritdoc/>
    public override IReadOnlyList<string> TapNames { get; } = ["block1", "block2", "block3"];

    /// <inheritdoc/>
    public override Device Device { get; }

    /// <inheritdoc/>
    public override Activations Forward(Tensor images, Mode mode, TapForm taps = TapForm.Features)
    {
        (Tensor[] groups, Tensor pooled) = Run(images, mode, taps);
        return new Activations(groups, fc.Forward(pooled));                // N×64k → N×classes
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Groups(Tensor images, Mode mode, TapForm taps = TapForm.Features)
    {
        if (taps == TapForm.None) return [];
        images = Input.Apply(images);
        return trunk.Serves(images, mode)
            ? trunk.Run(images, mode, Precision, [.. tapValues.Select(v => (v, Form(taps)))])
            : Taken(RunGroups(images, mode), taps);
    }

    /// <summary>The N×64k features that the last layer weighs: each the mean of one rectified channel.</summary>
    /// <param name="images">N×3×H×W, Float32 in [0, 1].</param>
    /// <param name="mode">Batch or running statistics.</param>
    public override Tensor Features(Tensor images, Mode mode) => Run(images, mode, TapForm.None).Pooled;

    /// <inheritdoc/>
    /// <remarks>
    /// The last convolution is added to the last tap, and nothing else there depends on it: its mean is what the tap's mean loses without
    /// it.
    /// </remarks>
    public override Tensor LastResponse(Tensor images, Classifier silenced)
    {
        ArgumentNullException.ThrowIfNull(silenced);
        return (Groups(images, Mode.Inference)[^1] - silenced.Groups(images, Mode.Inference)[^1]).Mean([2, 3]);
    }

    /// <inheritdoc/>
    public override void Fit(int height, int width)
    {
        if (height != InputSize || width != InputSize)
            throw new UnsupportedInputException($"{Architecture} takes 32x32 images, but these are {width}x{height}.");
    }

    /// <summary>
    /// Convolutions ~ N(0, 2/(k²·O)); batch norm 1 and 0; fc weight ~ U(−1/√I, 1/√I), its bias 0. Source: the authors' code,
    /// models/wresnet.py.
    /// </summary>
    public override void Initialise(RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        using TensorScope scope = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        foreach ((string name, Tensor tensor) in State.Entries)
        {
            if (tensor.Dimensions == 4)
            {
                double sigma = Math.Sqrt(2.0 / (tensor.Shape[0] * tensor.Shape[2] * tensor.Shape[3]));
                Fill(tensor, () => sigma * random.NextNormal());
            }
            else if (name == "fc.weight")
            {
                double bound = 1 / Math.Sqrt(tensor.Shape[1]);
                Fill(tensor, () => bound * ((2 * random.NextDouble()) - 1));
            }
            else
            {
                tensor.FillInPlace(IsOne(name) ? 1 : 0);
            }
        }

        static bool IsOne(string name) =>
            name.EndsWith("running_var", StringComparison.Ordinal)
            || (name.Contains("bn", StringComparison.Ordinal) && name.EndsWith(".weight", StringComparison.Ordinal));
    }

    // Through the trunk where it serves, else operator by operator: the same function.
    private (Tensor[] Taps, Tensor Pooled) Run(Tensor images, Mode mode, TapForm taps)
    {
        images = Input.Apply(images);
        if (trunk.Serves(images, mode))
        {
            Precision precision = mode == Mode.Training ? Precision : Precision.Float32;
            Tensor[] outputs = trunk.Run(
                images,
                mode,
                precision,
                [.. tapValues.Where(_ => taps != TapForm.None).Select(v => (v, Form(taps))), (lastValue, TrunkForm.Means)]);
            return (outputs[..^1], outputs[^1]);
        }

        Tensor[] maps = RunGroups(images, mode);
        Tensor last = bn1.Forward(maps[^1], mode).ReluInPlace();           // N×64k×8×8
        return (Taken(maps, taps), last.Mean([2, 3]));
    }

    private Tensor[] RunGroups(Tensor images, Mode mode)
    {
        Tensor[] maps = new Tensor[groups.Length];
        Tensor x = conv1.Forward(images);                                  // N×16×32×32
        for (int l = 0; l < groups.Length; l++) x = maps[l] = groups[l].Forward(x, mode);
        return maps;
    }

    private static Tensor[] Taken(Tensor[] maps, TapForm taps) => taps switch
    {
        TapForm.None => [],
        TapForm.Squares => Array.ConvertAll(maps, f => (f * f).Sum([1])),
        _ => maps,
    };

    private static TrunkForm Form(TapForm taps) => taps == TapForm.Squares ? TrunkForm.Squares : TrunkForm.Features;

    /// <inheritdoc/>
    protected override Classifier CreateTwin() => new WideResNet(depth, widen, ClassCount, Device) { Input = Input };

    private static void Fill(Tensor tensor, Func<double> draw)
    {
        float[] values = new float[tensor.Count];
        for (int i = 0; i < values.Length; i++) values[i] = (float)draw();
        tensor.CopyInPlace(Tensor.From(values, [.. tensor.Shape]));
    }
}
