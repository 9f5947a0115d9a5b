// Wang et al., "Neural Cleanse", IEEE S&P 2019: x' = (1 − m)·x + m·p with a mask m of one channel and a pattern p, both in 0–1; size ‖m‖₁.
using Nad.Data;
using Nad.Torch;

namespace Nad.Audit;

/// <summary>A mask and a pattern: a part of the image is covered.</summary>
public sealed class PatchFamily : PatternFamily
{
    // σ(−2) = 0.12 of every pixel: enough for a gradient everywhere.
    private const float FirstMask = -2;

    /// <inheritdoc/>
    public override string Name => "patch";

    /// <inheritdoc/>
    public override string Unit => "pixels";

    // Where a patch of 5 % of the image weighs as much as a cross-entropy of 1.
    internal override double FirstWeight => 20;

    internal override Tensor[] Start(int height, int width, RandomStream random)
    {
        float[] mask = new float[height * width], pattern = new float[3 * height * width];
        Array.Fill(mask, FirstMask);
        for (int i = 0; i < pattern.Length; i++) pattern[i] = (float)random.NextNormal();
        return [Tensor.From(mask, 1, 1, height, width), Tensor.From(pattern, 1, 3, height, width)];
    }

    internal override Tensor Apply(Tensor images, Tensor[] free)
    {
        Tensor m = free[0].Sigmoid(), p = free[1].Sigmoid();
        return images + ((p - images) * m);
    }

    internal override Tensor Share(Tensor[] free) => free[0].Sigmoid().Mean();

    internal override double Size(double share, int height, int width) => share * height * width;

    internal override RecoveredPattern Export(Tensor[] free, int height, int width) =>
        new(height, width, free[0].Sigmoid().ToFloats(), free[1].Sigmoid().ToFloats());
}
