// Turner, Tsipras and Madry, "Label-Consistent Backdoor Attacks", 2019.
using Nad.Data;

namespace Nad.Attacks;

/// <summary>
/// Images of the target class are made hard to classify by adversarial noise, then stamped with the grid; their labels stay right.
/// At test time images get the grid alone.
/// </summary>
public sealed class CleanLabel : IAttack
{
    private readonly CleanLabelOptions options;
    private readonly AttackContext context;

    /// <summary>Prepares the attack.</summary>
    /// <exception cref="NadException">An option is outside its range, or there is no source model.</exception>
    public CleanLabel(CleanLabelOptions options, AttackContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        options.Validate(context.Classes);
        if (options.NeedsSourceModel && context.SourceModel is null)
            throw new NadException("The clean-label attack needs a clean model to make its noise with; give one with --source-model FILE.");
        (this.options, this.context) = (options, context);
        Rule = options.Rule;
        Trigger grid = new BadNets(
            new BadNetsOptions { Variant = options.FourCorner ? BadNetsVariant.FourCorner : BadNetsVariant.Grid },
            context.Classes).Backdoor.Trigger;
        Backdoor = new Backdoor(options.Name, grid, new AllToOne(options.Target));
    }

    /// <inheritdoc/>
    public Backdoor Backdoor { get; }

    /// <summary>Images of the target class; they keep their label.</summary>
    public PoisoningRule Rule { get; }

    /// <inheritdoc/>
    public (ImageSet Images, int[] Poisoned) Poison(ImageSet clean, RandomStream random) => Poisoning.Apply(this, clean, random, AddNoise);

    private void AddNoise(ImageSet images, int[] poisoned)
    {
        if (!options.NeedsSourceModel) return;
        if (context.Run.IsDry)
            throw new Training.DryRunEndedException($"The noise of {poisoned.Length} images would be made now, in {options.Steps} steps.");
        new AdversarialNoise(context.SourceModel!, options.Epsilon, options.StepSize, options.Steps).AddTo(
            images, poisoned, context.Run.Cancellation, context.Stage);
    }
}
