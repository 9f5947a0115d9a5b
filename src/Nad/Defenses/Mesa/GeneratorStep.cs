using Nad.Data;
using Nad.Files.Checkpoints;
using Nad.Torch;
using Nad.Torch.Modules;
using Nad.Torch.Optimizers;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>
/// One step of a generator, and one of the network that estimates how various its patterns are; each has an optimizer of its own.
/// </summary>
internal sealed class GeneratorStep : TrainingStep
{
    /// <summary>Step size of both optimizers. [M] 2e-4, with β₁ = 0.5.</summary>
    public const double Rate = 2e-4;

    // [M].
    private const double AverageRate = 0.001;

    private const string Statistics = "statistics.", Generator = "generator.", Average = "average";

    private static readonly AdamOptions Options = new() { LearningRate = Rate, Beta1 = 0.5 };

    private readonly PatternRecovery recovery;
    private readonly double alpha, level;
    private readonly string phase;
    private readonly PatternGenerator generator;
    private readonly StatisticsNetwork statistics;
    private readonly Adam makes, judges;
    private double average = 1;
    private bool released;

    /// <param name="recovery">The hinge of the model.</param>
    /// <param name="alpha">Weight of the entropy.</param>
    /// <param name="level">Level of the hinge.</param>
    /// <param name="phase">Name of the training.</param>
    /// <param name="random">Starting weights.</param>
    /// <param name="device">Where the networks live.</param>
    public GeneratorStep(PatternRecovery recovery, double alpha, double level, string phase, RandomStream random, Device device)
    {
        (this.recovery, this.alpha, this.level, this.phase) = (recovery, alpha, level, phase);
        generator = new PatternGenerator(recovery.Pixels, random, device);
        statistics = new StatisticsNetwork(recovery.Pixels, random, device);
        (makes, judges) = (new Adam(generator.State.Parameters, Options), new Adam(statistics.State.Parameters, Options));
    }

    public override IReadOnlyList<IOptimizer> Optimizers => [makes, judges];

    /// <summary>Hands the generator to the caller, who then owns it.</summary>
    public PatternGenerator Release()
    {
        released = true;
        return generator;
    }

    public override IReadOnlyList<NamedTensor> Export() =>
    [
        .. Named(Generator, generator.State), .. Named(Statistics, statistics.State),
        new NamedTensor(Average, new TensorData(DType.Float64, [1], BitConverter.GetBytes(average))),
    ];

    public override void Import(IReadOnlyList<NamedTensor> stored)
    {
        generator.State.Import(Below(Generator, stored));
        statistics.State.Import(Below(Statistics, stored));
        average = stored.FirstOrDefault(t => t.Name == Average)?.Data is { Type: DType.Float64, Shape: [1] } number
            ? BitConverter.ToDouble(number.Bytes)
            : throw new UnsupportedInputException("The moving average of a generator's training is missing.");
    }

    public override StepLoss Take(Batch batch, RandomStream random, double rate)
    {
        int count = (int)batch.Labels.Count;
        (StepLoss loss, Tensor made) = Parts(batch, random);
        makes.Step(made);

        Tensor fresh = recovery.Noise(count, random), patterns;
        using (Autograd.NoGrad()) patterns = generator.Forward(fresh, Mode.Training);
        judges.Step(statistics.Loss(fresh, recovery.Noise(count, random), patterns, ref average, AverageRate));
        return loss;
    }

    public override StepLoss Look(Batch batch, RandomStream random) => Parts(batch, random).Loss;

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing) return;
        statistics.Dispose();
        if (!released) generator.Dispose();
    }

    private (StepLoss Loss, Tensor Made) Parts(Batch batch, RandomStream random)
    {
        int count = (int)batch.Labels.Count;
        Tensor z = recovery.Noise(count, random), patterns = generator.Forward(z, Mode.Training);
        (double hinge, float[] gradient) = recovery.Hinge(batch.Images, patterns.ToFloats(), level, random);
        Tensor entropy = statistics.Entropy(z, recovery.Noise(count, random), patterns);
        double objective = -hinge - (alpha * entropy.Item());
        if (!double.IsFinite(objective))
            throw new TrainingFailedException(
                $"The recovery of patterns failed ({phase}): its objective became {objective}. The model that was given is untouched. "
                + "Use another --seed or a smaller --mesa-alpha.");
        // The gradient of the hinge by the patterns is known as numbers; this scalar has the same gradient by the generator.
        Tensor made = (patterns * recovery.On(Tensor.From(gradient, count, recovery.Pixels))).Sum() - (entropy * alpha);
        return (new StepLoss(Scalar(objective), Scalar(-hinge), []), made);
    }

    private static Tensor Scalar(double number) => Tensor.From([(float)number], 1).Sum();

    private static IEnumerable<NamedTensor> Named(string prefix, ParameterStore store) =>
        store.Export().Select(t => t with { Name = prefix + t.Name });

    private static List<NamedTensor> Below(string prefix, IReadOnlyList<NamedTensor> stored) =>
        [.. stored.Where(t => t.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(t => t with { Name = t.Name[prefix.Length..] })];
}
