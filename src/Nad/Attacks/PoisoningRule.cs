using Nad.Data;

namespace Nad.Attacks;

/// <summary>Which training images are poisoned, and whether their labels change.</summary>
/// <param name="Rate">Fraction, above 0 to 1.</param>
/// <param name="Basis">What <paramref name="Rate"/> is a fraction of.</param>
/// <param name="CleanLabel">
/// True: only images of the target class are altered, and keep their label. False: any image, and it gets the wanted label.
/// </param>
/// <remarks>
/// Li et al. 2021, table 3, print one rate per attack and leave open what it is a fraction of. With <see cref="RateBasis.Dataset"/> 8 % of
/// CIFAR-10 are 4,000 of the 5,000 images of the target class; the authors' code draws from all images and alters those of the target
/// class, which is <see cref="RateBasis.TargetClass"/>.
/// </remarks>
public sealed record PoisoningRule(double Rate, RateBasis Basis = RateBasis.Dataset, bool CleanLabel = false)
{
    /// <summary>Draws ⌊rate · basis⌋ images without replacement.</summary>
    /// <returns>Their indices, ascending.</returns>
    /// <exception cref="NadException">The target class has fewer images, or not one image would be poisoned.</exception>
    public int[] Draw(ImageSet images, LabelMap labels, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(random);
        int[] order = random.Permutation(images.Count);
        int[] candidates = CleanLabel ? Array.FindAll(order, i => !labels.Counts(images.Labels[i])) : order;
        int basis = Basis == RateBasis.Dataset ? images.Count : Array.FindAll(order, i => !labels.Counts(images.Labels[i])).Length;
        int count = (int)(Rate * basis);
        if (count > candidates.Length)
        {
            throw new NadException(
                $"{count} images were to be poisoned ({Percent(Rate)} of {basis}), but the target class has only {candidates.Length}, and "
                + "a clean-label attack alters no other. " +
                $"Use a rate of at most {Percent((double)candidates.Length / basis)}, the basis target-class, or a larger target class.");
        }

        if (count == 0)
            throw new NadException($"A rate of {Percent(Rate)} of {basis} images poisons not one. Use a higher rate or more images.");
        int[] drawn = candidates[..count];
        Array.Sort(drawn);
        return drawn;
    }

    /// <summary>One line for reports.</summary>
    public string Describe() =>
        $"{Percent(Rate)} of {(Basis == RateBasis.Dataset ? "the whole training set" : "the target class")}, " +
        (CleanLabel ? "images of the target class only, labels unchanged" : "images of any class, relabelled as the attacker wants");

    private static string Percent(double rate) => (rate * 100).ToString("0.##", System.Globalization.CultureInfo.InvariantCulture) + " %";
}

/// <summary>What a poisoning rate is a fraction of.</summary>
public enum RateBasis
{
    /// <summary>All training images.</summary>
    Dataset,

    /// <summary>The training images of the target class.</summary>
    TargetClass,
}
