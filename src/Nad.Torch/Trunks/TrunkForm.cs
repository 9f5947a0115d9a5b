namespace Nad.Torch.Trunks;

/// <summary>In which form a trunk hands out a value; the numbers are those of <c>nad_trunk_form</c>.</summary>
public enum TrunkForm
{
    /// <summary>The map itself, N×C×H×W, channels last in memory.</summary>
    Features = 1,

    /// <summary>Σ over channels of its squares, N×H×W.</summary>
    Squares = 2,

    /// <summary>Its mean over space, N×C.</summary>
    Means = 3,
}
