using Nad.Torch;

namespace Nad.Data;

/// <summary>
/// An image set that lies on the device as bytes, each image within a black border, so that a crop is a matter of where one reads. A batch
/// is gathered, cropped, flipped, cut and scaled there, all images at once; what it gives is bit for bit what <see cref="BatchAssembler"/>
/// gives.
/// </summary>
internal sealed class ResidentImages : IDisposable
{
    private readonly Tensor pixels, levels;
    private readonly int height, width, padding;
    private readonly Device device;

    /// <summary>Copies the images to the device: N·(H + 2p)·(W + 2p)·3 bytes.</summary>
    public ResidentImages(ImageSet images, Device device, int padding)
    {
        (height, width, this.padding, this.device) = (images.Height, images.Width, padding, device);
        using TensorScope scope = TensorScope.Begin();
        Tensor bytes = Tensor.From(images.Pixels, images.Count, height, width, 3).To(device, DType.UInt8);
        Tensor bordered = Tensor.Zeros(DType.UInt8, images.Count, PaddedHeight, PaddedWidth, 3).To(device, DType.UInt8);
        bordered.Slice(1, padding, padding + height).Slice(2, padding, padding + width).CopyInPlace(bytes);
        pixels = bordered.View(-1, 3).Unscoped();
        // b/255 by table: a device divides by multiplying, whose last bit may be another.
        levels = Tensor.From(BatchAssembler.Levels, 256).To(device, DType.Float32).Unscoped();
    }

    private long PaddedHeight => height + (2L * padding);

    private long PaddedWidth => width + (2L * padding);

    /// <summary>The images of a plan's entries.</summary>
    /// <param name="rows">N×H×1, Int64: where each row begins, see <see cref="Describe"/>.</param>
    /// <param name="columns">N×1×W, Int64: where each column lies within a row.</param>
    /// <param name="holeRows">N×1×H×1, Float32: 1 in rows of the hole; null where nothing is cut.</param>
    /// <param name="holeColumns">N×1×1×W, Float32: 1 in columns of the hole; null where nothing is cut.</param>
    /// <returns>N×3×H×W, Float32 in [0, 1], channels last in memory; owned by the current scope.</returns>
    public Tensor Gather(Tensor rows, Tensor columns, Tensor? holeRows, Tensor? holeColumns)
    {
        Tensor found = pixels.Select(0, (rows + columns).Flatten(0)).To(device, DType.Int64);
        Tensor images = levels.Select(0, found.Flatten(0)).View(-1, height, width, 3).Permute(0, 3, 1, 2);
        return holeRows is null ? images : (images * ((holeRows * holeColumns! * -1) + 1)).Contiguous(MemoryLayout.ChannelsLast);
    }

    /// <summary>Writes where the pixels of one image are read, as <paramref name="change"/> wants it.</summary>
    /// <param name="image">Its number.</param>
    /// <param name="change">What is done to it.</param>
    /// <param name="rows">H numbers.</param>
    /// <param name="columns">W numbers.</param>
    /// <param name="holeRows">H numbers, 0 before; empty where nothing is cut.</param>
    /// <param name="holeColumns">W numbers, 0 before; empty where nothing is cut.</param>
    public void Describe(
        int image, in ImageChange change, Span<long> rows, Span<long> columns, Span<float> holeRows, Span<float> holeColumns)
    {
        for (int y = 0; y < height; y++) rows[y] = ((image * PaddedHeight) + y + change.Down + padding) * PaddedWidth;
        for (int x = 0; x < width; x++) columns[x] = (change.Flip ? width - 1 - x : x) + change.Right + padding;
        if (holeRows.IsEmpty) return;
        holeRows[change.HoleTop..change.HoleBottom].Fill(1);
        holeColumns[change.HoleLeft..change.HoleRight].Fill(1);
    }

    /// <summary>Frees the copies.</summary>
    public void Dispose()
    {
        pixels.Dispose();
        levels.Dispose();
    }
}
