namespace Nad.Files.Onnx.Import;

/// <summary>Where a tensor of a graph stands in the ONNX file, so that it can be written back there.</summary>
/// <param name="Name">In the graph.</param>
/// <param name="Source">Name of the initialiser, or of the constant, that it was read from.</param>
/// <param name="Node">The call for which it is a copy of its own; −1 if it is the stored tensor itself.</param>
/// <param name="Input">Which input of that call.</param>
public sealed record OnnxUse(string Name, string Source, int Node, int Input);
