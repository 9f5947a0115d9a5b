using Nad.Torch;

namespace Nad.Audit;

/// <summary>A universal change that was found.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Mask">H·W opacities in 0–1; null where <paramref name="Values"/> are added to the image.</param>
/// <param name="Values">3·H·W numbers, channel by channel: colours in 0–1 under a mask, else what is added, in −1–1.</param>
public sealed record RecoveredPattern(int Height, int Width, float[]? Mask, float[] Values)
{
    /// <summary>Puts it on images.</summary>
    /// <param name="images">N×3×H×W, pixels in 0–1.</param>
    public Tensor Apply(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        Tensor values = Tensor.From(Values, 1, 3, Height, Width).Like(images);
        if (Mask is null) return (images + values).Clamp(0, 1);
        return images + ((values - images) * Tensor.From(Mask, 1, 1, Height, Width).Like(images));
    }

    /// <summary>The same numbers at random places: as large, and without meaning.</summary>
    public RecoveredPattern Shuffled(Data.RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        int[] order = random.Permutation(Height * Width);
        return this with
        {
            Mask = Mask is null ? null : [.. order.Select(i => Mask[i])],
            Values = [.. Enumerable.Range(0, 3).SelectMany(c => order.Select(i => Values[(c * order.Length) + i]))],
        };
    }

    /// <summary>
    /// A picture of it, H·W·3 bytes: on grey, under its mask; what is added is drawn around grey, its largest number at full contrast.
    /// </summary>
    public byte[] Picture()
    {
        byte[] picture = new byte[Height * Width * 3];
        float largest = Mask is null ? Math.Max(Values.Max(Math.Abs), 1e-6f) : 1;
        for (int i = 0; i < Height * Width; i++)
        {
            for (int c = 0; c < 3; c++)
            {
                float value = Values[(c * Height * Width) + i];
                float shown = Mask is null ? 0.5f + (value / largest / 2) : 0.5f + ((value - 0.5f) * Mask[i]);
                picture[(i * 3) + c] = (byte)Math.Clamp((int)MathF.Round(shown * 255), 0, 255);
            }
        }

        return picture;
    }
}
