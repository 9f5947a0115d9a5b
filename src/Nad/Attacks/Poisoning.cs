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
    public static (ImageSet Images, int[] Poisoned) Apply(
        IAttack attack, ImageSet clean, RandomStream random, Action<ImageSet, int[]>? prepare = null)
    {
        ArgumentNullException.ThrowIfNull(clean);
        int[] poisoned = attack.Rule.Draw(clean, attack.Backdoor.Labels, random);
        int[] labels = [.. clean.Labels];
        if (!attack.Rule.CleanLabel)
        {
            foreach (int i in poisoned) labels[i] = attack.Backdoor.Labels.Target(labels[i]);
        }

        ImageSet set = clean;
        if (prepare is not null)
        {
            set = new ImageSet([.. clean.Pixels], clean.Labels, clean.Height, clean.Width, clean.ClassNames, clean.Source)
            {
                Groups = clean.Groups
            };
            prepare(set, poisoned);
        }

        Dictionary<int, int> places = [];
        for (int k = 0; k < poisoned.Length; k++) places[poisoned[k]] = k;
        return (set.Changed(Stamp, labels), poisoned);

        void Stamp(int i, Span<byte> image)
        {
            if (places.TryGetValue(i, out int k)) attack.Backdoor.Trigger.Apply(image, set.Height, set.Width, k);
        }
    }
}
