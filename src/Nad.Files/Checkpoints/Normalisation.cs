namespace Nad.Files.Checkpoints;

/// <summary>Mean and standard deviation that a file keeps beside the weights: the network was made for (x - mean) / std.</summary>
/// <param name="MeanName">Where the mean lies, such as <c>normalize.mean</c>; untrusted text.</param>
/// <param name="Mean">One value, or one for each channel.</param>
/// <param name="Std">As many as there are of <paramref name="Mean"/>, each more than 0.</param>
public sealed record Normalisation(string MeanName, double[] Mean, double[] Std)
{
    /// <summary>Whether it changes nothing.</summary>
    public bool IsIdentity => Mean.All(m => m == 0) && Std.All(s => s == 1);
}
