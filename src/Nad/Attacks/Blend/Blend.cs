// Chen, Liu, Li, Lu and Song, "Targeted Backdoor Attacks on Deep Learning Systems Using Data Poisoning", 2017.
using Nad.Data;

namespace Nad.Attacks;

/// <summary>A fixed random picture of the image's size is blended over some training images, whose label becomes the target.</summary>
public sealed class Blend : IAttack
{
    /// <summary>Draws the pattern: every value uniform in 0 … 255.</summary>
    /// <exception cref="NadException">An option is outside its range.</exception>
    public Blend(BlendOptions options, int classes, int height, int width, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(random);
        options.Validate(classes);
        byte[] pattern = new byte[height * width * 3];
        for (int i = 0; i < pattern.Length; i++) pattern[i] = options.Gray && i % 3 > 0 ? pattern[i - 1] : (byte)random.Next(256);
        Rule = options.Rule;
        Backdoor = new Backdoor(
            options.Name,
            new PictureTrigger { Height = height, Width = width, Pixels = pattern, Blend = options.Alpha },
            new AllToOne(options.Target));
    }

    /// <inheritdoc/>
    public Backdoor Backdoor { get; }

    /// <summary>⌊rate·N⌋ images of the whole set; they get the target label.</summary>
    public PoisoningRule Rule { get; }

    /// <inheritdoc/>
    public (ImageSet Images, int[] Poisoned) Poison(ImageSet clean, RandomStream random) => Poisoning.Apply(this, clean, random);
}
