using Nad.Data;
using Nad.Files.Graphs;
using Nad.Torch;
using Nad.Torch.Modules;

namespace Nad.Models;

/// <summary>Starting weights for training a graph from scratch.</summary>
internal static class GraphStart
{
    public static void Fill(Graph graph, ParameterStore state, RandomStream random)
    {
        using TensorScope scope = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        Dictionary<string, (Op Operator, int Input)> uses = new(StringComparer.Ordinal);
        foreach (GraphNode node in graph.Nodes)
        {
            for (int i = 0; i < node.Inputs.Length; i++) uses.TryAdd(node.Inputs[i], (node.Operator, i));
        }

        foreach ((string name, Tensor tensor) in state.Entries)
        {
            (Op? op, int input) = uses.GetValueOrDefault(name);
            switch (op, input)
            {
                case (Op.Conv2d, 1):
                    double sigma = Math.Sqrt(2.0 / (tensor.Shape[0] * tensor.Shape[2] * tensor.Shape[3]));
                    Draw(tensor, () => sigma * random.NextNormal());
                    break;
                case (Op.Linear or Op.MatMul, 1):
                    double bound = 1 / Math.Sqrt(op is Op.Linear ? tensor.Shape[^1] : tensor.Shape[^2]);
                    Draw(tensor, () => bound * ((2 * random.NextDouble()) - 1));
                    break;
                case (Op.BatchNorm or Op.GroupNorm or Op.LayerNorm, 1) or (Op.BatchNorm, 4):
                    tensor.FillInPlace(1);
                    break;
                case (Op.PRelu, 1):
                    tensor.FillInPlace(0.25);
                    break;
                case (Op.Conv2d or Op.Linear or Op.BatchNorm or Op.GroupNorm or Op.LayerNorm, _):
                    tensor.FillInPlace(0);
                    break;
                default:
                    if (tensor.Type == DType.Float32) Draw(tensor, () => 0.02 * random.NextNormal());
                    break;
            }
        }
    }

    private static void Draw(Tensor tensor, Func<double> draw)
    {
        float[] values = new float[tensor.Count];
        for (int i = 0; i < values.Length; i++) values[i] = (float)draw();
        tensor.CopyInPlace(Tensor.From(values, [.. tensor.Shape]));
    }
}
