using Nad.Files.Checkpoints;
using Nad.Torch.Interop;

namespace Nad.Torch.Optimizers;

/// <summary>
/// Stochastic gradient descent with momentum and weight decay, PyTorch's exact update on all parameters at once:
/// g ← g + λ·w;  v ← μ·v + g (v starts at 0, so the first v is g);  w ← w − lr·(g + μ·v) with Nesterov, w − lr·v without.
/// With <see cref="SgdOptions.OrthogonalRate"/> f the filters of convolutions go otherwise (Muon), by their own μ: v ← μ·v + g; w ← w −
/// lr·(f·Orthogonal(g + μ·v) + λ·w), or Orthogonal(v).
/// </summary>
/// <remarks>
/// Muon: Jordan et al. 2024, see <see cref="NewtonSchulz"/>; its weight decay beside the step, not in the gradient: Liu et al., "Muon is
/// scalable for LLM training", 2025. What of a gradient is large in one direction only, as those of filters are, no longer drowns the
/// others.
/// </remarks>
public sealed class Sgd : IOptimizer
{
    private readonly Tensor[] parameters;
    private readonly Tensor[] velocity;
    private readonly int[] filters;                                     // those whose steps are orthogonal
    private readonly int[] others;
    private readonly SgdOptions options;

    /// <summary>Prepares to train the given parameters, which stay owned by their model.</summary>
    public Sgd(IEnumerable<Tensor> parameters, SgdOptions options)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        this.options = options;
        this.parameters = [.. parameters];
        filters = [.. Enumerable.Range(0, this.parameters.Length).Where(
            i => options.OrthogonalRate is not null && this.parameters[i].Sizes.Length == 4)];
        others = [.. Enumerable.Range(0, this.parameters.Length).Except(filters)];
        using Autograd.NoGradScope off = Autograd.NoGrad();
        velocity = Array.ConvertAll(this.parameters, p => p.EmptyLike().Unscoped().FillInPlace(0));
    }

    /// <summary>Learning rate of the next step, ≥ 0.</summary>
    public double LearningRate { get; set; }

    /// <summary>
    /// The learning rate as a Float32 scalar on the device, which <see cref="LearningRate"/> then does not count beside; for steps that are
    /// recorded once and repeated. Null, the default: <see cref="LearningRate"/> is used.
    /// </summary>
    public Tensor? RateOnDevice { get; set; }

    /// <summary>One step down the gradient of <paramref name="loss"/>, whose graph is used up.</summary>
    /// <param name="loss">A scalar that depends on every parameter.</param>
    public void Step(Tensor loss)
    {
        using TensorScope scope = TensorScope.Begin();
        Step(Autograd.Gradients(loss, parameters));
    }

    /// <summary>One step with gradients that were computed elsewhere.</summary>
    /// <param name="g">One for each parameter, in order and of its shape; overwritten.</param>
    public void Step(Tensor[] g)
    {
        using Autograd.NoGradScope off = Autograd.NoGrad();
        if (options.WeightDecay != 0 && others.Length > 0) Add(Of(g, others), Of(parameters, others), options.WeightDecay);
        Gather(g, others, options.Momentum);
        Gather(g, filters, options.OrthogonalMomentum);
        using TensorScope scope = TensorScope.Begin();
        Descend(Directions(options.Nesterov ? g : velocity));
    }

    /// <inheritdoc/>
    /// <remarks>The momentum buffers, in the order of the parameters.</remarks>
    public IReadOnlyList<TensorData> Export() => Array.ConvertAll(velocity, v => v.ToData());

    /// <inheritdoc/>
    public void Import(IReadOnlyList<TensorData> stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        OptimizerMemory.Restore(velocity, stored);
    }

    /// <summary>Frees the momentum buffers.</summary>
    public void Dispose() => Array.ForEach(velocity, v => v.Dispose());

    // v ← μ·v + g, and g ← g + μ·v with Nesterov.
    private void Gather(Tensor[] gradients, int[] places, double momentum)
    {
        if (places.Length == 0) return;
        Tensor[] g = Of(gradients, places), v = Of(velocity, places);
        Dispatcher.CallVoid(Operators.ForeachMulScalarInPlace, v, momentum);
        Add(v, g, 1);
        if (options.Nesterov) Add(g, v, momentum);
    }

    private Tensor[] Directions(Tensor[] gradients)
    {
        if (filters.Length == 0) return gradients;
        Tensor[] directions = [.. gradients];
        foreach (int i in filters)
            directions[i] = (NewtonSchulz.Orthogonal(gradients[i]) * options.OrthogonalRate!.Value) + (parameters[i] * options.WeightDecay);
        return directions;
    }

    private static Tensor[] Of(Tensor[] all, int[] places) => Array.ConvertAll(places, i => all[i]);

    private void Descend(Tensor[] directions)
    {
        if (RateOnDevice is null) Add(parameters, directions, -LearningRate);
        else
            Dispatcher.CallVoid(
                Operators.ForeachAddcmulScalarInPlace, parameters, directions, Array.ConvertAll(directions, _ => RateOnDevice), -1);
    }

    private static void Add(Tensor[] targets, Tensor[] sources, double factor) =>
        Dispatcher.CallVoid(Operators.ForeachAddListInPlace, targets, sources, factor);
}
