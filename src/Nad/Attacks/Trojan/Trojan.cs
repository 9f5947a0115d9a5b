// Liu, Ma, Aafer, Lee, Zhai, Wang and Zhang, "Trojaning Attack on Neural Networks", NDSS 2018.
using Nad.Data;

namespace Nad.Attacks;

/// <summary>
/// A small square that was made to excite chosen neurons of a clean model is stamped on training images, whose label becomes the target.
/// </summary>
public sealed class Trojan : IAttack
{
    internal Trojan(TrojanOptions options, PictureTrigger square)
    {
        Rule = options.Rule;
        Backdoor = new Backdoor(options.Name, square with { Mode = options.Mode }, new AllToOne(options.Target));
    }

    /// <inheritdoc/>
    public Backdoor Backdoor { get; }

    /// <summary>⌊rate·N⌋ images of the whole set; they get the target label.</summary>
    public PoisoningRule Rule { get; }

    /// <inheritdoc/>
    public (ImageSet Images, int[] Poisoned) Poison(ImageSet clean, RandomStream random) => Poisoning.Apply(this, clean, random);
}
