namespace Nad.Files.Checkpoints;

/// <summary>A tensor as plain bytes, without libtorch: contiguous, row-major, little-endian.</summary>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Sizes, outermost first; empty for a scalar.</param>
/// <param name="Bytes">Product of the sizes times the element size.</param>
public sealed record TensorData(DType Type, long[] Shape, byte[] Bytes);
