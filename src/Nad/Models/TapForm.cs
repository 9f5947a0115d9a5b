namespace Nad.Models;

/// <summary>
/// In which form a network hands out its taps. What is not asked for is not computed, or not copied out of the network's own layout.
/// </summary>
public enum TapForm
{
    /// <summary>No taps.</summary>
    None,

    /// <summary>The feature maps, N×C×H×W.</summary>
    Features,

    /// <summary>Σ_c F_c² of each, N×H×W: the paper's attention (equation 1, p = 2) before its normalisation.</summary>
    Squares,
}
