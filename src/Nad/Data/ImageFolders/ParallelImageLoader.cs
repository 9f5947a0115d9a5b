using System.Buffers;
using System.Collections.Concurrent;
using Nad.Files.Imaging;

namespace Nad.Data;

/// <summary>
/// Decodes the images of a split on several threads, straight into one array. Besides that array, only what each thread is working on is
/// held. The result does not depend on the number of threads, nor does the error when several images are broken: it names the first.
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
        int stride = geometry.Height * geometry.Width * 3;
        byte[] pixels = new byte[(long)stride * split.Files.Length];
        ForEach(split, (i, file, name) => Decode(file, name, geometry, pixels.AsSpan(i * stride, stride)));
        return pixels;
    }

    /// <summary>
    /// The same images one by one: all are decoded now, once, so that a broken one is named at once; those that find no memory are decoded
    /// anew each time.
    /// </summary>
    internal PixelReader Stream(ImageSplit split, ImageGeometry geometry, ImageMemory memory)
    {
        IImageReader reader = store.Open();     // open as long as the images are used
        ConcurrentBag<ReadBuffer> buffers = [];
        ParallelImageLoader again = new(store, threads, CancellationToken.None);
        KeptPixels kept = new(split.Files.Length, (i, to) =>
        {
            if (!buffers.TryTake(out ReadBuffer? buffer)) buffer = new ReadBuffer();
            int file = split.Files[i];
            again.Decode(reader.Read(file, buffer), NameOf(file), geometry, to);
            buffers.Add(buffer);
        }, memory);
        int stride = geometry.Height * geometry.Width * 3;
        ForEach(split, (i, file, name) =>
        {
            byte[] pixels = ArrayPool<byte>.Shared.Rent(stride);
            Decode(file, name, geometry, pixels.AsSpan(0, stride));
            kept.Keep(i, pixels.AsSpan(0, stride));
            ArrayPool<byte>.Shared.Return(pixels);
        });
        return kept.Read;
    }

    private void Decode(ReadOnlySpan<byte> file, string name, ImageGeometry geometry, Span<byte> to)
    {
        RgbImage image = ImageDecoder.Decode(file, name);
        if (image.Warning is { } warning) Warnings.Add($"{name} ({warning})");
        if (image.Width != geometry.Width || image.Height != geometry.Height) Interlocked.Increment(ref resized);
        geometry.Apply(image, to, name);
    }

    private string NameOf(int file) => Printable.Of($"{store.Path}/{store.Files[file]}");

    /// <summary>The smallest and the largest width and height that the headers of the images state.</summary>
    internal SizeRange Sizes(ImageSplit split)
    {
        (int Width, int Height)[] sizes = new (int, int)[split.Files.Length];
        ForEach(split, (i, file, name) => sizes[i] = ImageDecoder.ReadSize(file, name));
        return new SizeRange(sizes.Min(s => s.Width), sizes.Min(s => s.Height), sizes.Max(s => s.Width), sizes.Max(s => s.Height));
    }

    /// <summary>
    /// The size that all images of the split share; null where they differ, or where one cannot be read: loading it says why.
    /// </summary>
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
                action(i, reader.Read(file, buffer), NameOf(file));
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
