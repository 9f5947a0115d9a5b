using Nad.Data;
using Nad.Models;
using Nad.Torch;
using Nad.Torch.Modules;
using Nad.Torch.Optimizers;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>
/// Trains a generator of small squares that, anywhere on a clean image, make the model answer the target at least up to a level, and that
/// are as various as can be: it minimises −hinge − α·entropy.
/// </summary>
internal sealed class PatternRecovery(MesaOptions options, Classifier model, ImageSet images, RunContext run)
{
    /// <summary>Numbers of a pattern.</summary>
    public int Pixels => options.Side * options.Side * 3;

    /// <summary>One generator, owned by the caller.</summary>
    /// <param name="alpha">Weight of the entropy.</param>
    /// <param name="level">Level of the hinge.</param>
    /// <param name="phase">Name of its progress and of its random stream.</param>
    /// <exception cref="TrainingFailedException">The objective is no longer a finite number.</exception>
    public PatternGenerator Recover(double alpha, double level, string phase)
    {
        // One stream for everything: weights, order, noise and places.
        RandomStream random = run.Random($"mesa/{phase}");
        using GeneratorStep step = new(this, alpha, level, phase, random, run.Device);
        TrainingRecipe recipe = new()
        {
            Epochs = options.RecoveryEpochs,
            BatchSize = options.RecoveryBatch,
            LearningRate = StepSchedule.Constant(GeneratorStep.Rate),
            Augmentation = Augmentation.None
        };
        new Trainer(recipe, run, phase) { Stream = random }.Run(step, new BatchAssembler(images, run.Device));
        return step.Release();
    }

    /// <summary>mean_n min(softmax(f(x_n with its pattern))[target], level), patterns with noise and at random places.</summary>
    /// <param name="batch">N×3×H×W in 0–1.</param>
    /// <param name="patterns">N×3·side², channel by channel.</param>
    /// <param name="level">0–1.</param>
    /// <param name="random">Places and noise.</param>
    /// <returns>The hinge, and the gradient of its negative by the patterns, N×3·side².</returns>
    internal (double Hinge, float[] Gradient) Hinge(Tensor batch, float[] patterns, double level, RandomStream random)
    {
        int count = (int)batch.Shape[0], size = images.Height * images.Width * 3;
        float[] x = batch.Contiguous().ToFloats();
        (int Row, int Column)[] places = new (int, int)[count];
        for (int n = 0; n < count; n++)
        {
            float[] noisy = PatternPlace.Noisy(patterns.AsSpan(n * Pixels, Pixels), options.Noise, random);
            places[n] = PatternPlace.Draw(images, options.Side, random);
            PatternPlace.Put(x.AsSpan(n * size, size), noisy, options.Side, places[n], images.Height, images.Width);
        }

        Tensor input = On(Tensor.From(x, count, 3, images.Height, images.Width)).Contiguous(MemoryLayout.ChannelsLast).RequireGrad();
        Tensor p = model.Forward(input, Mode.Inference, TapForm.None).Logits.Softmax(1).Slice(1, options.Target, options.Target + 1);
        Tensor loss = (p * -1).ClampMin(-level).Mean();                     // −mean min(p, level)
        float[] byPixel = Autograd.Gradients(loss, [input])[0].ToFloats(), gradient = new float[count * Pixels];
        for (int n = 0; n < count; n++)
            PatternPlace.Take(
                byPixel.AsSpan(n * size, size), gradient.AsSpan(n * Pixels, Pixels), options.Side, places[n], images.Height, images.Width);
        return (-loss.Item(), gradient);
    }

    /// <summary>N×64 numbers that patterns are made of.</summary>
    public Tensor Noise(int count, RandomStream random) => On(PatternPlace.Uniform(count, random));

    /// <summary>The tensor where the model is.</summary>
    public Tensor On(Tensor tensor) => run.Device.IsCpu ? tensor : tensor.To(run.Device, DType.Float32);
}
