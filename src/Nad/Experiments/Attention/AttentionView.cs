namespace Nad.Experiments;

/// <summary>What one model makes of one image.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Predicted">Index of the most likely class.</param>
/// <param name="Probability">Its probability, 0–1.</param>
/// <param name="Maps">Every tap and function asked for.</param>
public sealed record AttentionView(string Model, int Predicted, double Probability, IReadOnlyList<AttentionMapView> Maps);
