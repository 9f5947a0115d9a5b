// Moosavi-Dezfooli et al., "Universal adversarial perturbations", CVPR 2017, aimed at a class: x' = clip(x + δ, 0, 1); size √mean(δ²).
using Nad.Data;
using Nad.Torch;

namespace Nad.Audit;

/// <summary>A signed pattern that is added everywhere: blended pictures, waves, reflections.</summary>
public sealed class AdditiveFamily : PatternFamily
{
    // One step of Adam at rate 0.1 then moves a pixel by 1.6 of 255 levels.
    private const double Scale = 16 / 255.0;

    /// <inheritdoc/>
    public override string Name => "additive";

    /// <inheritdoc/>
    public override string Unit => "levels";

    internal override double FirstWeight => 10;

    internal override Tensor[] Start(int height, int width, RandomStream random)
    {
        float[] delta = new float[3 * height * width];
        for (int i = 0; i < delta.Length; i++) delta[i] = (float)(0.1 * random.NextNormal());
        return [Tensor.From(delta, 1, 3, height, width)];
    }

    internal override Tensor Apply(Tensor images, Tensor[] free) => (images + (free[0] * Scale)).Clamp(0, 1);

    internal override Tensor Share(Tensor[] free) => ((free[0] * free[0]).Mean() + 1e-12).Sqrt() * Scale;

    internal override double Size(double share, int height, int width) => 255 * share;

    internal override RecoveredPattern Export(Tensor[] free, int height, int width) =>
        new(height, width, null, (free[0] * Scale).ToFloats());
}
