namespace Nad.Attacks;

/// <summary>One reflection, ready to be laid over an image.</summary>
/// <remarks>
/// Source of the formulas: Liu, Ma, Bailey and Lu, "Reflection Backdoor", ECCV 2020, and its reference code. Light adds up linearly, so
/// ghost and out-of-focus reflections are added in linear light, x^2.2.
/// </remarks>
public sealed record Reflection
{
    /// <summary>How it was made.</summary>
    public required ReflectionKind Kind { get; init; }

    /// <summary>The reflected picture, doubled or blurred as its kind demands: H·W·3 bytes, not linear.</summary>
    public required byte[] Layer { get; init; }

    /// <summary>α: how much of the image passes, 0 to 1; not used in focus.</summary>
    public double Transmission { get; init; } = 1;

    /// <summary>How strongly light above white is taken off an out-of-focus reflection: 1.08 to 1.18.</summary>
    public double Attenuation { get; init; }

    /// <summary>Where an out-of-focus reflection is bright: H·W bytes, 255 = full; null for the other kinds.</summary>
    public byte[]? Window { get; init; }

    /// <summary>Lays it over an image of the same size.</summary>
    /// <param name="image">H·W·3 bytes, changed in place.</param>
    internal void Apply(Span<byte> image)
    {
        if (Kind == ReflectionKind.InFocus) Average(image);
        else if (Kind == ReflectionKind.Ghost) Ghost(image);
        else OutOfFocus(image);
    }

    /// <summary>Checks the lengths and ranges.</summary>
    /// <exception cref="NadException">Something is outside its range.</exception>
    internal void Validate(int height, int width)
    {
        bool window = Kind == ReflectionKind.OutOfFocus;
        if (!Enum.IsDefined(Kind)) throw new DamagedFileException($"The kind of reflection {(int)Kind} is not known.");
        if (Layer is null || Layer.Length != height * width * 3)
            throw new DamagedFileException(
                $"A reflection of {height}x{width} needs {height * width * 3} bytes, but has {Layer?.Length ?? 0}.");
        if (window && Window?.Length != height * width)
            throw new DamagedFileException(
                $"The window of a reflection of {height}x{width} needs {height * width} bytes, but has {Window?.Length ?? 0}.");
        if (!(Transmission is >= 0 and <= 1) || !(Attenuation is >= 0 and <= 10))
            throw new DamagedFileException("A reflection's transmission must be 0 to 1 and its attenuation 0 to 10.");
    }

    // (μ_T·T + μ_R·R)/(μ_T + μ_R), on stored values.
    private void Average(Span<byte> image)
    {
        double image0 = 0, layer0 = 0;
        for (int i = 0; i < image.Length; i++) (image0, layer0) = (image0 + image[i], layer0 + Layer[i]);
        if (image0 + layer0 == 0) return;
        for (int i = 0; i < image.Length; i++) image[i] = (byte)(((image0 * image[i]) + (layer0 * Layer[i])) / (image0 + layer0));
    }

    // α·T + (1 − α)·G
    private void Ghost(Span<byte> image)
    {
        for (int i = 0; i < image.Length; i++)
            image[i] = Light.Store((Transmission * Light.Linear(image[i])) + ((1 - Transmission) * Light.Linear(Layer[i])));
    }

    // α·T + (1 − α/2)·w·clip(R − (m − 1)·a, 0, 1), m per channel: the mean of R + T where that is above white.
    private void OutOfFocus(Span<byte> image)
    {
        for (int c = 0; c < 3; c++)
        {
            double sum = 0;
            int count = 0;
            for (int i = c; i < image.Length; i += 3)
            {
                double both = Light.Linear(image[i]) + Light.Linear(Layer[i]);
                if (both > 1) (sum, count) = (sum + both, count + 1);
            }

            double excess = count == 0 ? 0 : ((sum / count) - 1) * Attenuation;
            for (int i = c; i < image.Length; i += 3)
            {
                double reflected = Math.Clamp(Light.Linear(Layer[i]) - excess, 0, 1) * Window![i / 3] / 255.0 * (1 - (Transmission / 2));
                image[i] = Light.Store(reflected + (Transmission * Light.Linear(image[i])));
            }
        }
    }
}

/// <summary>Kinds of reflections.</summary>
[System.Text.Json.Serialization.JsonConverter(typeof(System.Text.Json.Serialization.JsonStringEnumConverter<ReflectionKind>))]
public enum ReflectionKind
{
    /// <summary>A sharp picture; both are averaged, weighted by their brightness.</summary>
    InFocus,

    /// <summary>A blurred picture, brightest in a window.</summary>
    OutOfFocus,

    /// <summary>A picture seen twice, shifted, as in thick glass.</summary>
    Ghost,
}
