using Nad.Torch;

namespace Nad.Models;

/// <summary>Wide residual networks for 32×32 images, as the NAD authors publish them.</summary>
internal sealed class WideResNetFamily : IArchitecture
{
    public string Family => "WideResNet";

    /// <inheritdoc/>
    public string Reads => "the NAD authors'";

    public IReadOnlyList<string> Names => ["wrn-16-1"];

    public IReadOnlyList<Reading> Read(StateShapes shapes, out string reason)
    {
        WideResNetFingerprint? found = WideResNetFingerprint.Match(shapes.Names.Select(n => (n, shapes[n])), out reason);
        return found is null
            ? []
            : [
                new Reading(
                    found.Name, "", found.Classes, null, (device, input) => Make(found.Depth, found.Widen, found.Classes, device, input))
            ];
    }

    public bool Knows(string name) => name.StartsWith("wrn", StringComparison.Ordinal) && WideResNetShape.Parse(name).Depth > 0;

    public Classifier? Design(string name, int classes, int size, Device device)
    {
        if (!Knows(name)) return null;
        WideResNetShape shape = WideResNetShape.Parse(name);
        return new WideResNet(shape.Depth, shape.Widen, classes, device);
    }

    private static WideResNet Make(int depth, int widen, int classes, Device device, Preprocessing input) =>
        new(depth, widen, classes, device) { Input = input };
}
