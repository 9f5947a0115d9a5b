using Nad.Data;
using Nad.Files.Checkpoints;
using Nad.Models;
using Nad.Torch;
using Nad.Torch.Modules;
using Nad.Torch.Optimizers;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>One step of a curve: draws a t and moves θ down the gradient of the loss at w(t).</summary>
internal sealed class CurveStep : TrainingStep
{
    // Between these epochs nobody looks at the model at t, whose statistics would have to be estimated.
    private const int LookEvery = 10;

    private readonly ModeConnectivityOptions options;
    private readonly WeightCurve curve;
    private readonly ImageSet images;
    private readonly RunContext run;
    private readonly RandomStream place;
    private readonly Classifier point, watched;
    private readonly Sgd sgd;

    /// <param name="options">Shape, weight decay, recipe.</param>
    /// <param name="curve">Its bend is trained.</param>
    /// <param name="images">Running statistics of a model that is looked at are estimated on them.</param>
    /// <param name="run">Seed, device, who watches.</param>
    public CurveStep(ModeConnectivityOptions options, WeightCurve curve, ImageSet images, RunContext run)
    {
        (this.options, this.curve, this.images, this.run) = (options, curve, images, run);
        place = run.Random("student/place");
        (point, watched) = (curve.Bend.Clone(), curve.Bend.Clone());
        sgd = new Sgd(curve.Bend.State.Parameters, options.Recipe.Sgd);
    }

    public override IReadOnlyList<IOptimizer> Optimizers => [sgd];

    public override IReadOnlyList<RandomStream> Streams => [place];

    public override IReadOnlyList<NamedTensor> Export() => curve.Bend.State.Export();

    public override void Import(IReadOnlyList<NamedTensor> stored) => curve.Bend.State.Import(stored);

    public override StepLoss Take(Batch batch, RandomStream random, double rate)
    {
        (StepLoss loss, Tensor[] gradients) = At(place.NextDouble(), batch);
        sgd.LearningRate = rate;
        sgd.Step(gradients);
        return loss;
    }

    public override StepLoss Look(Batch batch, RandomStream random) => At(options.Position, batch).Loss;

    /// <summary>The model at the place that was asked for, if somebody looks.</summary>
    public override Classifier? Seen(int epoch)
    {
        if (run.EpochEnded is null && (epoch + 1) % LookEvery != 0 && epoch != options.Recipe.Epochs - 1) return null;
        curve.Place(watched, options.Position);
        RunningStatistics.Estimate(watched, images, run);
        return watched;
    }

    // L = CE(f_w(t)(x), y) + ½·λ·‖w(t)‖²;   ∂L/∂θ = share of θ in w(t) · (∂CE/∂w + λ·w)
    internal static (StepLoss Loss, Tensor[] Gradients) Gradients(ModeConnectivityOptions options, Classifier point, double t, Batch batch)
    {
        Tensor crossEntropy = Functional.CrossEntropy(point.Forward(batch.Images, Mode.Training, TapForm.None).Logits, batch.Labels);
        IReadOnlyList<Tensor> w = point.State.Parameters;
        Tensor[] gradients = Autograd.Gradients(crossEntropy, w);
        double share = WeightCurve.Shares(options.Shape, t).Bend;
        using Autograd.NoGradScope off = Autograd.NoGrad();
        Tensor total = crossEntropy + (w.Select(p => (p * p).Sum()).Aggregate((a, b) => a + b) * (options.WeightDecay / 2));
        for (int i = 0; i < gradients.Length; i++) gradients[i] = (gradients[i] + (w[i] * options.WeightDecay)) * share;
        return (new StepLoss(total, crossEntropy, []), gradients);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing) return;
        point.Dispose();
        watched.Dispose();
    }

    private (StepLoss Loss, Tensor[] Gradients) At(double t, Batch batch)
    {
        curve.Place(point, t);
        return Gradients(options, point, t, batch);
    }
}
