using Nad.Data;
using Nad.Models;
using Nad.Torch;
using Nad.Torch.Modules;

namespace Nad.Attacks;

/// <summary>
/// Makes the 3×3 square that excites the neurons which weigh most in the last layer: Adam on pixels ½(tanh p + 1) over a black image,
/// minimising Σ (activation − feature)² over those neurons.
/// </summary>
internal static class ReverseEngineering
{
    // The published trigger lies four pixels from the borders, not in the corner.
    private const int Side = 3, Place = 25, Size = 32;
    private const double Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8;

    /// <summary>The square after the step with the smallest loss.</summary>
    /// <exception cref="NadException">There is no source model of a kind that has features.</exception>
    public static PictureTrigger Square(TrojanOptions options, AttackContext context)
    {
        if (context.SourceModel is not WideResNet model) throw new NadException("The Trojan attack needs a clean wrn-D-K as its source model; give one with --source-model FILE.");
        if (context.Run.IsDry) throw new Training.DryRunEndedException($"The trigger would be made now, in {options.Steps} steps.");
        int[] neurons = Heaviest(model, options.Neurons);
        RandomStream random = context.Run.Random("attack/square");
        double[] p = [.. Enumerable.Range(0, Side * Side * 3).Select(_ => random.NextNormal())], m = new double[p.Length], v = new double[p.Length], best = [];
        double smallest = double.PositiveInfinity;
        for (int step = 1; step <= options.Steps; step++)
        {
            context.Run.Cancellation.ThrowIfCancellationRequested();
            double[] x = Array.ConvertAll(p, q => (Math.Tanh(q) + 1) / 2);
            (double loss, double[] gradient) = Loss(model, x, neurons, options.Activation);
            if (loss < smallest) (smallest, best) = (loss, x);
            double rate = options.LearningRate * (1 + Math.Cos(Math.PI * (step - 1) / options.Steps)) / 2;
            for (int i = 0; i < p.Length; i++)
            {
                double g = gradient[i] * 2 * x[i] * (1 - x[i]);              // d ½(tanh p + 1)/dp = 2x(1 − x)
                m[i] = (Beta1 * m[i]) + ((1 - Beta1) * g);
                v[i] = (Beta2 * v[i]) + ((1 - Beta2) * g * g);
                p[i] -= rate * (m[i] / (1 - Math.Pow(Beta1, step))) / (Math.Sqrt(v[i] / (1 - Math.Pow(Beta2, step))) + Epsilon);
            }
        }

        return new PictureTrigger { Height = Side, Width = Side, Pixels = Array.ConvertAll(best, b => (byte)Math.Round(b * 255)), Row = Place, Column = Place };
    }

    /// <summary>The features with the largest Σ over classes of |outgoing weight|.</summary>
    internal static int[] Heaviest(Classifier model, int count)
    {
        using TensorScope scope = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        float[] weights = model.State["fc.weight"].Abs().Sum([0]).ToFloats();
        return [.. Enumerable.Range(0, weights.Length).OrderByDescending(j => weights[j]).Take(count)];
    }

    // The loss, and its derivative by the square's pixels (row, column, channel).
    private static (double Loss, double[] Gradient) Loss(WideResNet model, double[] square, int[] neurons, double activation)
    {
        float[] image = new float[3 * Size * Size];
        for (int i = 0; i < square.Length; i++) image[At(i)] = (float)square[i];
        using TensorScope scope = TensorScope.Begin();
        Tensor input = Tensor.From(image, 1, 3, Size, Size).To(model.Device, DType.Float32).RequireGrad();
        Tensor features = model.Features(input, Mode.Inference);
        Tensor loss = neurons.Select(j => (features.Slice(1, j, j + 1) + -activation).Pow(2).Sum()).Aggregate((a, b) => a + b);
        float[] gradient = Autograd.Gradients(loss, [input])[0].ToFloats();
        return (loss.Item(), [.. Enumerable.Range(0, square.Length).Select(i => (double)gradient[At(i)])]);
    }

    private static int At(int i) => (i % 3 * Size * Size) + ((Place + (i / 3 / Side)) * Size) + Place + (i / 3 % Side);
}
