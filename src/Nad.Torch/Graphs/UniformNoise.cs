namespace Nad.Torch.Graphs;

/// <summary>Fills a span with independent numbers, uniform in [0, 1): what dropout draws from.</summary>
/// <param name="values">Overwritten.</param>
public delegate void UniformNoise(Span<float> values);
