namespace Nad.Reporting;

/// <summary>The attention maps of one model on one image.</summary>
/// <param name="ModelName">Such as <c>before</c>, <c>after</c> or <c>teacher</c>.</param>
/// <param name="Prediction">What the model takes the image for, in words.</param>
/// <param name="Maps">One map per tap, shallow to deep; the same taps in every row of a figure.</param>
public sealed record AttentionRow(string ModelName, string Prediction, IReadOnlyList<AttentionMapData> Maps);
