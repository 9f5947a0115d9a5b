// DeVries and Taylor, "Improved Regularization of Convolutional Neural Networks with Cutout", 2017; as a defense: Li et al., ICLR 2021,
// table 4.
using Nad.Models;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>
/// Finetuning with a black square on every image as the only augmentation: the same steps as <see cref="FineTuning"/>, another recipe.
/// </summary>
public sealed class Cutout(CutoutOptions options) : IDefense, ITrainable
{
    /// <inheritdoc/>
    public string Name => options.Name;

    /// <inheritdoc/>
    public DefenseResult Erase(Classifier backdoored, CleanData clean, RunContext run) =>
        new FineTuning(new FineTuningOptions { Recipe = options.Recipe, CollapseLimit = options.CollapseLimit }).Erase(
            backdoored, clean, run);

    bool ITrainable.IsTaught => false;

    Trial ITrainable.Train(TrainingTask task) => FineTuning.Tune(task.Given, task.Clean, task.Recipe, task.Run, task.Phase, task.Outputs);
}
