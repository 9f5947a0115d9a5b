using Nad.Files.Graphs;

namespace Nad.Models;

/// <summary>
/// The block that MobileNetV3 and the EfficientNets share, with torchvision's keys: convolutions with batch norm, and between them a
/// weighing of the channels by what the whole map holds (squeeze and excitation). Which parts there are stands in the keys.
/// </summary>
/// <param name="Active">Between the convolutions.</param>
/// <param name="Squeezed">Inside the weighing.</param>
/// <param name="Gate">At its end.</param>
/// <param name="Epsilon">Of the batch norms.</param>
/// <param name="Momentum">Of the batch norms.</param>
internal sealed record SqueezedBlock(Op Active, Op Squeezed, Op Gate, double Epsilon, double Momentum)
{
    /// <summary>Adds the block <c>AT.block.0</c>, <c>AT.block.1</c>, … and x where the shape stays.</summary>
    /// <returns>Its result and how many channels that has; no channels where a key does not fit.</returns>
    public (string Value, long Channels) Build(GraphBuilder g, StateShapes s, string at, string x, long inputs, int stride)
    {
        int parts = 0;
        while (s.Has($"{at}.block.{parts}.0.weight") || s.Has($"{at}.block.{parts}.fc1.weight")) parts++;
        string y = x;
        long channels = inputs;
        int step = stride;
        for (int k = 0; k < parts; k++)
        {
            string part = $"{at}.block.{k}";
            if (s.Has($"{part}.fc1.weight"))
            {
                y = Weigh(g, s, part, y, channels);
                continue;
            }

            long outputs = s.Size($"{part}.0.weight", 0), grouped = s.Size($"{part}.0.weight", 1);
            int kernel = (int)s.Size($"{part}.0.weight", 2);
            if (outputs == 0 || grouped == 0 || channels % grouped != 0 || kernel is < 1 or > 11) return (y, 0);
            // The step is in the first convolution that is wider than one pixel.
            int stepHere = kernel > 1 ? step : 1;
            if (kernel > 1) step = 1;
            y = g.BatchNorm(
                $"{part}.1",
                g.Conv($"{part}.0", y, channels, outputs, kernel, stepHere, groups: (int)(channels / grouped)),
                outputs,
                Epsilon,
                Momentum);
            if (k < parts - 1 || parts == 1) y = g.Call(part, Active, y);
            channels = outputs;
        }

        return (stride == 1 && inputs == channels && parts > 0 ? g.Add(at, y, x) : y, channels);
    }

    private string Weigh(GraphBuilder g, StateShapes s, string at, string x, long channels)
    {
        long inner = s.Size($"{at}.fc1.weight", 0);
        string w = g.Call($"{at}.avgpool", new Op.AdaptiveAveragePool(Op.Extent.Of(1)), x);
        w = g.Call($"{at}.activation", Squeezed, g.Conv($"{at}.fc1", w, channels, inner, 1, bias: true));
        w = g.Call($"{at}.gate", Gate, g.Conv($"{at}.fc2", w, inner, channels, 1, bias: true));
        return g.Call(at, new Op.Multiply(), w, x);
    }
}
