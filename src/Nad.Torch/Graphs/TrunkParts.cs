using Nad.Files.Graphs;
using Nad.Torch.Trunks;

namespace Nad.Torch.Graphs;

/// <summary>
/// Finds the parts of a network that a <see cref="Trunk"/> runs: convolutions, batch norms, and the sums and ReLUs that go with them.
/// </summary>
/// <param name="calls">In order.</param>
/// <param name="tensors">Stored ones, by name.</param>
/// <param name="kept">Values that are handed out.</param>
internal sealed class TrunkParts(IReadOnlyList<GraphNode> calls, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlySet<string> kept)
{
    private const int Block = 16;       // channels
    private const int Most = 10_000;    // calls: the search takes up to the square of their number

    private readonly IReadOnlyDictionary<string, Tensor> stored = tensors;

    private readonly ILookup<string, GraphNode> readers = calls
        .SelectMany(c => c.Inputs.Where(i => i.Length > 0).Select(i => (Input: i, Call: c))).ToLookup(
            r => r.Input, r => r.Call, StringComparer.Ordinal);

    private readonly HashSet<string> taken = new(StringComparer.Ordinal);       // outputs of calls that a part has
    private HashSet<string> images = [];

    /// <summary>The largest parts, each with its calls in their order.</summary>
    public IReadOnlyList<(TrunkPart Part, GraphNode[] Calls)> Find()
    {
        if (calls.Count > Most) return [];
        images = Images();
        List<(TrunkPart, GraphNode[])> parts = [];
        for (int i = 0; i < calls.Count; i++)
        {
            if (taken.Contains(calls[i].Output) || Kind(calls[i]) is null || stored.ContainsKey(calls[i].Inputs[0])) continue;
            Growth growth = new(this, calls[i].Inputs[0]);
            for (int k = i; k < calls.Count; k++) growth.Try(calls[k]);
            if (!growth.Pays) continue;
            taken.UnionWith(growth.Taken);
            GraphNode[] members = [.. calls.Where(c => growth.Taken.Contains(c.Output))];
            string[] outputs = [.. growth.Made.Where(v => kept.Contains(v) || readers[v].Any(r => !growth.Taken.Contains(r.Output)))];
            parts.Add((new TrunkPart(calls[i].Inputs[0], [.. growth.Calls], outputs), members));
        }

        return parts;
    }

    // A convolution or a normalisation that the trunk has; null for any other call.
    private object? Kind(GraphNode call) => call.Operator switch
    {
        Op.Conv2d conv when stored.TryGetValue(call.Inputs[1], out Tensor? weight) && Serves(conv, weight.Sizes) => conv,
        Op.BatchNorm norm when call.Inputs.Length == 6 && call.Inputs.Skip(1).All(stored.ContainsKey)
            && stored[call.Inputs[1]].Count % Block == 0 => norm,
        _ => null,
    };

    private static bool Serves(Op.Conv2d conv, long[] weight) =>
        weight is [_, _, var k, var l] && k == l && k % 2 == 1 && weight[0] % Block == 0 && conv is { Groups: 1 }
        && conv.Dilation == Op.Extent.Of(1) && conv.Stride == Op.Extent.Of(conv.Stride.Height) && conv.Padding == Op.Border.Of((int)k / 2);

    // The call that alone reads a value; null where there is none, or where the value is handed out.
    private GraphNode? Sole(string value) => !kept.Contains(value) && readers[value].Count() == 1 ? readers[value].Single() : null;

    // Values that no gradient goes through: they come from the image alone.
    private HashSet<string> Images()
    {
        HashSet<string> images = new(StringComparer.Ordinal) { Graph.Input };
        foreach (GraphNode call in calls)
        {
            if (call.Inputs.All(i => stored.TryGetValue(i, out Tensor? tensor) ? !tensor.RequiresGrad : images.Contains(i)))
                images.Add(call.Output);
        }

        return images;
    }

    // One part, from what it reads on.
    private sealed class Growth(TrunkParts of, string input)
    {
        private readonly Dictionary<string, Tensor> biases = new(StringComparer.Ordinal);      // of convolutions, by their output
        private readonly HashSet<string> known = new(StringComparer.Ordinal) { input };
        private bool? blocked;           // whether the input has whole blocks of channels

        public List<TrunkPart.Call> Calls { get; } = [];

        public HashSet<string> Taken { get; } = new(StringComparer.Ordinal);

        public IEnumerable<string> Made => Calls.Select(c => c.Makes);

        /// <summary>
        /// Whether it has a convolution that the trunk computes by Winograd's algorithm; for others the way there and back is not paid.
        /// </summary>
        public bool Pays => Calls.Any(c => c is { Stride: 1, Kernels.Sizes: [_, var i, 3, 3] } && i % Block == 0);

        public void Try(GraphNode call)
        {
            if (Taken.Contains(call.Output) || of.taken.Contains(call.Output) || call.Inputs.Length == 0 || !known.Contains(call.Inputs[0]))
                return;
            switch (of.Kind(call))
            {
                case Op.Conv2d conv: Add(call, conv); break;
                case Op.BatchNorm norm: Add(call, norm); break;
            }
        }

        private void Add(GraphNode call, Op.Conv2d conv)
        {
            Tensor kernels = of.stored[call.Inputs[1]];
            if (call.Inputs[0] == input && !Enters(kernels.Sizes[1])) return;
            GraphNode? next = of.Sole(call.Output);
            if (call.Inputs.Length > 2 && call.Inputs[2].Length > 0)
            {
                // A normalisation takes the bias over.
                if (next is null || of.Kind(next) is not Op.BatchNorm || !of.stored.TryGetValue(call.Inputs[2], out Tensor? bias)) return;
                biases[call.Output] = bias;
                next = null;
            }

            if (next is { Operator: Op.Add } && Other(next, call.Output) is { } plus)
                Take(new(call.Inputs[0], plus, next.Output, kernels, conv.Stride.Height, null, false), call, next);
            else Take(new(call.Inputs[0], null, call.Output, kernels, conv.Stride.Height, null, false), call);
        }

        private void Add(GraphNode call, Op.BatchNorm norm)
        {
            Tensor At(int i) => of.stored[call.Inputs[i]];
            if (call.Inputs[0] == input && !Enters(At(1).Count, forImage: false)) return;
            TrunkNorm layer = new(At(1), At(2), At(3), At(4), At(5), norm.Epsilon, norm.Momentum, biases.GetValueOrDefault(call.Inputs[0]));
            GraphNode? next = of.Sole(call.Output);
            if (next is { Operator: Op.Relu })
            {
                Take(new(call.Inputs[0], null, next.Output, null, 0, layer, true), call, next);
            }
            else if (next is { Operator: Op.Add } && of.Sole(next.Output) is { Operator: Op.Relu } last
                && Other(next, call.Output) is { } plus)
            {
                Take(new(call.Inputs[0], plus, last.Output, null, 0, layer, true), call, next, last);
            }
            else
            {
                Take(new(call.Inputs[0], null, call.Output, null, 0, layer, false), call);
            }
        }

        // The other summand, where the trunk has it already.
        private string? Other(GraphNode sum, string value)
        {
            string other = sum.Inputs[0] == value ? sum.Inputs[1] : sum.Inputs[0];
            return known.Contains(other) && (other != input || blocked == true) && !biases.ContainsKey(other) ? other : null;
        }

        // The image has few channels and no gradient; any other value must come in whole blocks.
        private bool Enters(long channels, bool forImage = true)
        {
            bool whole = channels % Block == 0;
            if (!whole && !(forImage && of.images.Contains(input))) return false;
            blocked ??= whole;
            return true;
        }

        private void Take(TrunkPart.Call call, params GraphNode[] members)
        {
            Calls.Add(call);
            known.Add(call.Makes);
            foreach (GraphNode member in members) Taken.Add(member.Output);
        }
    }
}
