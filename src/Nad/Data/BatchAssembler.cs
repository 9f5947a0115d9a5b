using System.Runtime.InteropServices;
using Nad.Files.Imaging;
using Nad.Torch;

namespace Nad.Data;

/// <summary>
/// Makes batches out of an image set: pixels are gathered, cropped, flipped, cut and converted to Float32 / 255 in one pass,
/// straight into the memory of one tensor per batch.
/// </summary>
public sealed class BatchAssembler : IBatchSource
{
    internal static readonly float[] Levels = [.. Enumerable.Range(0, 256).Select(b => b / 255f)];

    private readonly ImageSet images;
    private readonly Device device;

    /// <summary>Prepares to read from <paramref name="images"/>, which is not copied.</summary>
    public BatchAssembler(ImageSet images, Device device)
    {
        this.images = images;
        this.device = device;
    }

    /// <inheritdoc/>
    public int Count => images.Count;

    /// <inheritdoc/>
    public string Fingerprint => images.Fingerprint();

    /// <summary>Images <paramref name="start"/> … <paramref name="start"/> + <paramref name="count"/> − 1, unchanged.</summary>
    public Batch InOrder(int start, int count)
    {
        int[] indices = new int[count];
        for (int i = 0; i < count; i++) indices[i] = start + i;
        return Assemble(indices, default);
    }

    /// <summary>
    /// One epoch: all images once, in a random order, cut into batches; the last may be smaller, but is never a single image.
    /// </summary>
    public IEnumerable<int[]> Shuffle(int batchSize, RandomStream order)
    {
        ArgumentNullException.ThrowIfNull(order);
        int[] permutation = order.Permutation(images.Count);
        for (int start = 0; start < permutation.Length; start += batchSize)
        {
            int end = Math.Min(start + batchSize, permutation.Length);
            if (end == permutation.Length - 1) end++;       // batch statistics need two images
            yield return permutation[start..end];
            if (end == permutation.Length) yield break;
        }
    }

    /// <summary>The images at <paramref name="indices"/>, each changed at random.</summary>
    /// <returns>A batch whose tensors belong to the current scope.</returns>
    public Batch Augmented(ReadOnlySpan<int> indices, Augmentation augmentation, RandomStream changes)
    {
        ArgumentNullException.ThrowIfNull(augmentation);
        ArgumentNullException.ThrowIfNull(changes);
        return Assemble(indices, DrawChanges(indices.Length, augmentation, changes));
    }

    /// <summary>One batch of the images at <paramref name="indices"/>; without changes where none are given.</summary>
    internal Batch Assemble(ReadOnlySpan<int> indices, ReadOnlySpan<ImageChange> changes)
    {
        int h = images.Height, w = images.Width;
        // The shape says N×C×H×W, the memory is N×H×W×C.
        using TensorScope scope = TensorScope.Begin();
        Tensor pixels = Tensor.ChannelsLast(indices.Length, 3, h, w);
        Span<float> target = pixels.FloatMemory();
        long[] labels = new long[indices.Length];
        byte[][]? made =
            images.IsStreamed || (!changes.IsEmpty && changes[0].Window.Height > 0) ? Windows(indices.ToArray(), changes.ToArray()) : null;
        for (int n = 0; n < indices.Length; n++)
        {
            Span<float> image = target.Slice(n * images.Stride, images.Stride);
            ReadOnlySpan<byte> source = made is null ? images.Image(indices[n]) : made[n];
            if (changes.IsEmpty) Convert(source, image);
            else Change(source, image, changes[n]);
            labels[n] = images.Labels[indices[n]];
        }

        return new Batch(
            scope.Keep(device.IsCpu ? pixels : pixels.To(device, DType.Float32)),
            scope.Keep(device.IsCpu ? Tensor.From(labels, labels.Length) : Tensor.From(labels, labels.Length).To(device, DType.Int64)));
    }

    // What takes time for an image, reading it and bringing a window of it to its size, is done for several at once.
    private byte[][] Windows(int[] indices, ImageChange[] changes)
    {
        byte[][] made = new byte[indices.Length][];
        EachImage.Do(indices.Length, n =>
        {
            byte[] whole = made[n] = new byte[images.Stride];
            images.Read(indices[n], whole);
            if (changes.Length == 0 || changes[n].Window is not { Height: > 0 } w) return;
            byte[] cut = new byte[w.Height * w.Width * 3];
            for (int y = 0; y < w.Height; y++)
                whole.AsSpan((((w.Top + y) * images.Width) + w.Left) * 3, w.Width * 3).CopyTo(cut.AsSpan(y * w.Width * 3));
            ImageResizer.Resize(new RgbImage(w.Width, w.Height, cut), images.Width, images.Height, whole);
        });
        return made;
    }

    internal ImageChange[] DrawChanges(int count, Augmentation a, RandomStream random)
    {
        ImageChange[] changes = new ImageChange[count];
        int half = a.CutoutLength / 2;
        for (int n = 0; n < count; n++)
        {
            ImageChange c = default;
            if (a.CropPadding > 0)
            {
                c.Down = random.Next((2 * a.CropPadding) + 1) - a.CropPadding;
                c.Right = random.Next((2 * a.CropPadding) + 1) - a.CropPadding;
            }

            if (a.CropArea < 1) c.Window = CropWindow.Draw(images.Height, images.Width, a.CropArea, random);
            c.Flip = a.Flip && random.Next(2) == 1;
            if (half > 0)
            {
                int y = random.Next(images.Height), x = random.Next(images.Width);
                (c.HoleTop, c.HoleBottom) = (Math.Max(0, y - half), Math.Min(images.Height, y + half));
                (c.HoleLeft, c.HoleRight) = (Math.Max(0, x - half), Math.Min(images.Width, x + half));
            }

            changes[n] = c;
        }

        return changes;
    }

    // Pixel (y, x) of the result is pixel (y + Down, x + Right) of the image, black outside it; then mirrored; then the hole is cut.
    private void Change(ReadOnlySpan<byte> source, Span<float> target, in ImageChange c)
    {
        int h = images.Height, w = images.Width;
        int left = Math.Max(0, -c.Right), right = Math.Min(w, w - c.Right);      // columns that show the image; none where left ≥ right
        for (int y = 0; y < h; y++)
        {
            Span<float> row = target.Slice(y * w * 3, w * 3);
            int sy = y + c.Down;
            if (sy < 0 || sy >= h || left >= right)
            {
                row.Clear();
                continue;
            }

            row[..(left * 3)].Clear();
            row[(right * 3)..].Clear();
            Convert(source.Slice(((sy * w) + left + c.Right) * 3, (right - left) * 3), row[(left * 3)..(right * 3)]);
            if (c.Flip) MemoryMarshal.Cast<float, Pixel>(row).Reverse();
            if (y >= c.HoleTop && y < c.HoleBottom) row[(c.HoleLeft * 3)..(c.HoleRight * 3)].Clear();
        }
    }

    private static void Convert(ReadOnlySpan<byte> bytes, Span<float> floats)
    {
        for (int i = 0; i < bytes.Length; i++) floats[i] = Levels[bytes[i]];
    }

    private readonly record struct Pixel(float R, float G, float B);
}
