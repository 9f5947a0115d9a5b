using System.Runtime.InteropServices;
using Nad.Data;

namespace Nad.Experiments;

/// <summary>Looks at images before hours are spent on them: some mistakes show in pixels alone.</summary>
internal static class ImageChecks
{
    // A few images stand in both splits of honest data sets; more than this is a mistake.
    private const double MostInBoth = 0.01;

    /// <summary>Refuses images that are all of one colour each, or all the same: nothing can be learnt from them.</summary>
    /// <exception cref="NadException">They are.</exception>
    public static void Varied(ImageSet images)
    {
        if (Enumerable.Range(0, images.Count).All(i => OneColour(images.Image(i))))
        {
            throw new NadException(
                $"All {images.Count} images of {Printable.Of(images.Source)} are of one colour each, so nothing can be learnt from them. "
                + "Check how they were exported.");
        }

        if (images.Count > 1 && Enumerable.Range(1, images.Count - 1).All(i => images.Image(i).SequenceEqual(images.Image(0))))
        {
            throw new NadException(
                $"All {images.Count} images of {Printable.Of(images.Source)} are the same picture, so nothing can be learnt from them. "
                + "Check how they were exported.");
        }
    }

    /// <summary>How many test images are pixel for pixel among the images that are trained on.</summary>
    /// <exception cref="NadException">
    /// They are more than 1 % of the test images: rates would be measured on what was trained on.
    /// </exception>
    public static int Apart(ImageSet trained, ImageSet test)
    {
        if (trained.Stride != test.Stride) return 0;
        List<ulong> hashes = [];
        trained.InOrder(image => hashes.Add(Hash(image)));
        ILookup<ulong, int> known = Enumerable.Range(0, trained.Count).ToLookup(i => hashes[i]);
        hashes.Clear();
        test.InOrder(image => hashes.Add(Hash(image)));
        int both = Enumerable.Range(0, test.Count).Count(t => known[hashes[t]].Any(i => trained.Image(i).SequenceEqual(test.Image(t))));
        return both <= MostInBoth * test.Count ? both : throw new NadException(
            $"{both} of the {test.Count} test images are pixel for pixel among the {trained.Count} images that are trained on, so the "
            + "rates would tell nothing. Name other test images with --test SPEC, or take the copies out.");
    }

    private static bool OneColour(ReadOnlySpan<byte> image)
    {
        for (int i = 3; i < image.Length; i++)
        {
            if (image[i] != image[i - 3]) return false;
        }

        return true;
    }

    // FNV-1a over words of 8 bytes; equal hashes are compared pixel for pixel.
    private static ulong Hash(ReadOnlySpan<byte> image)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(image)) hash = (hash ^ word) * 0x100000001B3;
        return hash;
    }
}
