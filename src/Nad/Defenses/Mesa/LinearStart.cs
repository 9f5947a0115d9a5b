using Nad.Data;
using Nad.Torch;
using Nad.Torch.Modules;

namespace Nad.Defenses;

/// <summary>PyTorch's starting weights of a fully connected layer: weight and bias ~ U(−1/√I, 1/√I).</summary>
internal static class LinearStart
{
    public static void Fill(Linear layer, RandomStream random)
    {
        long inputs = layer.Weight.Shape[1];
        Fill(layer.Weight, inputs, random);
        Fill(layer.Bias, inputs, random);
    }

    public static void Fill(Tensor tensor, long inputs, RandomStream random)
    {
        using TensorScope scope = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        double bound = 1 / Math.Sqrt(inputs);
        float[] values = new float[tensor.Count];
        for (int i = 0; i < values.Length; i++) values[i] = (float)(bound * ((2 * random.NextDouble()) - 1));
        tensor.CopyInPlace(Tensor.From(values, [.. tensor.Shape]));
    }
}
