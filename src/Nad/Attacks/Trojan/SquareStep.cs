using System.Runtime.InteropServices;
using Nad.Data;
using Nad.Files.Checkpoints;
using Nad.Torch;
using Nad.Torch.Optimizers;
using Nad.Training;

namespace Nad.Attacks;

/// <summary>One step of a square of pixels ½(tanh p + 1): Adam on p. The square with the smallest loss is remembered.</summary>
internal sealed class SquareStep : TrainingStep
{
    private const string Parameters = "p", BestPixels = "best", Smallest = "smallest";

    private readonly Func<double[], (double Loss, double[] Gradient)> loss;
    private readonly Tensor p;
    private readonly Adam adam;
    private double smallest = double.MaxValue;

    /// <param name="start">p before the first step.</param>
    /// <param name="loss">Of pixels in 0–1, with its derivative by them.</param>
    public SquareStep(double[] start, Func<double[], (double Loss, double[] Gradient)> loss)
    {
        this.loss = loss;
        p = Of(start).Unscoped();
        adam = new Adam([p], new AdamOptions());
        Best = Pixels();
    }

    /// <summary>The square with the smallest loss so far, in 0–1; the first before any.</summary>
    public double[] Best { get; private set; }

    public override IReadOnlyList<IOptimizer> Optimizers => [adam];

    public override IReadOnlyList<NamedTensor> Export() =>
        [new(Parameters, p.ToData()), new(BestPixels, DataOf(Best)), new(Smallest, DataOf([smallest]))];

    public override void Import(IReadOnlyList<NamedTensor> stored)
    {
        double[] read = Numbers(Stored(Parameters));
        using TensorScope scope = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        p.CopyInPlace(Of(read));
        Best = Numbers(Stored(BestPixels));
        smallest = Numbers(Stored(Smallest))[0];

        TensorData Stored(string name) =>
            stored.FirstOrDefault(t => t.Name == name)?.Data is { Type: DType.Float64 } data
                && data.Shape.SequenceEqual(name == Smallest ? [1] : [Best.Length])
                ? data
                : throw new UnsupportedInputException($"'{name}' of a square's training is missing.");
    }

    public override StepLoss Take(Batch batch, RandomStream random, double rate)
    {
        double[] x = Pixels();
        (double value, double[] gradient) = loss(x);
        if (value < smallest) (smallest, Best) = (value, x);
        for (int i = 0; i < x.Length; i++) gradient[i] *= 2 * x[i] * (1 - x[i]);              // d ½(tanh p + 1)/dp = 2x(1 − x)
        adam.LearningRate = rate;
        adam.Step([Of(gradient)]);
        return Parts(value);
    }

    public override StepLoss Look(Batch batch, RandomStream random) => Parts(loss(Pixels()).Loss);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) p.Dispose();
    }

    private double[] Pixels() => Array.ConvertAll(Numbers(p.ToData()), q => (Math.Tanh(q) + 1) / 2);

    private static StepLoss Parts(double value)
    {
        Tensor scalar = Of([value]).Sum();
        return new StepLoss(scalar, scalar, []);
    }

    private static Tensor Of(double[] numbers) => Tensor.From(DataOf(numbers));

    private static TensorData DataOf(double[] numbers) =>
        new(DType.Float64, [numbers.Length], MemoryMarshal.AsBytes<double>(numbers).ToArray());

    private static double[] Numbers(TensorData data) => MemoryMarshal.Cast<byte, double>(data.Bytes).ToArray();
}
