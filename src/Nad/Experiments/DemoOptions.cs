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

    /// <summary>
    /// The attack: the paper's grid, target 0, on 20 % of the images instead of 10 %: crop and flip move the trigger out of its corner in most
    /// views, and with 10 % of so few images the backdoor was not learnt (measured: attack success 7 % after 16 epochs; with 20 % it is 100 %).
    /// </summary>
    public BadNetsOptions Attack { get; init; } = new() { Rate = 0.2 };

    /// <summary>
    /// How the backdoored model is trained: with crop and flip, because a backdoor learnt without them is undone by any finetuning that has
    /// them, so that it would show nothing of NAD (Li et al.'s published model is of that kind).
    /// </summary>
    public TrainingRecipe AttackRecipe { get; init; } = new()
    {
        Epochs = 16,
        LearningRate = new OneCycleSchedule(0.1, 16),
        Augmentation = new Augmentation { CutoutLength = 0 },
    };

    /// <summary>NAD, and through its student's recipe finetuning too: the paper's settings, but for a first learning rate of 0.04.</summary>
    public NadOptions Nad { get; init; } = NadOptions.Paper with { Student = Gentle, TeacherRecipe = Gentle };

    // See DemoNotes.
    private static TrainingRecipe Gentle => TrainingRecipe.Paper with { LearningRate = TrainingRecipe.Paper.LearningRate.Scaled(0.4) };
}
