using Nad.Data;
using Nad.Models;
using Nad.Torch;
using Nad.Torch.Modules;
using Nad.Torch.Optimizers;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>
/// Trains a generator of small squares that, anywhere on a clean image, make the model answer the target at least up to a level, and that are as
/// various as can be: it minimises −hinge − α·entropy.
/// </summary>
internal sealed class PatternRecovery(MesaOptions options, Classifier model, ImageSet images, RunContext run)
{
    // [M].
    private const double AverageRate = 0.001;

    private static readonly AdamOptions Optimiser = new() { LearningRate = 2e-4, Beta1 = 0.5 };

    private int Pixels => options.Side * options.Side * 3;

    /// <summary>One generator, owned by the caller.</summary>
    /// <param name="alpha">Weight of the entropy.</param>
    /// <param name="level">Level of the hinge.</param>
    /// <param name="phase">Name of its progress and of its random stream.</param>
    /// <exception cref="TrainingFailedException">The objective is no longer a finite number.</exception>
    public PatternGenerator Recover(double alpha, double level, string phase)
    {
        if (run.IsDry) throw new DryRunEndedException($"generator of {phase}", new TrainingRecipe { Epochs = options.RecoveryEpochs, BatchSize = options.RecoveryBatch }, images.Count);
        RandomStream random = run.Random($"mesa/{phase}");
        PatternGenerator generator = new(Pixels, random, run.Device);
        try
        {
            using StatisticsNetwork statistics = new(Pixels, random, run.Device);
            using Adam makes = new(generator.State.Parameters, Optimiser), judges = new(statistics.State.Parameters, Optimiser);
            BatchAssembler assembler = new(images, run.Device);
            double average = 1;
            for (int epoch = 0; epoch < options.RecoveryEpochs; epoch++)
            {
                int[][] batches = [.. assembler.Shuffle(options.RecoveryBatch, random)];
                for (int b = 0; b < batches.Length; b++)
                {
                    run.Cancellation.ThrowIfCancellationRequested();
                    using TensorScope step = TensorScope.Begin();
                    int count = batches[b].Length;
                    Tensor z = Noise(count, random), patterns = generator.Forward(z, Mode.Training);
                    (double hinge, float[] gradient) = Hinge(assembler.Assemble(batches[b], []).Images, patterns.ToFloats(), level, random);
                    Tensor entropy = statistics.Entropy(z, Noise(count, random), patterns);
                    double objective = -hinge - (alpha * entropy.Item());
                    if (!double.IsFinite(objective)) throw new TrainingFailedException($"The recovery of patterns failed in epoch {epoch + 1} ({phase}): its objective became {objective}. The model that was given is untouched. Use another --seed or a smaller --mesa-alpha.");
                    // The gradient of the hinge by the patterns is known as numbers; this scalar has the same gradient by the generator.
                    makes.Step((patterns * On(Tensor.From(gradient, count, Pixels))).Sum() - (entropy * alpha));

                    Tensor fresh = Noise(count, random), made;
                    using (Autograd.NoGrad()) made = generator.Forward(fresh, Mode.Training);
                    judges.Step(statistics.Loss(fresh, Noise(count, random), made, ref average, AverageRate));
                    run.Progress?.Report(new TrainingProgress(phase, epoch + 1, options.RecoveryEpochs, b + 1, batches.Length, objective, -hinge, [], double.NaN));
                }
            }

            return generator;
        }
        catch
        {
            generator.Dispose();
            throw;
        }
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
        for (int n = 0; n < count; n++) PatternPlace.Take(byPixel.AsSpan(n * size, size), gradient.AsSpan(n * Pixels, Pixels), options.Side, places[n], images.Height, images.Width);
        return (-loss.Item(), gradient);
    }

    private Tensor Noise(int count, RandomStream random) => On(PatternPlace.Uniform(count, random));

    private Tensor On(Tensor tensor) => run.Device.IsCpu ? tensor : tensor.To(run.Device, DType.Float32);
}
