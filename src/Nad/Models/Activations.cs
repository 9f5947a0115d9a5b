using Nad.Torch;

namespace Nad.Models;

/// <summary>What one forward pass gives.</summary>
/// <param name="Groups">The taps: the output of each residual group, shallow to deep, N×C×H×W, before the next normalisation (so with negative values); in the form that was asked for (<see cref="TapForm"/>).</param>
/// <param name="Logits">N×classes.</param>
public sealed record Activations(IReadOnlyList<Tensor> Groups, Tensor Logits);
