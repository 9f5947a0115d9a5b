using Nad.Torch.Interop;

namespace Nad.Torch.Optimizers;

/// <summary>
/// Adam, PyTorch's exact update: m ← β₁m + (1−β₁)g;  v ← β₂v + (1−β₂)g²;  w ← w − lr/(1−β₁ᵏ) · m / (√v/√(1−β₂ᵏ) + ε) at step k = 1, 2, …
/// </summary>
public sealed class Adam : IDisposable
{
    private readonly Tensor[] parameters, mean, square;
    private readonly AdamOptions options;
    private int step;

    /// <summary>Prepares to train the given parameters, which stay owned by their model.</summary>
    public Adam(IEnumerable<Tensor> parameters, AdamOptions options)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        this.options = options;
        this.parameters = [.. parameters];
        using Autograd.NoGradScope off = Autograd.NoGrad();
        mean = Array.ConvertAll(this.parameters, p => p.EmptyLike().Unscoped().FillInPlace(0));
        square = Array.ConvertAll(this.parameters, p => p.EmptyLike().Unscoped().FillInPlace(0));
    }

    /// <summary>One step down the gradient of <paramref name="loss"/>, whose graph is used up.</summary>
    /// <param name="loss">A scalar that depends on every parameter.</param>
    public void Step(Tensor loss)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor[] g = Autograd.Gradients(loss, parameters);
        using Autograd.NoGradScope off = Autograd.NoGrad();
        step++;
        Dispatcher.CallVoid(Operators.ForeachMulScalarInPlace, mean, options.Beta1);
        Dispatcher.CallVoid(Operators.ForeachAddListInPlace, mean, g, 1 - options.Beta1);
        Dispatcher.CallVoid(Operators.ForeachMulScalarInPlace, square, options.Beta2);
        Dispatcher.CallVoid(Operators.ForeachAddListInPlace, square, Array.ConvertAll(g, x => x * x), 1 - options.Beta2);
        double rate = options.LearningRate / (1 - Math.Pow(options.Beta1, step)), scale = 1 / Math.Sqrt(1 - Math.Pow(options.Beta2, step));
        for (int i = 0; i < parameters.Length; i++) parameters[i].AddInPlace(mean[i] / ((square[i].Sqrt() * scale) + options.Epsilon), -rate);
    }

    /// <summary>Frees the running means.</summary>
    public void Dispose()
    {
        Array.ForEach(mean, m => m.Dispose());
        Array.ForEach(square, v => v.Dispose());
    }
}
