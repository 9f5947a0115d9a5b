namespace Nad.Experiments;

/// <summary>The content of <c>maps.json</c> of <c>nad attention</c>.</summary>
/// <param name="Images">As they were shown.</param>
/// <param name="Command">The command, as it can be typed again.</param>
/// <param name="Versions">What made it.</param>
/// <param name="Files">SHA-256 of every file beside this one, by name.</param>
public sealed record AttentionResult(
    IReadOnlyList<AttentionResultImage> Images, string Command, VersionsEntry Versions, SortedDictionary<string, string> Files);

/// <summary>An image: caption, true label where it is known, file, and what each model makes of it.</summary>
public sealed record AttentionResultImage(string Caption, int? Label, string File, IReadOnlyList<AttentionResultView> Models);

/// <summary>What a model makes of an image: predicted class, its probability (0–1), maps.</summary>
public sealed record AttentionResultView(string Model, int Predicted, double Probability, IReadOnlyList<AttentionResultMap> Maps);

/// <summary>A map: H·W values, row by row, not normalised, and the file of its picture.</summary>
public sealed record AttentionResultMap(string Tap, string Function, int Height, int Width, float[] Values, string File);
