using Nad.Files.Graphs;
using Nad.Torch.Modules;
using Nad.Torch.Trunks;

namespace Nad.Torch.Graphs;

/// <summary>Runs a <see cref="Graph"/> through libtorch, in training or inference, with gradients where the thread records them.</summary>
public sealed class GraphRunner : IDisposable
{
    private readonly Dictionary<string, Tensor> stored = new(StringComparer.Ordinal);
    private readonly List<Tensor> constants = [];
    private readonly Dictionary<string, GraphPlan> plans = new(StringComparer.Ordinal);

    /// <summary>
    /// Makes the network's tensors: parameters and buffers in a store, under their names and in their order; constants here.
    /// </summary>
    /// <param name="graph">Is checked.</param>
    /// <param name="store">Where parameters and buffers go; those that the graph has elements for are filled.</param>
    /// <param name="device">Where the network lives; null for the processor.</param>
    /// <exception cref="UnsupportedInputException">The graph is not sound.</exception>
    public GraphRunner(Graph graph, ParameterStore store, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(store);
        graph.Check();
        Graph = graph;
        ParameterPath at = store.Root with { Device = device ?? Device.Cpu };
        using TensorScope scope = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        foreach (GraphTensor tensor in graph.Tensors)
        {
            long[] shape = [.. tensor.Shape];
            stored[tensor.Name] = tensor.Role switch
            {
                TensorRole.Parameter => at.Parameter(tensor.Name, 0, shape),
                TensorRole.Buffer => at.Buffer(tensor.Name, tensor.Type, 0, shape),
                _ => Constant(tensor, device ?? Device.Cpu),
            };
            if (tensor is { Role: not TensorRole.Constant, Data: { } data }) stored[tensor.Name].CopyInPlace(Tensor.From(data));
        }
    }

    /// <summary>What is run.</summary>
    public Graph Graph { get; }

    /// <summary>Whether the parts that a trunk can run go to it; the same function either way.</summary>
    internal bool UsesTrunk { get; init; } = TrunkRuntime.Available;

    /// <summary>Parts that a trunk runs when the logits are asked for in inference.</summary>
    internal int PartCount => PlanFor([Graph.Output], Mode.Inference, noisy: false).Stages.Count(s => s.Part is not null);

    /// <summary>Runs what the wanted values need; in training every call, so that all running statistics move.</summary>
    /// <param name="images">N×C×H×W Float32, on the network's device.</param>
    /// <param name="mode">Batch or running statistics.</param>
    /// <param name="wanted">Names of values, such as <see cref="Graph.Output"/> and taps.</param>
    /// <param name="noise">What dropout draws from in training; null, and dropout does nothing.</param>
    /// <returns>One tensor for each name, owned by the current scope. None is changed by a later operator.</returns>
    /// <exception cref="UnsupportedInputException">A name is not one of the graph's values.</exception>
    /// <exception cref="TorchException">The images do not fit the network.</exception>
    public Tensor[] Run(Tensor images, Mode mode, IReadOnlyList<string> wanted, UniformNoise? noise = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(wanted);
        GraphPlan plan = PlanFor(wanted, mode, noise is not null);
        using TensorScope scope = TensorScope.Begin();
        Tensor?[] values = new Tensor?[plan.Slots];
        values[0] = images;
        foreach (GraphPlan.Stage stage in plan.Stages)
        {
            if (stage.Part?.Run(values[stage.Input]!, mode) is { } results)
            {
                for (int i = 0; i < results.Length; i++) values[stage.Outputs[i]] = results[i];
                foreach (int dead in stage.Steps.SelectMany(s => s.Dead)) Free(values, dead);
                continue;
            }

            foreach (GraphPlan.Step step in stage.Steps) Run(step, values, mode, noise);
        }

        return Array.ConvertAll(plan.Wanted, slot => slot == 0 ? images : scope.Keep(values[slot]!));
    }

    /// <summary>Frees the constants; parameters and buffers belong to their store.</summary>
    public void Dispose() => constants.ForEach(c => c.Dispose());

    private static void Run(GraphPlan.Step step, Tensor?[] values, Mode mode, UniformNoise? noise)
    {
        Tensor?[] inputs = new Tensor?[step.Inputs.Length];
        for (int i = 0; i < inputs.Length; i++) inputs[i] = step.Inputs[i] >= 0 ? values[step.Inputs[i]] : step.Stored[i];
        Tensor result = OpCalls.Run(step.Operator, inputs, mode, noise, step.InPlace);
        values[step.Output] = result;
        foreach (int dead in step.Dead)
        {
            // What was overwritten in place is the result under its new name.
            if (ReferenceEquals(values[dead], result)) values[dead] = null;
            else Free(values, dead);
        }
    }

    // A value that a part kept to itself was never there.
    private static void Free(Tensor?[] values, int slot)
    {
        values[slot]?.Dispose();
        values[slot] = null;
    }

    private Tensor Constant(GraphTensor tensor, Device device)
    {
        Tensor constant = Tensor.From(tensor.Data!);
        if (!device.IsCpu) constant = constant.To(device, tensor.Type);
        constants.Add(constant.Unscoped());
        return constant;
    }

    private GraphPlan PlanFor(IReadOnlyList<string> wanted, Mode mode, bool noisy)
    {
        string key = $"{mode} {noisy}\n{string.Join('\n', wanted)}";
        lock (plans)
        {
            if (!plans.TryGetValue(key, out GraphPlan? plan))
            {
                plans[key] = plan = GraphPlan.Make(
                    Graph, stored, wanted, complete: mode == Mode.Training, drops: mode == Mode.Training && noisy, UsesTrunk);
            }

            return plan;
        }
    }
}
