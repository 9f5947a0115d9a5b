using Nad.Data;

namespace Nad.Attacks;

/// <summary>The step that all attacks share: trigger and label onto the drawn images.</summary>
internal static class Poisoning
{
    /// <summary>Copies the set; stamps the drawn images, and relabels them unless the rule keeps labels.</summary>
    /// <param name="attack">Trigger, labels, rule.</param>
    /// <param name="clean">Not modified.</param>
    /// <param name="random">Draws the images.</param>
    /// <param name="prepare">Changes the drawn images of the copy before the trigger is stamped; null for none.</param>
    public static (ImageSet Images, int[] Poisoned) Apply(IAttack attack, ImageSet clean, RandomStream random, Action<ImageSet, int[]>? prepare = null)
    {
        ArgumentNullException.ThrowIfNull(clean);
        int[] poisoned = attack.Rule.Draw(clean, attack.Backdoor.Labels, random);
        ImageSet set = new([.. clean.Pixels], [.. clean.Labels], clean.Height, clean.Width, clean.ClassNames, clean.Source) { Groups = clean.Groups };
        prepare?.Invoke(set, poisoned);
        for (int k = 0; k < poisoned.Length; k++)
        {
            int i = poisoned[k];
            attack.Backdoor.Trigger.Apply(set.Image(i), set.Height, set.Width, k);
            if (!attack.Rule.CleanLabel) set.Labels[i] = attack.Backdoor.Labels.Target(set.Labels[i]);
        }

        return (set, poisoned);
    }
}
