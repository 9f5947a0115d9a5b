using Nad.Files.Graphs;

namespace Nad.Models;

/// <summary>He et al., "Deep Residual Learning for Image Recognition", CVPR 2016, and its wide and grouped forms, as a graph.</summary>
internal static class ResNetGraph
{
    public static Graph Build(ResNetSpec spec)
    {
        GraphBuilder g = new();
        string at = spec.Keys.Body;
        string x = g.Relu(Norm(
            g, spec, $"{at}bn1", g.Conv($"{at}conv1", Graph.Input, spec.Channels, spec.Stem, spec.StemKernel, spec.StemStride), spec.Stem));
        if (spec.StemPool) x = g.Call($"{at}maxpool", new Op.MaxPool(3, 2, 1), x);
        long channels = spec.Stem;
        for (int stage = 0; stage < spec.Blocks.Length; stage++)
        {
            for (int block = 0; block < spec.Blocks[stage]; block++)
            {
                string name = block == spec.Blocks[stage] - 1 ? $"{at}layer{stage + 1}" : $"{at}layer{stage + 1}.{block}";
                x = Block(g, spec, $"{at}layer{stage + 1}.{block}", name, x, channels, stage, stage > 0 && block == 0 ? 2 : 1);
                channels = spec.Outputs[stage];
            }
        }

        x = g.GlobalAverage(x);
        return g.Build(spec.Name, g.Linear(spec.Keys.Head, x, channels, spec.Classes, spec.Bias));
    }

    // relu(F(x) + shortcut(x)); the step is in the 3×3 convolution of a bottleneck, as in torchvision.
    private static string Block(GraphBuilder g, ResNetSpec spec, string at, string name, string x, long inputs, int stage, int stride)
    {
        long width = spec.Width << stage, outputs = spec.Outputs[stage];
        string y;
        if (spec.Bottleneck)
        {
            y = g.Relu(Norm(g, spec, $"{at}.bn1", g.Conv($"{at}.conv1", x, inputs, width, 1), width));
            y = g.Relu(Norm(g, spec, $"{at}.bn2", g.Conv($"{at}.conv2", y, width, width, 3, stride, groups: (int)spec.Groups), width));
            y = Norm(g, spec, $"{at}.bn3", g.Conv($"{at}.conv3", y, width, outputs, 1), outputs);
        }
        else
        {
            y = g.Relu(Norm(g, spec, $"{at}.bn1", g.Conv($"{at}.conv1", x, inputs, outputs, 3, stride), outputs));
            y = Norm(g, spec, $"{at}.bn2", g.Conv($"{at}.conv2", y, outputs, outputs, 3), outputs);
        }

        string sum = g.Add($"{at}.sum", y, Shortcut(g, spec, at, x, inputs, outputs, stride));
        return g.Call(name, new Op.Relu(), sum);
    }

    private static string Norm(GraphBuilder g, ResNetSpec spec, string at, string x, long channels) =>
        spec.NormGroups is { } groups ? g.GroupNorm(at, x, channels, groups) : g.BatchNorm(at, x, channels);

    private static string Shortcut(GraphBuilder g, ResNetSpec spec, string at, string x, long inputs, long outputs, int stride)
    {
        if (stride == 1 && inputs == outputs) return x;
        if (spec.Shortcut is not { } padded)
        {
            string place = $"{at}.{spec.Keys.Shortcut}";
            return Norm(g, spec, $"{place}.1", g.Conv($"{place}.0", x, inputs, outputs, 1, stride), outputs);
        }

        // Every second pixel, and zeros for the channels that are new (option A of the paper).
        if (stride > 1)
            x = g.Call($"{at}.rows", new Op.Slice(3, 0, Step: stride), g.Call($"{at}.columns", new Op.Slice(2, 0, Step: stride), x));
        int added = (int)(outputs - inputs), before = padded == PaddedShortcut.Both ? added / 2 : 0;
        return added <= 0 ? x : g.Call($"{at}.widened", new Op.PadDimension(1, before, added - before), x);
    }
}
