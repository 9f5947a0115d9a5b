using Nad.Data;
using Nad.Files.Checkpoints;
using Nad.Models;
using Nad.Torch.Optimizers;

namespace Nad.Training;

/// <summary>The usual step: all parameters of a model down the gradient of a loss, by SGD.</summary>
/// <param name="model">Trained in place.</param>
/// <param name="sgd">Options of the optimizer.</param>
/// <param name="loss">Of a batch, with gradient history to every parameter; it may draw from the stream of the augmentation.</param>
internal sealed class GradientStep(Classifier model, SgdOptions sgd, Func<Batch, RandomStream, StepLoss> loss) : TrainingStep
{
    public override Classifier Model => model;

    public Sgd Sgd { get; } = new(model.State.Parameters, sgd);

    public override IReadOnlyList<IOptimizer> Optimizers => [Sgd];

    public override IReadOnlyList<NamedTensor> Export() => model.State.Export();

    public override void Import(IReadOnlyList<NamedTensor> stored) => model.State.Import(stored);

    public override StepLoss Take(Batch batch, RandomStream random, double rate)
    {
        Sgd.LearningRate = rate;
        StepLoss parts = loss(batch, random);
        Sgd.Step(parts.Total);
        return parts;
    }

    public override StepLoss Look(Batch batch, RandomStream random) => loss(batch, random);
}
