namespace Nad.Files.Graphs;

/// <summary>What a stored tensor is to a network.</summary>
public enum TensorRole
{
    /// <summary>Trained: weights, biases, scales, embeddings.</summary>
    Parameter,

    /// <summary>Changed by training, but not by gradients: running statistics and counters of batch normalisation.</summary>
    Buffer,

    /// <summary>Never changed: normalisation baked into the file, bounds, tables of indices.</summary>
    Constant,
}
