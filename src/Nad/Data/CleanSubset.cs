namespace Nad.Data;

/// <summary>
/// The defender's clean images: a seeded choice without replacement, each class in its share of the set, and a hold-out on which epochs, β
/// and thresholds are chosen. Everybody who asks with the same set size, count and seed gets the same images.
/// </summary>
/// <remarks>
/// The hold-out has a tenth of the images chosen, but at least 10. It is drawn from the images that the choice leaves over;
/// where those are too few it is taken out of the choice itself (at most half of it), and <see cref="Train"/> is that much smaller.
/// Where images come in groups of near-duplicates (<see cref="ImageSet.Groups"/>), a tenth of each class's groups, at least one of two, is
/// set aside first; the hold-out is drawn from those and the images to train on from the others, so that no group is on both sides.
/// </remarks>
public sealed class CleanSubset
{
    private const int SmallestHoldOut = 10;

    private CleanSubset(int[] train, int[] holdOut, bool holdOutIsExtra)
    {
        Train = train;
        HoldOut = holdOut;
        HoldOutIsExtra = holdOutIsExtra;
    }

    /// <summary>Indices of the images to train on, ascending.</summary>
    public int[] Train { get; }

    /// <summary>Indices of the images to choose by, ascending; none of them is in <see cref="Train"/>.</summary>
    public int[] HoldOut { get; }

    /// <summary>True where the hold-out comes on top of the images asked for, false where it was taken out of them.</summary>
    public bool HoldOutIsExtra { get; }

    /// <summary>Draws the images.</summary>
    /// <param name="images">The set to draw from.</param>
    /// <param name="count">How many images, 2 to the size of the set; null: see <paramref name="fraction"/>.</param>
    /// <param name="fraction">Which part of the set, above 0 and at most 1, rounded to whole images; null: all of it.</param>
    /// <param name="seed">Seed of the random stream "clean subset".</param>
    /// <exception cref="NadException">Both are given, one is out of its range, or the images to train on are all of one class.</exception>
    public static CleanSubset Choose(ImageSet images, int? count, double? fraction, long seed) =>
        Choose(ImageLabels.Of(images), count, fraction, seed);

    /// <inheritdoc cref="Choose(ImageSet, int?, double?, long)"/>
    public static CleanSubset Choose(ImageLabels images, int? count, double? fraction, long seed)
    {
        ArgumentNullException.ThrowIfNull(images);
        int chosen = ResolveCount(images, count, fraction);
        if (chosen < 2) throw TooFew(2);
        int wanted = Math.Max(SmallestHoldOut, (int)Math.Round(0.1 * chosen));
        int[] order = new RandomStream(seed, "clean subset").Permutation(images.Count);
        (int[] train, int[] holdOut, bool extra) =
            images.Groups is { } groups ? ByGroup(images, groups, order, chosen, wanted) : ByImage(images, order, chosen, wanted);
        if (train.Length < 2) throw TooFew(extra ? 2 : 3);

        Array.Sort(train);
        Array.Sort(holdOut);

        int classes = train.Select(i => images.Labels[i]).Distinct().Count();
        if (classes < 2)
            throw new NadException(
                $"the {train.Length} clean images to train on, drawn from {images.Source} with seed {seed}, are all of one class; at least "
                + "two are needed. Draw more images.");
        return new CleanSubset(train, holdOut, extra);

        NadException TooFew(int least) => new(
            $"{chosen} of the {images.Count} images of {images.Source} are too few to train on and choose by; ask for at least {least}.");
    }

    private static (int[] Train, int[] HoldOut, bool Extra) ByImage(ImageLabels images, int[] order, int chosen, int wanted)
    {
        bool extra = images.Count - chosen >= wanted;
        int trainCount = extra ? chosen : chosen - Math.Min(wanted, chosen / 2);
        int[] drawn = Proportional(order, images);
        return (drawn[..trainCount], drawn[trainCount..(extra ? chosen + wanted : chosen)], extra);
    }

    private static (int[] Train, int[] HoldOut, bool Extra) ByGroup(ImageLabels images, int[] groups, int[] order, int chosen, int wanted)
    {
        HashSet<int> aside = [];
        foreach (IGrouping<int, int> ofClass in order.GroupBy(i => images.Labels[i]))
        {
            int[] known = [.. ofClass.Select(i => groups[i]).Distinct()];
            if (known.Length > 1) aside.UnionWith(known[..((known.Length + 9) / 10)]);
        }

        if (aside.Count == 0)
            throw new NadException(
                $"the images of {images.Source} come in groups of near-duplicates, but no class has two groups, so that none can be held "
                + "out. Get more of the data.");
        int[] left = Proportional([.. order.Where(i => !aside.Contains(groups[i]))], images),
            held = Proportional([.. order.Where(i => aside.Contains(groups[i]))], images);
        bool extra = chosen <= left.Length;
        int holdOut = Math.Min(held.Length, extra ? wanted : Math.Max(wanted, chosen - left.Length));
        return (left[..(extra ? chosen : chosen - holdOut)], held[..holdOut], extra);
    }

    // Any beginning of the result holds every class in its share of the set, to within an image: image r of the n of its class, in the
    // given order, belongs at (r + ½)/n of the way. Small choices of a simple random order would miss classes.
    private static int[] Proportional(int[] order, ImageLabels images)
    {
        int[] size = new int[images.ClassNames.Count], seen = new int[size.Length];
        foreach (int i in order) size[images.Labels[i]]++;
        double[] place = Array.ConvertAll(order, i => (seen[images.Labels[i]]++ + 0.5) / size[images.Labels[i]]);
        return [.. Enumerable.Range(0, order.Length).OrderBy(k => place[k]).Select(k => order[k])];
    }

    private static int ResolveCount(ImageLabels images, int? count, double? fraction)
    {
        if (count is not null && fraction is not null)
            throw new NadException("give the clean images by count or by fraction, not by both.");
        if (fraction is not (null or (> 0 and <= 1)))
            throw new NadException($"the fraction of clean images must be above 0 and at most 1, but is {fraction}.");

        int chosen = count ?? (int)Math.Round((fraction ?? 1) * images.Count);
        if (chosen > images.Count)
            throw new NadException($"{chosen} clean images were asked for, but {images.Source} has only {images.Count}.");
        return chosen;
    }
}
