using Nad.Attacks;
using Nad.Data;
using Nad.Tests.Models;

namespace Nad.Tests.Attacks;

/// <summary>What the tests of attacks share: small random sets, grey images, and the property of every poisoned set.</summary>
internal static class AttackSupport
{
    /// <summary>Random 32×32 images whose labels go round 0 … 9.</summary>
    public static ImageSet Set(int count, long seed) => TestModels.Images(count, seed);

    /// <summary>One image of a single value with the trigger on it.</summary>
    public static byte[] Stamped(Trigger trigger, byte value)
    {
        byte[] image = [.. Enumerable.Repeat(value, 32 * 32 * 3)];
        trigger.Apply(image, 32, 32);
        return image;
    }

    /// <summary>The red values of one row.</summary>
    public static byte[] Row(byte[] image, int row) => [.. Enumerable.Range(0, 32).Select(x => image[((row * 32) + x) * 3])];

    /// <summary>
    /// Checks that only drawn images differ, that those are exactly the stamped ones, and that labels change only where the rule says so.
    /// </summary>
    public static void DiffersOnlyWhereTheRuleSaysSo(IAttack attack, ImageSet clean, RandomStream random)
    {
        byte[] before = [.. clean.Pixels];
        (ImageSet images, int[] poisoned) = attack.Poison(clean, random);

        Assert.Equal(before, clean.Pixels);
        Assert.Equal(poisoned.Distinct().Order(), poisoned);
        for (int i = 0; i < clean.Count; i++)
        {
            int k = Array.IndexOf(poisoned, i);
            byte[] expected = clean.Image(i).ToArray();
            if (k >= 0) attack.Backdoor.Trigger.Apply(expected, 32, 32, k);
            Assert.True(images.Image(i).SequenceEqual(expected), $"image {i}");
            Assert.Equal(
                k >= 0 && !attack.Rule.CleanLabel ? attack.Backdoor.Labels.Target(clean.Labels[i]) : clean.Labels[i], images.Labels[i]);
            if (k >= 0 && attack.Rule.CleanLabel) Assert.Equal(attack.Backdoor.TargetLabel, clean.Labels[i]);
        }
    }
}
