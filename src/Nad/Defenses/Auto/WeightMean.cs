using Nad.Models;
using Nad.Torch;

namespace Nad.Defenses;

/// <summary>The mean of the weights of models of one architecture.</summary>
internal static class WeightMean
{
    /// <summary>w ← Σ_i a_i w_i, of all that is trained and of the running statistics; counters stay.</summary>
    /// <param name="target">Gets the mean; may be one of the models.</param>
    /// <param name="models">Models and their a_i, which sum to 1.</param>
    public static void Set(Classifier target, params ReadOnlySpan<(Classifier Model, double Share)> models)
    {
        using TensorScope scope = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        foreach ((string name, Tensor tensor) in target.State.Entries)
        {
            if (tensor.Type != DType.Float32) continue;
            Tensor sum = models[0].Model.State[name] * models[0].Share;
            foreach ((Classifier model, double share) in models[1..]) sum.AddInPlace(model.State[name], share);
            tensor.CopyInPlace(sum);
        }
    }
}
