using System.Buffers.Binary;
using Nad.Files.Checkpoints;
using Nad.Torch.Interop;

namespace Nad.Torch.Optimizers;

/// <summary>
/// Adam, PyTorch's exact update: m ← β₁m + (1−β₁)g;  v ← β₂v + (1−β₂)g²;  w ← w − lr/(1−β₁ᵏ) · m / (√v/√(1−β₂ᵏ) + ε) at step k = 1, 2, …
/// </summary>
public sealed class Adam : IOptimizer
{
    private readonly Tensor[] parameters, mean, square;
    private readonly AdamOptions options;
    private long step;

    /// <summary>Prepares to train the given parameters, which stay owned by their model.</summary>
    public Adam(IEnumerable<Tensor> parameters, AdamOptions options)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        this.options = options;
        this.parameters = [.. parameters];
        LearningRate = options.LearningRate;
        using Autograd.NoGradScope off = Autograd.NoGrad();
        mean = Array.ConvertAll(this.parameters, p => p.EmptyLike().Unscoped().FillInPlace(0));
        square = Array.ConvertAll(this.parameters, p => p.EmptyLike().Unscoped().FillInPlace(0));
    }

    /// <summary>Learning rate of the next step, ≥ 0. Default: that of the options.</summary>
    public double LearningRate { get; set; }

    /// <summary>One step down the gradient of <paramref name="loss"/>, whose graph is used up.</summary>
    /// <param name="loss">A scalar that depends on every parameter.</param>
    public void Step(Tensor loss)
    {
        using TensorScope scope = TensorScope.Begin();
        Step(Autograd.Gradients(loss, parameters));
    }

    /// <summary>One step with gradients that were computed elsewhere.</summary>
    /// <param name="g">One for each parameter, in order and of its shape and type.</param>
    public void Step(Tensor[] g)
    {
        ArgumentNullException.ThrowIfNull(g);
        using TensorScope scope = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        step++;
        Dispatcher.CallVoid(Operators.ForeachMulScalarInPlace, mean, options.Beta1);
        Dispatcher.CallVoid(Operators.ForeachAddListInPlace, mean, g, 1 - options.Beta1);
        Dispatcher.CallVoid(Operators.ForeachMulScalarInPlace, square, options.Beta2);
        Dispatcher.CallVoid(Operators.ForeachAddListInPlace, square, Array.ConvertAll(g, x => x * x), 1 - options.Beta2);
        double rate = LearningRate / (1 - Math.Pow(options.Beta1, step)), scale = 1 / Math.Sqrt(1 - Math.Pow(options.Beta2, step));
        for (int i = 0; i < parameters.Length; i++)
            parameters[i].AddInPlace(mean[i] / ((square[i].Sqrt() * scale) + options.Epsilon), -rate);
    }

    /// <inheritdoc/>
    /// <remarks>The means, the squares, and the number of steps.</remarks>
    public IReadOnlyList<TensorData> Export()
    {
        byte[] count = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(count, step);
        return [.. mean.Select(m => m.ToData()), .. square.Select(v => v.ToData()), new TensorData(DType.Int64, [1], count)];
    }

    /// <inheritdoc/>
    public void Import(IReadOnlyList<TensorData> stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        Tensor[] own = [.. mean, .. square];
        if (stored.Count != own.Length + 1)
            throw new UnsupportedInputException($"There must be {own.Length + 1} tensors of Adam, but there are {stored.Count}.");
        if (stored[^1] is not { Type: DType.Int64, Shape: [1] } last)
            throw new UnsupportedInputException("The number of Adam's steps is missing.");
        OptimizerMemory.Restore(own, [.. stored.SkipLast(1)]);
        step = BinaryPrimitives.ReadInt64LittleEndian(last.Bytes);
    }

    /// <summary>Frees the running means.</summary>
    public void Dispose()
    {
        Array.ForEach(mean, m => m.Dispose());
        Array.ForEach(square, v => v.Dispose());
    }
}
