// Qiao, Yang and Li, "Defending Neural Backdoors via Generative Distribution Modeling", NeurIPS 2019.
using System.Diagnostics;
using System.Globalization;
using Nad.Models;
using Nad.Torch;
using Nad.Torch.Modules;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>
/// Recovers a distribution of patterns that make the model answer a class, one generator for each level of certainty, and retrains the
/// model to ignore what they make. The class must be known; nothing else is.
/// </summary>
public sealed class Mesa(MesaOptions options) : IDefense
{
    /// <inheritdoc/>
    public string Name => options.Name;

    /// <inheritdoc/>
    public DefenseResult Erase(Classifier backdoored, CleanData clean, RunContext run)
    {
        ArgumentNullException.ThrowIfNull(backdoored);
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(run);
        options.Validate(backdoored.ClassCount);
        Stopwatch clock = Stopwatch.StartNew();
        List<PatternGenerator> ensemble = [];
        try
        {
            PatternRecovery recovery = new(options, backdoored, clean.Training, run);
            foreach (double alpha in options.Alphas)
            {
                foreach (double level in options.Levels)
                {
                    ensemble.Add(recovery.Recover(
                        alpha, level, string.Create(CultureInfo.InvariantCulture, $"patterns, level {level}, alpha {alpha}")));
                }
            }

            PatternRetraining retraining = new(options.Recipe, options.Share, options.CollapseLimit);
            DefenseResult result = retraining.Run(backdoored, clean, run, (epoch, image, random) =>
            {
                // One generator after the other, epoch by epoch.
                float[] pattern = Sample(ensemble[epoch % ensemble.Count], run.Device, random);
                PatternPlace.Put(
                    image, pattern, options.Side, PatternPlace.Draw(clean.Training, options.Side, random), clean.Training.Height,
                    clean.Training.Width);
            });
            return result with { StudentSeconds = clock.Elapsed.TotalSeconds };
        }
        finally
        {
            ensemble.ForEach(g => g.Dispose());
        }
    }

    private float[] Sample(PatternGenerator generator, Device device, Data.RandomStream random)
    {
        using TensorScope scope = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        float[] pattern = generator.Forward(PatternPlace.Uniform(1, random).To(device, DType.Float32), Mode.Inference).ToFloats();
        return PatternPlace.Noisy(pattern, options.Noise, random);
    }
}
