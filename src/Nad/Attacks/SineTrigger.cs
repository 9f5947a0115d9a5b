namespace Nad.Attacks;

/// <summary>
/// A sinusoid along the columns: x' = ⌊clip(x + Δ·sin(2π·j·f/W), 0, 255)⌋ in column j of W, the same in all rows and channels.
/// </summary>
/// <param name="Amplitude">Δ, above 0 to 255.</param>
/// <param name="Frequency">f, periods per image width, above 0 to 1000.</param>
/// <remarks>
/// Source: Barni, Kallas and Tondi, "A New Backdoor Attack in CNNs by Training Set Corruption without Label Poisoning", ICIP 2019.
/// </remarks>
public sealed record SineTrigger(double Amplitude, double Frequency) : Trigger
{
    /// <inheritdoc/>
    public override string Describe() =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"a sinusoid of amplitude {Amplitude} and {Frequency} periods along the columns");

    /// <inheritdoc/>
    public override void Apply(Span<byte> image, int height, int width, int index = 0)
    {
        // The table costs W sines per image; rows then only add.
        Span<double> wave = width <= 1024 ? stackalloc double[width] : new double[width];
        // Whole periods are dropped first: sin(6π) is −7e−16 in floating point, and 100 − 1e−14 would be cut off to 99.
        for (int j = 0; j < width; j++) wave[j] = Amplitude * Math.Sin(2 * Math.PI * (j * Frequency / width % 1));
        for (int i = 0; i < image.Length; i++) image[i] = (byte)Math.Clamp(image[i] + wave[i / 3 % width], 0, 255);
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        if (!(Amplitude is > 0 and <= 255))
            throw new NadException($"The amplitude of the sinusoid must be above 0 and at most 255, but is {Text(Amplitude)}.");
        if (!(Frequency is > 0 and <= 1000))
            throw new NadException($"The frequency of the sinusoid must be above 0 and at most 1000 periods, but is {Text(Frequency)}.");
    }

    private static string Text(double number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
