// Liu, Ma, Bailey and Lu, "Reflection Backdoor: A Natural Backdoor Attack on Deep Neural Networks", ECCV 2020.
using Nad.Data;

namespace Nad.Attacks;

/// <summary>
/// Natural reflections are laid over images of the target class, whose labels stay right (or, as an option, over any image).
/// </summary>
public sealed class Refool : IAttack
{
    /// <summary>Draws reflections and selects those that mislead most.</summary>
    /// <exception cref="NadException">An option is outside its range, or too few reflections are usable.</exception>
    public Refool(RefoolOptions options, AttackContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        options.Validate(context.Classes);
        if (options.Rounds > 0 && context.ShortTrial is null)
            throw new NadException("The selection of reflections trains short trials, which are not possible here; ask for 0 rounds.");
        List<Reflection> candidates = ReflectionCandidates.Draw(options, context);
        IReadOnlyList<Reflection> chosen = new ReflectionSelection(options, context).Choose(candidates);
        Rule = options.Rule;
        Backdoor = new Backdoor(
            options.Name, new ReflectionTrigger(context.Images.Height, context.Images.Width, chosen), new AllToOne(options.Target));
    }

    /// <inheritdoc/>
    public Backdoor Backdoor { get; }

    /// <inheritdoc/>
    public PoisoningRule Rule { get; }

    /// <inheritdoc/>
    public (ImageSet Images, int[] Poisoned) Poison(ImageSet clean, RandomStream random) => Poisoning.Apply(this, clean, random);
}
