using Nad.Data;

namespace Nad.Attacks;

/// <summary>A user's picture is laid over training images.</summary>
public sealed class CustomAttack : IAttack
{
    /// <summary>Reads the picture.</summary>
    /// <exception cref="NadException">It cannot be read, or an option is outside its range.</exception>
    public CustomAttack(CustomOptions options, int classes)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate(classes);
        PictureTrigger picture = TriggerPicture.Read(options.Picture);
        PictureTrigger trigger = picture with
        {
            Row = options.Place?.Row ?? picture.Row,
            Column = options.Place?.Column ?? picture.Column,
            Blend = options.Blend,
            Mode = options.Mode
        };
        trigger.Validate();
        Rule = options.Rule;
        Backdoor = new Backdoor(options.Name, trigger, new AllToOne(options.Target));
    }

    /// <inheritdoc/>
    public Backdoor Backdoor { get; }

    /// <inheritdoc/>
    public PoisoningRule Rule { get; }

    /// <inheritdoc/>
    public (ImageSet Images, int[] Poisoned) Poison(ImageSet clean, RandomStream random) => Poisoning.Apply(this, clean, random);
}
