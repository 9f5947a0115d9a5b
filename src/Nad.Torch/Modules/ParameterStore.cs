using Nad.Files.Checkpoints;

namespace Nad.Torch.Modules;

/// <summary>
/// The named tensors of one model, in the order in which its layers were made: parameters (trained) and buffers (running statistics).
/// It owns them; the names are the keys of a checkpoint.
/// </summary>
public sealed class ParameterStore : IDisposable
{
    private readonly List<(string Name, Tensor Tensor, bool Trained)> entries = [];
    private readonly Dictionary<string, Tensor> byName = new(StringComparer.Ordinal);

    /// <summary>Trained tensors, in order.</summary>
    public IReadOnlyList<Tensor> Parameters => [.. entries.Where(e => e.Trained).Select(e => e.Tensor)];

    /// <summary>Names of the trained tensors, in order.</summary>
    public IReadOnlyList<string> ParameterNames => [.. entries.Where(e => e.Trained).Select(e => e.Name)];

    /// <summary>All names with their tensors, in order.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> Entries => entries.Select(e => (e.Name, e.Tensor));

    /// <summary>The tensor of a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public Tensor this[string name] => byName[name];

    /// <summary>The root path of a new model.</summary>
    public ParameterPath Root => new(this, "");

    /// <summary>Copies of all tensors, on the host, in order.</summary>
    public IReadOnlyList<NamedTensor> Export() => [.. entries.Select(e => new NamedTensor(e.Name, e.Tensor.ToData()))];

    /// <summary>Overwrites the tensors with stored ones of the same names and shapes; other element types are converted.</summary>
    /// <param name="tensors">Every name of this store, except that counters of batches (<c>num_batches_tracked</c>) may be absent.</param>
    /// <exception cref="UnsupportedInputException">A name is missing or unknown, or a shape differs; the first such is named.</exception>
    public void Import(IEnumerable<NamedTensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        using Autograd.NoGradScope off = Autograd.NoGrad();
        HashSet<string> missing = [.. byName.Keys.Where(k => !k.EndsWith("num_batches_tracked", StringComparison.Ordinal))];
        foreach ((string name, TensorData data) in tensors)
        {
            if (!byName.TryGetValue(name, out Tensor? target)) throw new UnsupportedInputException($"The model has no tensor '{name}'.");
            if (!target.Sizes.AsSpan().SequenceEqual(data.Shape))
            {
                throw new UnsupportedInputException(
                    $"The tensor '{name}' must be {target.ShapeText}, but the file has {string.Join('x', data.Shape)}.");
            }

            using Tensor source = Tensor.From(data);
            target.CopyInPlace(source);
            missing.Remove(name);
        }

        if (missing.Count > 0)
            throw new UnsupportedInputException(
                $"The file has no tensor '{missing.Order(StringComparer.Ordinal).First()}' ({missing.Count} missing in all).");
    }

    /// <summary>Overwrites the tensors with those of a store that was made by the same model code.</summary>
    public void CopyFrom(ParameterStore other)
    {
        ArgumentNullException.ThrowIfNull(other);
        using Autograd.NoGradScope off = Autograd.NoGrad();
        for (int i = 0; i < entries.Count; i++) entries[i].Tensor.CopyInPlace(other.entries[i].Tensor);
    }

    /// <summary>No gradient of a parameter is recorded until the result is disposed: those of the inputs alone cost less so.</summary>
    public IDisposable Freeze() => new Frozen([.. Parameters.Where(p => p.RequiresGrad)]);

    /// <summary>Frees all tensors.</summary>
    public void Dispose()
    {
        foreach ((_, Tensor tensor, _) in entries) tensor.Dispose();
    }

    internal Tensor Add(string name, Tensor tensor, bool trained)
    {
        byName.Add(name, tensor);
        entries.Add((name, tensor.Unscoped(), trained));
        if (trained) tensor.RequireGrad();
        return tensor;
    }

    private sealed class Frozen : IDisposable
    {
        private readonly Tensor[] parameters;

        public Frozen(Tensor[] parameters)
        {
            this.parameters = parameters;
            Array.ForEach(parameters, p => p.RequireGrad(false));
        }

        public void Dispose() => Array.ForEach(parameters, p => p.RequireGrad());
    }
}
