using Nad.Torch;

namespace Nad.Models;

/// <summary>What one forward pass gives.</summary>
/// <param name="Groups">
/// The taps, shallow to deep, N×C×H×W (in a WideResNet before the next normalisation, so with negative values); in the form that was asked
/// for (<see cref="TapForm"/>).
/// </param>
/// <param name="Logits">N×classes.</param>
public sealed record Activations(IReadOnlyList<Tensor> Groups, Tensor Logits);
