// Belghazi et al., "Mutual Information Neural Estimation", ICML 2018.
using Nad.Data;
using Nad.Torch;
using Nad.Torch.Modules;

namespace Nad.Defenses;

/// <summary>Estimates how much a pattern tells of the noise that it was made from: three layers that take both.</summary>
internal sealed class StatisticsNetwork : IDisposable
{
    private const double Slope = 0.2, Tiny = 1e-8;

    private readonly Tensor ofNoise, ofPattern, bias;
    private readonly Linear middle, last;

    /// <param name="pixels">Numbers of a pattern.</param>
    /// <param name="random">Starting weights.</param>
    /// <param name="device">Where it lives.</param>
    /// <param name="hidden">Width of the layers. [M] 512.</param>
    public StatisticsNetwork(int pixels, RandomStream random, Device device, int hidden = 512)
    {
        ParameterPath at = State.Root with { Device = device };
        ofNoise = at.Parameter("noise", 0, hidden, PatternGenerator.NoiseSize);
        ofPattern = at.Parameter("pattern", 0, hidden, pixels);
        bias = at.Parameter("bias", 0, hidden);
        middle = new Linear(at / "middle", hidden, hidden);
        last = new Linear(at / "last", hidden, 1);
        LinearStart.Fill(ofNoise, PatternGenerator.NoiseSize, random);
        LinearStart.Fill(ofPattern, pixels, random);
        LinearStart.Fill(middle, random);
        LinearStart.Fill(last, random);
    }

    public ParameterStore State { get; } = new();

    // N×64 and N×pixels → N×1
    public Tensor Forward(Tensor noise, Tensor pattern)
    {
        Tensor h = (Functional.Linear(noise, ofNoise, bias) + Functional.Linear(pattern, ofPattern, null)).LeakyRelu(Slope);
        return last.Forward(middle.Forward(h).LeakyRelu(Slope));
    }

    /// <summary>
    /// Lower bound of the mutual information, which for a generator without other noise is its entropy: mean M(z, x) − log(mean e^M(z₁, x)
    /// + 1e-8).
    /// </summary>
    /// <param name="noise">z, that the patterns x are made from.</param>
    /// <param name="other">z₁, drawn apart.</param>
    /// <param name="pattern">x.</param>
    public Tensor Entropy(Tensor noise, Tensor other, Tensor pattern) =>
        Forward(noise, pattern).Mean() - (Forward(other, pattern).Exp().Mean() + Tiny).Log();

    /// <summary>
    /// Loss of this network: the same bound, negative, but with the gradient of the logarithm divided by a moving average of mean e^M
    /// instead of that of the batch, which would be biased.
    /// </summary>
    /// <param name="noise">z.</param>
    /// <param name="other">z₁.</param>
    /// <param name="pattern">x, without gradient history.</param>
    /// <param name="average">The moving average; moved on by <paramref name="rate"/>.</param>
    /// <param name="rate">0–1. [M] 0.001.</param>
    public Tensor Loss(Tensor noise, Tensor other, Tensor pattern, ref double average, double rate)
    {
        Tensor exponential = Forward(other, pattern).Exp().Mean();
        double now = exponential.Item();
        average = ((1 - rate) * average) + (rate * now);
        return ((exponential + Tiny).Log() * (now / average)) - Forward(noise, pattern).Mean();
    }

    public void Dispose() => State.Dispose();
}
