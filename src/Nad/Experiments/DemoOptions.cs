using Nad.Attacks;
using Nad.Data;
using Nad.Defenses;
using Nad.Torch.Optimizers;
using Nad.Training;

namespace Nad.Experiments;

/// <summary>Settings of the demonstration. They are written into its report.</summary>
public sealed record DemoOptions
{
    /// <summary>Generated training images. Enough that WRN-16-1 learns the task in the time of a coffee.</summary>
    public int TrainingImages { get; init; } = 5000;

    /// <summary>Images that the defender has, out of the training images.</summary>
    public int CleanImages { get; init; } = 1000;

    /// <summary>The attack: the paper's grid, 10 % of the images, target 0.</summary>
    public BadNetsOptions Attack { get; init; } = new();

    /// <summary>
    /// How the backdoored model is trained: with crop and flip, because a backdoor learnt without them is undone by any finetuning that has
    /// them, so that it would show nothing of NAD (Li et al.'s published model is of that kind).
    /// </summary>
    public TrainingRecipe AttackRecipe { get; init; } = new()
    {
        Epochs = 16,
        LearningRate = new OneCycleSchedule(0.1, 16),
        Augmentation = new Augmentation { CutoutLength = 0 },
        Sgd = new SgdOptions { WeightDecay = 5e-4 },
    };

    /// <summary>NAD, and through its student's recipe finetuning too.</summary>
    public NadOptions Nad { get; init; } = NadOptions.Paper;
}
