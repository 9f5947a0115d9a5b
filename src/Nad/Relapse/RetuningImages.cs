using Nad.Attacks;
using Nad.Data;

namespace Nad.Relapse;

/// <summary>The images of a retuning: clean ones, some of which carry a trigger and the label that it wants.</summary>
public static class RetuningImages
{
    /// <summary>
    /// Poisons some of the images that the trigger counts for. Of one stream, the images of a smaller number are among those of a larger
    /// one.
    /// </summary>
    /// <param name="clean">Not modified.</param>
    /// <param name="backdoor">
    /// Trigger and wanted labels; labels change also where the attack itself kept them, as an attacker does who has few images.
    /// </param>
    /// <param name="count">How many, ≥ 0 and at most as many as count.</param>
    /// <param name="random">Draws them.</param>
    /// <returns>The set, and which of its images are poisoned, ascending.</returns>
    /// <exception cref="NadException">There are fewer images that count.</exception>
    public static (ImageSet Images, int[] Poisoned) Of(ImageSet clean, Backdoor backdoor, int count, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(backdoor);
        ArgumentNullException.ThrowIfNull(random);
        int[] candidates = Array.FindAll(random.Permutation(clean.Count), i => backdoor.Labels.Counts(clean.Labels[i]));
        if (count > candidates.Length)
            throw new NadException(
                $"{count} images were to be poisoned, but of the {clean.Count} clean images only {candidates.Length} are not of the target "
                + "class. Give more images with --clean-count, or fewer --doses.");
        int[] poisoned = candidates[..count];
        Array.Sort(poisoned);
        ImageSet set = new([.. clean.Pixels], [.. clean.Labels], clean.Height, clean.Width, clean.ClassNames, clean.Source);
        for (int k = 0; k < poisoned.Length; k++)
        {
            int i = poisoned[k];
            backdoor.Trigger.Apply(set.Edit(i), set.Height, set.Width, k);
            set.Labels[i] = backdoor.Labels.Target(set.Labels[i]);
        }

        return (set, poisoned);
    }

    /// <summary>
    /// The images and, behind them, all of them with the trigger and their true labels: what purifies a model of a trigger that is known.
    /// </summary>
    public static ImageSet Unlearning(ImageSet clean, Backdoor backdoor)
    {
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(backdoor);
        ImageSet stamped = backdoor.Trigger.Stamp(clean);
        return new(
            [.. clean.Pixels, .. stamped.Pixels], [.. clean.Labels, .. clean.Labels], clean.Height, clean.Width, clean.ClassNames,
            clean.Source);
    }

    /// <summary>The images that count, with the trigger and the labels that it wants.</summary>
    public static ImageSet Wanted(ImageSet clean, Backdoor backdoor)
    {
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(backdoor);
        ImageSet counted = clean.Subset([.. Enumerable.Range(0, clean.Count).Where(i => backdoor.Labels.Counts(clean.Labels[i]))]);
        return new(
            backdoor.Trigger.Stamp(counted).Pixels, [.. counted.Labels.Select(backdoor.Labels.Target)], clean.Height, clean.Width,
            clean.ClassNames, clean.Source);
    }
}
