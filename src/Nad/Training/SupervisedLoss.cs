using Nad.Data;
using Nad.Models;
using Nad.Torch;
using Nad.Torch.Modules;

namespace Nad.Training;

/// <summary>Plain supervised training.</summary>
public static class SupervisedLoss
{
    /// <summary>L = L_CE(f(x), y), the batch mean.</summary>
    public static StepLoss Of(Classifier model, Batch batch)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(batch);
        Tensor logits = model.Forward(batch.Images, Mode.Training, TapForm.None).Logits;
        Tensor crossEntropy = Functional.CrossEntropy(logits, batch.Labels);
        return new StepLoss(crossEntropy, crossEntropy, []) { Logits = logits };
    }
}
