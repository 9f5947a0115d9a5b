using System.Collections.Immutable;
using Nad.Files.Checkpoints;

namespace Nad.Files.Graphs;

/// <summary>A tensor that a network holds, by the name that it has in the file.</summary>
/// <param name="Name">Key of the checkpoint or name in the file; unique within the graph.</param>
/// <param name="Role">Whether training changes it, and how.</param>
/// <param name="Shape">Sizes, outermost first; empty for a scalar.</param>
/// <param name="Type">Element type in the network; parameters are Float32.</param>
/// <param name="Data">
/// Its elements where the builder of the graph has them: always for a constant. Null for a family that is built from shapes alone; the
/// checkpoint then fills it.
/// </param>
public sealed record GraphTensor(
    string Name, TensorRole Role, ImmutableArray<long> Shape, DType Type = DType.Float32, TensorData? Data = null);
