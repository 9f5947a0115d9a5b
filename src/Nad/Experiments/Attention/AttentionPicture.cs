namespace Nad.Experiments;

/// <summary>An image and what every model makes of it.</summary>
/// <param name="Image">The image as the models saw it.</param>
/// <param name="Views">One for each model, in the order of the request.</param>
public sealed record AttentionPicture(NamedImage Image, IReadOnlyList<AttentionView> Views);
