using System.Collections.Concurrent;
using Nad.Files.Imaging;

namespace Nad.Data;

/// <summary>
/// Decodes the images of a split on several threads, straight into one array. Besides that array, only what each thread is working on is held.
/// The result does not depend on the number of threads, nor does the error when several images are broken: it names the first.
/// </summary>
internal sealed class ParallelImageLoader(IImageStore store, int threads, CancellationToken cancel)
{
    /// <summary>For each loaded image that the decoder warned of, its name and what the decoder said; fit to print.</summary>
    internal ConcurrentBag<string> Warnings { get; } = [];

    /// <summary>How many of the loaded images were of another size.</summary>
    internal int Resized => resized;

    private int resized;

    /// <summary>N×height×width×3 bytes, in the order of the split; images of another size are brought to it.</summary>
    internal byte[] Load(ImageSplit split, ImageGeometry geometry)
    {
        (int height, int width) = (geometry.Height, geometry.Width);
        long stride = (long)width * height * 3;
        if (stride * split.Files.Length > Array.MaxLength)
        {
            throw new UnsupportedInputException(
                $"{store.Path}: {split.Files.Length} images of {width}x{height} are more than fit in memory at once (2 GB). Take fewer, or have them scaled down: add @SIZE to the data SPEC, such as images:{store.Path}@32.");
        }

        byte[] pixels = new byte[stride * split.Files.Length];
        ForEach(split, (i, file, name) =>
        {
            RgbImage image = ImageDecoder.Decode(file, name);
            if (image.Warning is { } warning) Warnings.Add($"{name} ({warning})");
            if (image.Width != width || image.Height != height) Interlocked.Increment(ref resized);
            geometry.Apply(image, pixels.AsSpan((int)(i * stride), (int)stride), name);
        });
        return pixels;
    }

    /// <summary>The smallest and the largest width and height that the headers of the images state.</summary>
    internal SizeRange Sizes(ImageSplit split)
    {
        (int Width, int Height)[] sizes = new (int, int)[split.Files.Length];
        ForEach(split, (i, file, name) => sizes[i] = ImageDecoder.ReadSize(file, name));
        return new SizeRange(sizes.Min(s => s.Width), sizes.Min(s => s.Height), sizes.Max(s => s.Width), sizes.Max(s => s.Height));
    }

    /// <summary>The size that all images of the split share; null where they differ, or where one cannot be read: loading it says why.</summary>
    internal (int Width, int Height)? CommonSize(ImageSplit split)
    {
        try
        {
            (int Width, int Height)? common = null;
            ForEach(split with { Files = split.Files[..1] }, (_, file, name) => common = ImageDecoder.ReadSize(file, name));
            ForEach(split, (_, file, name) =>
            {
                if (ImageDecoder.ReadSize(file, name) != common) throw new UnsupportedInputException($"{name}: the images differ in size.");
            });
            return common;
        }
        catch (NadException)
        {
            return null;
        }
    }

    private delegate void ImageAction(int index, ReadOnlySpan<byte> file, string name);

    private void ForEach(ImageSplit split, ImageAction action)
    {
        ConcurrentDictionary<long, NadException> failures = [];
        using IImageReader reader = store.Open();
        ParallelOptions options = new() { MaxDegreeOfParallelism = threads, CancellationToken = cancel };
        Parallel.For(0, split.Files.Length, options, () => new ReadBuffer(), (i, state, buffer) =>
        {
            try
            {
                int file = split.Files[i];
                action(i, reader.Read(file, buffer), Printable.Of($"{store.Path}/{store.Files[file]}"));
            }
            catch (NadException e)
            {
                failures[i] = e;
                state.Break();     // images before this one are still looked at, so the error does not depend on timing
            }

            return buffer;
        }, _ => { });
        if (!failures.IsEmpty) throw failures.MinBy(failure => failure.Key).Value;
    }
}
