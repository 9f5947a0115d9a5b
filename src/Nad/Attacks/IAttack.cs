using Nad.Data;

namespace Nad.Attacks;

/// <summary>An attack that is ready: its trigger is made, and it can poison a training set.</summary>
public interface IAttack
{
    /// <summary>Trigger and wanted labels, as they are used at test time.</summary>
    Backdoor Backdoor { get; }

    /// <summary>Which images are poisoned, and whether their labels change.</summary>
    PoisoningRule Rule { get; }

    /// <summary>Poisons the images that <see cref="Rule"/> draws; the others stay.</summary>
    /// <param name="clean">Not modified.</param>
    /// <param name="random">Draws the images.</param>
    /// <returns>A new set of the same size and order, and the sorted indices of the poisoned images.</returns>
    /// <exception cref="NadException">There are too few images to poison, or they are too small for the trigger.</exception>
    (ImageSet Images, int[] Poisoned) Poison(ImageSet clean, RandomStream random);
}
