using Nad.Files.Graphs;

namespace Nad.Torch.Graphs;

/// <summary>The calls that some wanted values need, with a number for each value, and where each is read for the last time.</summary>
/// <param name="Slots">How many values there are; 0 is the image.</param>
/// <param name="Stages">In order.</param>
/// <param name="Wanted">The slot of each wanted value.</param>
internal sealed record GraphPlan(int Slots, GraphPlan.Stage[] Stages, int[] Wanted)
{
    /// <param name="Part">What runs these steps as one where it serves the images; null for none.</param>
    /// <param name="Input">Slot of what the part reads.</param>
    /// <param name="Outputs">Slots of what it gives.</param>
    /// <param name="Steps">In order.</param>
    internal sealed record Stage(TrunkPart? Part, int Input, int[] Outputs, Step[] Steps);

    /// <param name="Operator">What is called.</param>
    /// <param name="Inputs">Slots; −1 where the input is stored or absent.</param>
    /// <param name="Stored">Stored tensors; null elsewhere.</param>
    /// <param name="Output">Slot of the result.</param>
    /// <param name="InPlace">Whether the input's memory may be overwritten.</param>
    /// <param name="Dead">Slots that nothing reads after this step.</param>
    internal sealed record Step(Op Operator, int[] Inputs, Tensor?[] Stored, int Output, bool InPlace, int[] Dead);

    /// <exception cref="UnsupportedInputException">A name is not one of the graph's values.</exception>
    public static GraphPlan Make(
        Graph graph, IReadOnlyDictionary<string, Tensor> stored, IReadOnlyList<string> wanted, bool complete, bool drops, bool trunk)
    {
        Dictionary<string, GraphNode> makers = graph.Nodes.ToDictionary(n => n.Output, StringComparer.Ordinal);
        string? unknown = wanted.FirstOrDefault(w => w != Graph.Input && !makers.ContainsKey(w));
        if (unknown is not null)
            throw new UnsupportedInputException($"{Printable.Of(graph.Architecture)} has no value '{Printable.Of(unknown)}'.");

        // Dropout that does nothing is another name for what it reads.
        Dictionary<string, string> roots = new(StringComparer.Ordinal);
        List<GraphNode> calls = [];
        foreach (GraphNode node in graph.Nodes)
        {
            if (!drops && (node.Operator is Op.Dropout or Op.DropPath)) roots[node.Output] = Root(node.Inputs[0]);
            else calls.Add(node with { Inputs = [.. node.Inputs.Select(Root)] });
        }

        string[] results = [.. wanted.Select(Root)];
        HashSet<string> kept = new(results, StringComparer.Ordinal), needed = new(results, StringComparer.Ordinal);
        if (complete) needed.Add(Root(graph.Output));
        Dictionary<string, int> uses = new(StringComparer.Ordinal);
        List<GraphNode> nodes = [];
        foreach (GraphNode node in Enumerable.Reverse(calls))
        {
            if (!needed.Contains(node.Output)) continue;
            nodes.Add(node);
            foreach (string input in node.Inputs)
            {
                needed.Add(input);
                uses[input] = uses.GetValueOrDefault(input) + 1;
            }
        }

        nodes.Reverse();
        IReadOnlyList<(TrunkPart Part, GraphNode[] Calls)> parts = trunk ? new TrunkParts(nodes, stored, kept).Find() : [];
        nodes = Together(nodes, parts);
        Dictionary<string, int> slots = new(StringComparer.Ordinal) { [Graph.Input] = 0 };
        Dictionary<string, int> left = new(uses, StringComparer.Ordinal);
        List<Step> steps = [];
        foreach (GraphNode node in nodes)
        {
            slots[node.Output] = slots.Count;
            List<int> dead = [];
            foreach (string input in node.Inputs)
            {
                if (--left[input] == 0 && input != Graph.Input && slots.TryGetValue(input, out int slot) && !kept.Contains(input))
                    dead.Add(slot);
            }

            steps.Add(new Step(
                node.Operator,
                [.. node.Inputs.Select(i => slots.GetValueOrDefault(i, -1))],
                [.. node.Inputs.Select(stored.GetValueOrDefault)],
                slots[node.Output],
                node.Operator is Op.Relu && uses[node.Inputs[0]] == 1 && !kept.Contains(node.Inputs[0])
                    && makers.TryGetValue(node.Inputs[0], out GraphNode? maker) && IsFresh(maker.Operator),
                [.. dead]));
        }

        return new GraphPlan(slots.Count, [.. Grouped(steps, parts, slots)], [.. results.Select(r => slots[r])]);

        string Root(string name) => roots.GetValueOrDefault(name, name);
    }

    // The calls of a part stand where its first one stood: they read nothing else that is made in between.
    private static List<GraphNode> Together(List<GraphNode> nodes, IReadOnlyList<(TrunkPart Part, GraphNode[] Calls)> parts)
    {
        Dictionary<string, GraphNode[]> firsts = parts.ToDictionary(p => p.Calls[0].Output, p => p.Calls, StringComparer.Ordinal);
        HashSet<string> members = [.. parts.SelectMany(p => p.Calls.Select(c => c.Output))];
        return
        [
            .. nodes.SelectMany(n => firsts.TryGetValue(n.Output, out GraphNode[]? calls) ? calls : members.Contains(n.Output) ? [] : [n])
        ];
    }

    private static IEnumerable<Stage> Grouped(
        List<Step> steps, IReadOnlyList<(TrunkPart Part, GraphNode[] Calls)> parts, Dictionary<string, int> slots)
    {
        int at = 0;
        foreach ((TrunkPart part, GraphNode[] calls) in parts)
        {
            int first = steps.FindIndex(at, s => s.Output == slots[calls[0].Output]);
            if (first > at) yield return new Stage(null, 0, [], [.. steps[at..first]]);
            yield return new Stage(
                part, slots[part.Input], [.. part.Outputs.Select(o => slots[o])], [.. steps[first..(first + calls.Length)]]);
            at = first + calls.Length;
        }

        if (at < steps.Count) yield return new Stage(null, 0, [], [.. steps[at..]]);
    }

    // Results that are memory of their own, which no gradient needs as they were.
    private static bool IsFresh(Op op) => op is Op.Conv2d or Op.BatchNorm or Op.Add or Op.Linear;
}
