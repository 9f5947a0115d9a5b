using Nad.Files.Checkpoints;
using Nad.Torch;

namespace Nad.Models;

/// <summary>The catalogue of networks that are recognised in a state dict and can be made anew: one line a family.</summary>
public static class Architectures
{
    /// <summary>All families.</summary>
    public static IReadOnlyList<IArchitecture> All { get; } =
    [
        new WideResNetFamily(),
        new ResNetFamily(),
        new PreActResNetFamily(),
        new AlexNetFamily(),
        new VggFamily(),
        new MobileNetV2Family(),
        new MobileNetV3Family(),
        new EfficientNetFamily(),
        new DenseNetFamily(),
        new GoogLeNetFamily(),
        new InceptionV3Family(),
        new SqueezeNetFamily(),
        new ShuffleNetV2Family(),
        new RegNetFamily(),
        new MnasNetFamily(),
        new ConvNeXtFamily(),
        new SwinFamily(),
        new VisionTransformerFamily(),
    ];

    /// <summary>Every way to read a checkpoint: the network that the file itself holds, or those that its keys and shapes fit.</summary>
    /// <param name="checkpoint">The file.</param>
    /// <param name="reason">As below.</param>
    public static IReadOnlyList<Reading> Read(Checkpoint checkpoint, out string reason)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        reason = "";
        if (checkpoint.Graph is not { } graph) return Read(checkpoint.Tensors.Select(t => (t.Name, t.Data.Shape)), out reason);
        return
        [
            new Reading(
                graph.Architecture,
                "",
                GraphClassifier.ClassesOf(graph),
                graph,
                (device, input) => new GraphClassifier(input.Before(graph), device))
        ];
    }

    /// <summary>Every way to read a state dict.</summary>
    /// <param name="entries">Keys and shapes, without "module.".</param>
    /// <param name="reason">Where there is none: which family is nearest and what differs, in one printable line.</param>
    /// <returns>Of one family, the most common way first; empty where it is of none.</returns>
    public static IReadOnlyList<Reading> Read(IEnumerable<(string Name, long[] Shape)> entries, out string reason)
    {
        StateShapes shapes = new(entries);
        List<string> reasons = [];
        foreach (IArchitecture family in All)
        {
            IReadOnlyList<Reading> readings = family.Read(shapes, out string why);
            if (readings.Count > 0)
            {
                reason = "";
                return readings;
            }

            reasons.Add(why);
        }

        // A family that fits but for some keys says more than all that have nothing in common.
        reason = reasons.Find(r => r.StartsWith("looks like", StringComparison.Ordinal)) ?? "its names are those of no known family";
        return [];
    }

    /// <summary>A network to be trained from scratch; its weights are not set.</summary>
    /// <param name="name">Such as <c>wrn-16-1</c> or <c>resnet18</c>.</param>
    /// <param name="classes">At least 2.</param>
    /// <param name="size">Height and width of the images, pixels.</param>
    /// <param name="device">Where it lives; null for the processor.</param>
    /// <exception cref="NadException">There is no such network.</exception>
    public static Classifier Design(string name, int classes, int size = 32, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        foreach (IArchitecture family in All)
        {
            if (family.Design(name, classes, size, device ?? Device.Cpu) is { } model) return model;
        }

        throw Unknown(name);
    }

    /// <summary>Makes sure that <see cref="Design"/> makes a network of this name.</summary>
    /// <exception cref="NadException">There is no such network.</exception>
    public static void Check(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!All.Any(a => a.Knows(name))) throw Unknown(name);
    }

    private static NadException Unknown(string name) =>
        new(
            $"'{Printable.Of(name)}' is no architecture that can be trained here. "
            + $"Known are wrn-D-K, such as wrn-16-1, and {string.Join(", ", All.Skip(1).SelectMany(a => a.Names))}.");
}
