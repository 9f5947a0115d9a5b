using Nad.Data;

namespace Nad.Attacks;

/// <summary>Draws reflections that are visible, but neither brighter than the image nor hiding it.</summary>
internal static class ReflectionCandidates
{
    private const int TriesPerCandidate = 40;

    /// <summary>
    /// Reflections of random pictures, each judged on a random image of the target class: its mean is at most 0.8 of what remains of the
    /// image, the result is not black, and 0.70 &lt; SSIM(result, image) &lt; 0.85.
    /// </summary>
    /// <exception cref="NadException">Fewer than <see cref="RefoolOptions.Kept"/> pass.</exception>
    public static List<Reflection> Draw(RefoolOptions options, AttackContext context)
    {
        ImageSet images = context.Images, pictures = context.Reflections ?? images;
        if (pictures.Height != images.Height || pictures.Width != images.Width)
            throw new NadException(
                $"Reflections must be pictures of {images.Height}x{images.Width}, but those of {pictures.Source} are "
                + $"{pictures.Height}x{pictures.Width}.");
        RandomStream random = context.Run.Random("attack/reflections");
        ReflectionMaker maker = new(images.Height, images.Width, random);
        int[] targets = [.. Enumerable.Range(0, images.Count).Where(i => images.Labels[i] == options.Target)];
        // Pictures of the target class would teach the class, not the reflection.
        int[] sources = context.Reflections is null
            ? [.. Enumerable.Range(0, images.Count).Where(i => images.Labels[i] != options.Target)]
            : [.. Enumerable.Range(0, pictures.Count)];
        if (targets.Length == 0 || sources.Length == 0)
            throw new NadException(
                $"Refool needs images of the target class {options.Target} and pictures to reflect, but {images.Source} has "
                + $"{targets.Length} and there are {sources.Length} pictures.");
        List<Reflection> found = [];
        byte[] blended = new byte[images.Stride];
        for (int attempt = 0; found.Count < options.Candidates && attempt < options.Candidates * TriesPerCandidate; attempt++)
        {
            context.Run.Cancellation.ThrowIfCancellationRequested();
            Reflection reflection = maker.Make(Kind(options, random), pictures.Image(sources[random.Next(sources.Length)]));
            ReadOnlySpan<byte> image = images.Image(targets[random.Next(targets.Length)]);
            image.CopyTo(blended);
            reflection.Apply(blended);
            if (Passes(reflection, image, blended, images.Height, images.Width)) found.Add(reflection);
        }

        return found.Count >= options.Kept
            ? found
            : throw new NadException(
                $"Only {found.Count} of {options.Candidates * TriesPerCandidate} reflections tried are faint and visible enough, but "
                + $"{options.Kept} are to be kept. Give other pictures with --reflections, or keep fewer with --kept.");
    }

    private static ReflectionKind Kind(RefoolOptions options, RandomStream random) =>
        options.Kind ?? (random.NextDouble() < options.GhostRate ? ReflectionKind.Ghost : ReflectionKind.OutOfFocus);

    private static bool Passes(Reflection reflection, ReadOnlySpan<byte> image, ReadOnlySpan<byte> blended, int height, int width)
    {
        (double layer, double rest, byte brightest) = (0, 0, 0);
        for (int i = 0; i < blended.Length; i++)
        {
            double weight = reflection.Kind == ReflectionKind.InFocus ? 0.5 : 1 - reflection.Transmission;
            layer += weight * reflection.Layer[i];
            rest += blended[i] - (weight * reflection.Layer[i]);
            brightest = Math.Max(brightest, blended[i]);
        }

        return layer <= 0.8 * rest && brightest >= 26 && StructuralSimilarity.Of(blended, image, height, width) is > 0.70 and < 0.85;
    }
}
