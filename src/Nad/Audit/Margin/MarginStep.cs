using Nad.Data;
using Nad.Files.Checkpoints;
using Nad.Models;
using Nad.Torch;
using Nad.Torch.Modules;
using Nad.Torch.Optimizers;
using Nad.Training;

namespace Nad.Audit;

/// <summary>
/// One step of free images towards every class: up the margin f_t(x) − max over j ≠ t of f_j(x), x kept in 0–1 on its way into the network.
/// </summary>
internal sealed class MarginStep : TrainingStep
{
    private const float Excluded = -1e9f;

    private readonly Classifier model;
    private readonly Tensor[] images;
    private readonly Sgd sgd;
    private readonly IDisposable frozen;

    /// <param name="model">Stays as it is.</param>
    /// <param name="starts">Images for each class, the same for all.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="momentum">Of the descent.</param>
    /// <param name="start">Gives the stream that the images are drawn from, the same each time.</param>
    public MarginStep(Classifier model, int starts, int height, int width, double momentum, Func<RandomStream> start)
    {
        this.model = model;
        using TensorScope scope = TensorScope.Begin();
        frozen = model.State.Freeze();
        images = [.. Enumerable.Range(0, model.ClassCount).Select(_ => Uniform(start()))];
        sgd = new Sgd(images, new SgdOptions { Momentum = momentum, Nesterov = false, WeightDecay = 0 });

        Tensor Uniform(RandomStream random)
        {
            Tensor x = Tensor.ChannelsLast(starts, 3, height, width);
            foreach (ref float value in x.FloatMemory()) value = (float)random.NextDouble();
            return (model.Device.IsCpu ? x : x.To(model.Device, DType.Float32)).Unscoped().RequireGrad();
        }
    }

    public override IReadOnlyList<IOptimizer> Optimizers => [sgd];

    /// <summary>The margins of a class's images as they are now.</summary>
    public float[] Margins(int target)
    {
        using TensorScope scope = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        return Margin(target).ToFloats();
    }

    public override StepLoss Take(Batch batch, RandomStream random, double rate)
    {
        sgd.LearningRate = rate;
        Tensor[] gradients = new Tensor[images.Length];
        double total = 0;
        for (int t = 0; t < images.Length; t++)
        {
            using TensorScope scope = TensorScope.Begin();
            Tensor loss = Margin(t).Sum() * -1;
            total += loss.Item() / images[t].Shape[0];
            gradients[t] = scope.Keep(Autograd.Gradients(loss, [images[t]])[0]);
        }

        sgd.Step(gradients);
        Tensor mean = Tensor.From([(float)(total / images.Length)], 1).Sum();
        return new StepLoss(mean, mean, []);
    }

    public override StepLoss Look(Batch batch, RandomStream random)
    {
        Tensor loss = Margin(0).Mean() * -1;
        return new StepLoss(loss, loss, []);
    }

    public override IReadOnlyList<NamedTensor> Export() => [.. images.Select((x, t) => new NamedTensor($"images.{t}", x.ToData()))];

    public override void Import(IReadOnlyList<NamedTensor> stored)
    {
        if (stored.Count != images.Length) throw new UnsupportedInputException("The state of a search for margins is missing.");
        using TensorScope scope = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        for (int t = 0; t < images.Length; t++) images[t].CopyInPlace(Tensor.From(stored[t].Data));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing) return;
        Array.ForEach(images, x => x.Dispose());
        frozen.Dispose();
    }

    private Tensor Margin(int target)
    {
        Tensor logits = model.Forward(images[target].Clamp(0, 1), Mode.Inference, TapForm.None).Logits;
        float[] own = new float[model.ClassCount];
        own[target] = Excluded;
        Tensor others = (logits + Tensor.From(own, 1, own.Length).Like(logits)).Max([1]);
        return logits.Slice(1, target, target + 1).Flatten(0) - others;
    }
}
