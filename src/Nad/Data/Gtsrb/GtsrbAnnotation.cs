namespace Nad.Data;

/// <summary>One line of an annotation file: the image and its class.</summary>
internal readonly record struct GtsrbAnnotation(string File, int Label);
