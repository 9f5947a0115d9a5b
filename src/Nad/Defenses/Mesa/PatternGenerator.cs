using Nad.Data;
using Nad.Torch;
using Nad.Torch.Modules;

namespace Nad.Defenses;

/// <summary>
/// Makes patterns out of noise: four fully connected layers, each fed a quarter of the noise beside what comes before; batch normalisation
/// and leaky ReLU between them, a sigmoid at the end.
/// </summary>
internal sealed class PatternGenerator : IDisposable
{
    /// <summary>Numbers that a pattern is made of, each uniform in 0–1. [M] 64.</summary>
    public const int NoiseSize = 64;

    private const int Part = NoiseSize / 4;
    private const double Slope = 0.2;

    private readonly int hidden;
    private readonly Linear first, second, third, last;
    private readonly BatchNorm2d norm1, norm2, norm3;

    /// <param name="pixels">Numbers of a pattern.</param>
    /// <param name="random">Starting weights.</param>
    /// <param name="device">Where it lives.</param>
    /// <param name="hidden">Width of the layers. [M] 512.</param>
    public PatternGenerator(int pixels, RandomStream random, Device device, int hidden = 512)
    {
        this.hidden = hidden;
        ParameterPath at = State.Root with { Device = device };
        first = new Linear(at / "first", Part, hidden);
        norm1 = new BatchNorm2d(at / "norm1", hidden);
        second = new Linear(at / "second", hidden + Part, hidden);
        norm2 = new BatchNorm2d(at / "norm2", hidden);
        third = new Linear(at / "third", hidden + Part, hidden);
        norm3 = new BatchNorm2d(at / "norm3", hidden);
        last = new Linear(at / "last", hidden + Part, pixels);
        foreach (Linear layer in (Linear[])[first, second, third, last]) LinearStart.Fill(layer, random);
    }

    public ParameterStore State { get; } = new();

    // N×64 in 0–1 → N×pixels in 0–1
    public Tensor Forward(Tensor noise, Mode mode)
    {
        Tensor h = norm1.Forward(first.Forward(noise.Slice(1, 0, Part)), mode).LeakyRelu(Slope);
        h = norm2.Forward(Joined(second, h, noise.Slice(1, Part, 2 * Part)), mode).LeakyRelu(Slope);
        h = norm3.Forward(Joined(third, h, noise.Slice(1, 2 * Part, 3 * Part)), mode).LeakyRelu(Slope);
        return Joined(last, h, noise.Slice(1, 3 * Part, NoiseSize)).Sigmoid();
    }

    public void Dispose() => State.Dispose();

    // The layer on h and a part of the noise, one behind the other: W·[h; z] + b = W_h·h + W_z·z + b.
    private Tensor Joined(Linear layer, Tensor h, Tensor part) =>
        Functional.Linear(h, layer.Weight.Slice(1, 0, hidden), layer.Bias)
        + Functional.Linear(part, layer.Weight.Slice(1, hidden, hidden + Part), null);
}
