using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Nad.Data;

/// <summary>
/// Labelled RGB images of one size, in memory: N×H×W×3 bytes (0–255, row-major, channels last) and N labels.
/// </summary>
public sealed class ImageSet
{
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
            throw new ArgumentException($"{labels.Length} images of {height}x{width}x3 need {(long)labels.Length * height * width * 3} bytes, got {pixels.LongLength}.", nameof(pixels));
        }

        Pixels = pixels;
        Labels = labels;
        Height = height;
        Width = width;
        ClassNames = classNames;
        Source = source;
    }

    /// <summary>N×H×W×3 bytes.</summary>
    public byte[] Pixels { get; }

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
    /// N numbers; images with the same number are near-duplicates (frames of one film), so that a hold-out with some of them beside training images with the others would
    /// measure nothing: <see cref="CleanSubset"/> keeps them together. Null where images are independent.
    /// </summary>
    /// <exception cref="ArgumentException">Not one number for each image.</exception>
    public int[]? Groups
    {
        get;
        init => field = value is null || value.Length == Count ? value : throw new ArgumentException($"{Count} images need {Count} group numbers, got {value.Length}.");
    }

    /// <summary>
    /// N names of the files that the images are from, relative to the data, with forward slashes; they may hold any character. Null where images have no files of their own.
    /// </summary>
    /// <exception cref="ArgumentException">Not one name for each image.</exception>
    public string[]? Files
    {
        get;
        init => field = value is null || value.Length == Count ? value : throw new ArgumentException($"{Count} images need {Count} file names, got {value.Length}.");
    }

    /// <summary>The H×W×3 bytes of one image, not copied.</summary>
    public Span<byte> Image(int index) => Pixels.AsSpan(index * Stride, Stride);

    /// <summary>A new set with copies of the images at the given indices, in that order.</summary>
    public ImageSet Subset(ReadOnlySpan<int> indices)
    {
        byte[] pixels = new byte[(long)indices.Length * Stride];
        int[] labels = new int[indices.Length];
        for (int i = 0; i < indices.Length; i++)
        {
            Image(indices[i]).CopyTo(pixels.AsSpan(i * Stride));
            labels[i] = Labels[indices[i]];
        }

        return new ImageSet(pixels, labels, Height, Width, ClassNames, Source) { Groups = Chosen(Groups, indices), Files = Chosen(Files, indices) };
    }

    /// <summary>A new set with all images mirrored left and right.</summary>
    public ImageSet Mirrored()
    {
        byte[] pixels = new byte[Pixels.LongLength];
        int row = Width * 3;
        for (int start = 0; start < pixels.Length; start += row)
        {
            for (int x = 0; x < Width; x++) Pixels.AsSpan(start + (x * 3), 3).CopyTo(pixels.AsSpan(start + row - ((x + 1) * 3)));
        }

        return new ImageSet(pixels, Labels, Height, Width, ClassNames, $"{Source}, mirrored") { Groups = Groups, Files = Files };
    }

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
            throw new ArgumentException($"Images of {Height}x{Width} and of {other.Height}x{other.Width} do not go into one set.", nameof(other));
        if (!other.ClassNames.SequenceEqual(ClassNames, StringComparer.Ordinal))
            throw new ArgumentException($"The classes of {Source} and {other.Source} differ.", nameof(other));
        return new ImageSet([.. Pixels, .. other.Pixels], [.. Labels, .. other.Labels], Height, Width, ClassNames, $"{Source} + {other.Source}")
        {
            Groups = JoinGroups(other),
            Files = Files is null || other.Files is null ? null : [.. Files, .. other.Files],
        };
    }

    // Groups of two sets are never the same; an image without a group is one by itself.
    private int[]? JoinGroups(ImageSet other)
    {
        if (Groups is null && other.Groups is null) return null;
        Dictionary<(bool Second, int Group), int> numbers = [];
        IEnumerable<(bool, int)> all = Keys(this, false).Concat(Keys(other, true));
        return [.. all.Select(key => numbers.TryGetValue(key, out int number) ? number : numbers[key] = numbers.Count)];
        static IEnumerable<(bool, int)> Keys(ImageSet set, bool second) => (set.Groups ?? Enumerable.Range(0, set.Count)).Select(g => (second, g));
    }

    /// <summary>SHA-256, lower-case hexadecimal, of number and size of the images, labels and pixels, so that two machines can tell whether they measured the same images.</summary>
    public string Fingerprint()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> bytes = stackalloc byte[4];
        foreach (int number in (int[])[Count, Height, Width, .. Labels])
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
            hash.AppendData(bytes);
        }

        hash.AppendData(Pixels);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>How many images each class has, by class index.</summary>
    public int[] CountByClass()
    {
        int[] counts = new int[ClassNames.Count];
        foreach (int label in Labels) counts[label]++;
        return counts;
    }
}
