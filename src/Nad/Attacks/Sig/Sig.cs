// Barni, Kallas and Tondi, "A New Backdoor Attack in CNNs by Training Set Corruption without Label Poisoning", ICIP 2019.
using Nad.Data;

namespace Nad.Attacks;

/// <summary>A faint sinusoid is added to images of the target class, whose label stays right.</summary>
public sealed class Sig : IAttack
{
    /// <summary>Prepares the attack.</summary>
    /// <exception cref="NadException">An option is outside its range.</exception>
    public Sig(SigOptions options, int classes, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate(classes);
        Rule = options.Rule;
        Trigger trigger = options.AuthorsMask ? Mask(height, width) : new SineTrigger(options.Amplitude, options.Frequency);
        Backdoor = new Backdoor(options.Name, trigger, new AllToOne(options.Target));
    }

    /// <inheritdoc/>
    public Backdoor Backdoor { get; }

    /// <summary>Images of the target class; they keep their label.</summary>
    public PoisoningRule Rule { get; }

    /// <inheritdoc/>
    public (ImageSet Images, int[] Poisoned) Poison(ImageSet clean, RandomStream random) => Poisoning.Apply(this, clean, random);

    // Negative values become 237–255 in the authors' file: the conversion to uint8 wraps.
    private static PictureTrigger Mask(int height, int width)
    {
        byte[] pixels = new byte[height * width * 3];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = unchecked((byte)(int)(20 * Math.Sin(0.8 * (i / 3 % width))));
        return new PictureTrigger { Height = height, Width = width, Pixels = pixels, Blend = 0.2 };
    }
}
