using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Nad.Data;

/// <summary>
/// Labelled RGB images of one size: N×H×W×3 bytes (0–255, row-major, channels last) and N labels. The bytes are in memory, or read image by
/// image where they would not fit (<see cref="IsStreamed"/>).
/// </summary>
public sealed class ImageSet
{
    private readonly byte[]? resident;
    private readonly PixelReader? stream;
    private string? fingerprint;

    /// <summary>Wraps arrays without copying them.</summary>
    /// <param name="pixels">N·H·W·3 bytes.</param>
    /// <param name="labels">N class indices, each in 0 … <c>classNames.Count − 1</c>.</param>
    /// <param name="height">Rows of an image.</param>
    /// <param name="width">Columns of an image.</param>
    /// <param name="classNames">Names of the classes, in the order of their indices.</param>
    /// <param name="source">Where the images are from, for reports and messages.</param>
    /// <exception cref="ArgumentException">The lengths contradict each other.</exception>
    public ImageSet(byte[] pixels, int[] labels, int height, int width, IReadOnlyList<string> classNames, string source)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentNullException.ThrowIfNull(labels);
        if (pixels.LongLength != (long)labels.Length * height * width * 3)
        {
            throw new ArgumentException(
                $"{labels.Length} images of {height}x{width}x3 need {(long)labels.Length * height * width * 3} bytes, got "
                    + $"{pixels.LongLength}.",
                nameof(pixels));
        }

        resident = pixels;
        Labels = labels;
        Height = height;
        Width = width;
        ClassNames = classNames;
        Source = source;
    }

    /// <summary>Images that are read one by one, again each time.</summary>
    /// <param name="stream">Reads them; several threads call it at once.</param>
    /// <param name="labels">N class indices, each in 0 … <c>classNames.Count − 1</c>.</param>
    /// <param name="height">Rows of an image.</param>
    /// <param name="width">Columns of an image.</param>
    /// <param name="classNames">Names of the classes, in the order of their indices.</param>
    /// <param name="source">Where the images are from, for reports and messages.</param>
    public ImageSet(PixelReader stream, int[] labels, int height, int width, IReadOnlyList<string> classNames, string source)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(labels);
        this.stream = stream;
        Labels = labels;
        Height = height;
        Width = width;
        ClassNames = classNames;
        Source = source;
    }

    /// <summary>Whether the images are read one by one instead of lying in memory: nothing can be written into them.</summary>
    public bool IsStreamed => stream is not null;

    /// <summary>N×H×W×3 bytes.</summary>
    /// <exception cref="UnsupportedInputException">The images do not lie in memory.</exception>
    public byte[] Pixels => resident ?? throw new UnsupportedInputException(
        $"This needs the {Count} images of {Printable.Of(Source)} in memory at once, and they are more than --memory allows. "
        + "Give more, or take fewer or smaller images.");

    /// <summary>N class indices.</summary>
    public int[] Labels { get; }

    /// <summary>Number of images.</summary>
    public int Count => Labels.Length;

    /// <summary>Rows of an image.</summary>
    public int Height { get; }

    /// <summary>Columns of an image.</summary>
    public int Width { get; }

    /// <summary>Bytes of one image: H·W·3.</summary>
    public int Stride => Height * Width * 3;

    /// <summary>Names of the classes, in the order of their indices.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Where the images are from, for reports and messages.</summary>
    public string Source { get; }

    /// <summary>
    /// N numbers; images with the same number are near-duplicates (frames of one film), so that a hold-out with some of them beside
    /// training images with the others would measure nothing: <see cref="CleanSubset"/> keeps them together. Null where images are
    /// independent.
    /// </summary>
    /// <exception cref="ArgumentException">Not one number for each image.</exception>
    public int[]? Groups
    {
        get;
        init =>
            field = value is null || value.Length == Count
                ? value
                : throw new ArgumentException($"{Count} images need {Count} group numbers, got {value.Length}.");
    }

    /// <summary>
    /// N names of the files that the images are from, relative to the data, with forward slashes; they may hold any character. Null where
    /// images have no files of their own.
    /// </summary>
    /// <exception cref="ArgumentException">Not one name for each image.</exception>
    public string[]? Files
    {
        get;
        init =>
            field = value is null || value.Length == Count
                ? value
                : throw new ArgumentException($"{Count} images need {Count} file names, got {value.Length}.");
    }

    /// <summary>The H×W×3 bytes of one image; not copied where they lie in memory.</summary>
    public ReadOnlySpan<byte> Image(int index)
    {
        if (resident is not null) return Edit(index);
        byte[] pixels = new byte[Stride];
        stream!(index, pixels);
        return pixels;
    }

    /// <summary>The H×W×3 bytes of one image, to be changed in place.</summary>
    /// <exception cref="UnsupportedInputException">The images do not lie in memory.</exception>
    public Span<byte> Edit(int index) => Pixels.AsSpan(index * Stride, Stride);

    /// <summary>Copies the bytes of one image; several threads may call it at once.</summary>
    /// <param name="index">Its place.</param>
    /// <param name="destination">Receives H·W·3 bytes.</param>
    public void Read(int index, Span<byte> destination)
    {
        if (stream is not null) stream(index, destination);
        else Edit(index).CopyTo(destination);
    }

    /// <summary>The same images with other labels, classes or facts beside; pixels are shared.</summary>
    /// <param name="labels">N class indices.</param>
    /// <param name="classNames">Names of the classes, in the order of their indices.</param>
    public ImageSet Labelled(int[] labels, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return Like(resident, stream, labels, classNames, Source, Groups, Files);
    }

    /// <summary>A copy with each image changed; of images that are read one by one, each is changed when it is read.</summary>
    /// <param name="change">Changes the image of an index in place; the same each time.</param>
    /// <param name="labels">N class indices; null for those of this set.</param>
    public ImageSet Changed(ImageEdit change, int[]? labels = null)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (stream is { } read)
        {
            return Like(null, (i, to) =>
            {
                read(i, to);
                change(i, to);
            }, labels ?? Labels, ClassNames, Source, Groups, Files);
        }

        byte[] pixels = [.. Pixels];
        for (int i = 0; i < Count; i++) change(i, pixels.AsSpan(i * Stride, Stride));
        return Like(pixels, null, labels ?? Labels, ClassNames, Source, Groups, Files);
    }

    private ImageSet Like(
        byte[]? pixels, PixelReader? read, int[] labels, IReadOnlyList<string> classNames, string source, int[]? groups, string[]? files) =>
        pixels is not null
            ? new ImageSet(pixels, labels, Height, Width, classNames, source) { Groups = groups, Files = files }
            : new ImageSet(read!, labels, Height, Width, classNames, source) { Groups = groups, Files = files };

    /// <summary>A new set with copies of the images at the given indices, in that order.</summary>
    public ImageSet Subset(ReadOnlySpan<int> indices)
    {
        int[] chosen = indices.ToArray();
        int[] labels = Array.ConvertAll(chosen, i => Labels[i]);
        if (stream is { } read)
            return Like(null, (i, to) => read(chosen[i], to), labels, ClassNames, Source, Chosen(Groups, indices), Chosen(Files, indices));
        byte[] pixels = new byte[(long)chosen.Length * Stride];
        for (int i = 0; i < chosen.Length; i++) Image(chosen[i]).CopyTo(pixels.AsSpan(i * Stride));
        return Like(pixels, null, labels, ClassNames, Source, Chosen(Groups, indices), Chosen(Files, indices));
    }

    /// <summary>A new set with all images mirrored left and right.</summary>
    public ImageSet Mirrored()
    {
        ImageSet mirrored = Changed((_, image) => Mirror(image, Width));
        return Like(mirrored.resident, mirrored.stream, Labels, ClassNames, $"{Source}, mirrored", Groups, Files);
    }

    private static void Mirror(Span<byte> image, int width)
    {
        for (int start = 0; start < image.Length; start += width * 3)
            MemoryMarshal.Cast<byte, Rgb24>(image.Slice(start, width * 3)).Reverse();
    }

    private readonly record struct Rgb24(byte R, byte G, byte B);

    private static T[]? Chosen<T>(T[]? all, ReadOnlySpan<int> indices)
    {
        if (all is null) return null;
        T[] chosen = new T[indices.Length];
        for (int i = 0; i < indices.Length; i++) chosen[i] = all[indices[i]];
        return chosen;
    }

    /// <summary>A new set with the images of this set and then those of <paramref name="other"/>.</summary>
    /// <exception cref="ArgumentException">The images differ in size, or the classes in their names.</exception>
    public ImageSet Concat(ImageSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Height != Height || other.Width != Width)
            throw new ArgumentException(
                $"Images of {Height}x{Width} and of {other.Height}x{other.Width} do not go into one set.", nameof(other));
        if (!other.ClassNames.SequenceEqual(ClassNames, StringComparer.Ordinal))
            throw new ArgumentException($"The classes of {Source} and {other.Source} differ.", nameof(other));
        bool read = IsStreamed || other.IsStreamed;
        return Like(
            read ? null : [.. Pixels, .. other.Pixels], read ? Either : null, [.. Labels, .. other.Labels], ClassNames,
            $"{Source} + {other.Source}", JoinGroups(other), Files is null || other.Files is null ? null : [.. Files, .. other.Files]);

        void Either(int index, Span<byte> to)
        {
            if (index < Count) Read(index, to);
            else other.Read(index - Count, to);
        }
    }

    // Groups of two sets are never the same; an image without a group is one by itself.
    private int[]? JoinGroups(ImageSet other)
    {
        if (Groups is null && other.Groups is null) return null;
        Dictionary<(bool Second, int Group), int> numbers = [];
        IEnumerable<(bool, int)> all = Keys(this, false).Concat(Keys(other, true));
        return [.. all.Select(key => numbers.TryGetValue(key, out int number) ? number : numbers[key] = numbers.Count)];
        static IEnumerable<(bool, int)> Keys(ImageSet set, bool second) =>
            (set.Groups ?? Enumerable.Range(0, set.Count)).Select(g => (second, g));
    }

    /// <summary>
    /// SHA-256, lower-case hexadecimal, of number and size of the images, labels and pixels, so that two machines can tell whether they
    /// measured the same images.
    /// </summary>
    /// <remarks>Of images that are read one by one it is computed once: nothing can change them.</remarks>
    public string Fingerprint() => IsStreamed ? fingerprint ??= Hashed() : Hashed();

    private string Hashed()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> bytes = stackalloc byte[4];
        foreach (int number in (int[])[Count, Height, Width, .. Labels])
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
            hash.AppendData(bytes);
        }

        if (resident is not null) hash.AppendData(resident);
        else InOrder(image => hash.AppendData(image));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Shows every image once, in order; those that have to be read are read by several threads, a few at a time.</summary>
    /// <param name="see">Given the H×W×3 bytes of an image.</param>
    public void InOrder(Action<ReadOnlySpan<byte>> see)
    {
        ArgumentNullException.ThrowIfNull(see);
        const int together = 64;
        byte[][] read = [];
        for (int start = 0; start < Count; start += together)
        {
            int count = Math.Min(together, Count - start), from = start;
            if (IsStreamed)
            {
                read = read.Length == 0 ? [.. Enumerable.Range(0, count).Select(_ => new byte[Stride])] : read;
                EachImage.Do(count, i => Read(from + i, read[i]));
            }

            for (int i = 0; i < count; i++) see(IsStreamed ? read[i] : Image(start + i));
        }
    }

    /// <summary>How many images each class has, by class index.</summary>
    public int[] CountByClass()
    {
        int[] counts = new int[ClassNames.Count];
        foreach (int label in Labels) counts[label]++;
        return counts;
    }
}
