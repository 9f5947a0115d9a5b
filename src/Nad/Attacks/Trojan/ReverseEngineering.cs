using Nad.Data;
using Nad.Models;
using Nad.Torch;
using Nad.Torch.Modules;
using Nad.Torch.Optimizers;
using Nad.Training;

namespace Nad.Attacks;

/// <summary>
/// Makes the 3×3 square that excites the neurons which weigh most in the last layer: Adam on pixels ½(tanh p + 1) over a black image,
/// minimising Σ (activation − feature)² over those neurons.
/// </summary>
internal static class ReverseEngineering
{
    // The published trigger lies four pixels from the borders, not in the corner.
    private const int Side = 3, Distance = 4;

    /// <summary>The square after the step with the smallest loss.</summary>
    /// <exception cref="NadException">There is no source model of a kind that has features.</exception>
    public static PictureTrigger Square(TrojanOptions options, AttackContext context)
    {
        Classifier model = context.SourceModel
            ?? throw new NadException("The Trojan attack needs a clean model as its source; give one with --source-model FILE.");
        int height = context.Images.Height, width = context.Images.Width;
        int[] neurons = Heaviest(model, options.Neurons);
        RandomStream random = context.Run.Random("attack/square");
        double[] start = [.. Enumerable.Range(0, Side * Side * 3).Select(_ => random.NextNormal())];
        TrainingRecipe recipe =
            new() { Epochs = 1, LearningRate = new CosineSchedule(options.LearningRate, 1), Augmentation = Augmentation.None };
        using SquareStep step = new(start, square => Loss(model, square, neurons, options.Activation, height, width));
        new Trainer(recipe, context.Run, "trigger").Run(step, new BlackImage(options.Steps, height, width, context.Run.Device));
        return new PictureTrigger
        {
            Height = Side,
            Width = Side,
            Pixels = Array.ConvertAll(step.Best, b => (byte)Math.Round(b * 255)),
            Row = height - Distance - Side,
            Column = width - Distance - Side
        };
    }

    /// <summary>The features with the largest Σ over classes of |outgoing weight|.</summary>
    internal static int[] Heaviest(Classifier model, int count)
    {
        using TensorScope scope = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        float[] weights = model.State[model.Head].Abs().Sum([0]).ToFloats();
        return [.. Enumerable.Range(0, weights.Length).OrderByDescending(j => weights[j]).Take(count)];
    }

    // The loss, and its derivative by the square's pixels (row, column, channel).
    private static (double Loss, double[] Gradient) Loss(
        Classifier model, double[] square, int[] neurons, double activation, int height, int width)
    {
        float[] image = new float[3 * height * width];
        for (int i = 0; i < square.Length; i++) image[At(i, height, width)] = (float)square[i];
        using TensorScope scope = TensorScope.Begin();
        Tensor input = Tensor.From(image, 1, 3, height, width).To(model.Device, DType.Float32).RequireGrad();
        Tensor features = model.Features(input, Mode.Inference);
        Tensor loss = neurons.Select(j => (features.Slice(1, j, j + 1) + -activation).Pow(2).Sum()).Aggregate((a, b) => a + b);
        float[] gradient = Autograd.Gradients(loss, [input])[0].ToFloats();
        return (loss.Item(), [.. Enumerable.Range(0, square.Length).Select(i => (double)gradient[At(i, height, width)])]);
    }

    private static int At(int i, int height, int width) =>
        (i % 3 * height * width) + ((height - Distance - Side + (i / 3 / Side)) * width) + width - Distance - Side + (i / 3 % Side);
}
