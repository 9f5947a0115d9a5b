using System.Collections.Immutable;

namespace Nad.Files.Graphs;

/// <summary>One call of an operator.</summary>
/// <param name="Operator">What is computed, with its settings.</param>
/// <param name="Inputs">
/// Names of values or stored tensors, in the operator's order; an empty name stands for an optional one that is absent.
/// </param>
/// <param name="Output">Name of the value that it gives; unique within the graph.</param>
public sealed record GraphNode(Op Operator, ImmutableArray<string> Inputs, string Output);
