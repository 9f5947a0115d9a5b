namespace Nad.Files.Checkpoints;

/// <summary>One tensor of a safetensors file: where its bytes lie.</summary>
/// <param name="Name">Key; untrusted.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Sizes.</param>
/// <param name="Begin">First byte, counted from the end of the header.</param>
/// <param name="End">Byte behind the last.</param>
internal sealed record SafeTensorsEntry(string Name, DType Type, long[] Shape, long Begin, long End);
