using Nad.Files.Graphs;
using Nad.Torch;

namespace Nad.Models;

/// <summary>A family whose members are written down as graphs.</summary>
public abstract class GraphFamily : IArchitecture
{
    /// <inheritdoc/>
    public abstract string Family { get; }

    /// <inheritdoc/>
    public abstract string Reads { get; }

    /// <inheritdoc/>
    public abstract IReadOnlyList<string> Names { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Reading> Read(StateShapes shapes, out string reason)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        List<Reading> readings = [];
        reason = "";
        foreach ((string choice, Graph graph) in Guess(shapes))
        {
            string difference = shapes.Difference(
                graph.Architecture,
                graph.Tensors.Where(t => t.Role != TensorRole.Constant).Select(t => (t.Name, (IReadOnlyList<long>)t.Shape)));
            if (difference.Length > 0)
            {
                if (reason.Length == 0) reason = difference;
                continue;
            }

            readings.Add(new Reading(
                graph.Architecture,
                choice,
                GraphClassifier.ClassesOf(graph),
                graph,
                (device, input) => new GraphClassifier(input.Before(graph), device)));
        }

        if (readings.Count > 0) reason = "";
        else if (reason.Length == 0)
            reason = Resembles(shapes)
                ? $"looks like a {Family}, but the sizes of its layers do not follow from one another"
                : $"not a {Family}";
        return readings;
    }

    /// <inheritdoc/>
    public bool Knows(string name) => Names.Contains(name, StringComparer.Ordinal);

    /// <inheritdoc/>
    public Classifier? Design(string name, int classes, int size, Device device) =>
        Knows(name) ? new GraphClassifier(Draw(name, classes, size), device) : null;

    /// <summary>
    /// The members that a state dict may be, with what cannot be told from it; they need not fit exactly. None where it is plainly of
    /// another family.
    /// </summary>
    protected abstract IEnumerable<(string Choice, Graph Graph)> Guess(StateShapes shapes);

    /// <summary>Whether the keys are this family's, for the message about a file whose shapes let no member be drawn.</summary>
    protected virtual bool Resembles(StateShapes shapes) => false;

    /// <summary>A member by its name.</summary>
    protected abstract Graph Draw(string name, int classes, int size);
}
