using Nad.Files.Graphs;
using Nad.Torch.Graphs;
using Nad.Torch.Modules;

namespace Nad.Torch.Tests.Graphs;

public sealed class GraphTests
{
    [Fact]
    public void A_value_that_is_wanted_is_not_overwritten_by_the_activation_behind_it()
    {
        GraphBuilder g = new();
        string sum = g.Add("sum", Graph.Input, Graph.Input);
        Graph graph = g.Build("test", g.Relu(sum));
        using TensorScope scope = TensorScope.Begin();
        using ParameterStore store = new();
        using GraphRunner runner = new(graph, store);

        Tensor[] found = runner.Run(Tensor.From([-1f, 2f], 1, 2), Mode.Inference, [sum, graph.Output]);

        Assert.Equal([-2f, 4f], found[0].ToFloats());
        Assert.Equal([0f, 4f], found[1].ToFloats());
    }

    [Fact]
    public void Training_moves_the_statistics_behind_the_wanted_values_too_and_inference_none()
    {
        GraphBuilder g = new();
        string first = g.BatchNorm("first", Graph.Input, 2);
        Graph graph = g.Build("test", g.BatchNorm("last", first, 2));
        using TensorScope scope = TensorScope.Begin();
        using ParameterStore store = new();
        using GraphRunner runner = new(graph, store);
        Tensor x = Tensor.From([1f, 2, 3, 4, 5, 6, 7, 9], 2, 2, 2, 1);

        runner.Run(x, Mode.Inference, [graph.Output]);
        Assert.Equal(0, store["last.num_batches_tracked"].Item());
        runner.Run(x, Mode.Training, [first]);

        Assert.Equal(1, store["last.num_batches_tracked"].Item());
        Assert.All(store["first.running_mean"].ToFloats(), m => Assert.NotEqual(0, m));
    }

    public static TheoryData<string, Func<Graph>> Unsound => new()
    {
        { "before it is there", () => new GraphBuilder().Apply(g => g.Build("test", g.Call("out", new Op.Relu(), "nothing"))) },
        { "never makes its output", () => new GraphBuilder().Build("test", "nothing") },
        { "takes 2 to 2", () => new GraphBuilder().Apply(g => g.Build("test", g.Call("out", new Op.Add(), Graph.Input))) },
        { "has two tensors", () => Tensors(new("a", TensorRole.Buffer, [1]), new("a", TensorRole.Buffer, [1])) },
        { "has no elements for its constant", () => Tensors(new GraphTensor("a", TensorRole.Constant, [1])) },
        { "trains 'a'", () => Tensors(new GraphTensor("a", TensorRole.Parameter, [1], DType.Int64)) },
        {
            "defines 'out' twice",
            () => new Graph
            {
                Architecture = "test",
                Tensors = [],
                Nodes = [new(new Op.Relu(), [Graph.Input], "out"), new(new Op.Relu(), [Graph.Input], "out")],
                Output = "out"
            }
                .Apply(g => { g.Check(); return g; })
        },
    };

    [Theory]
    [MemberData(nameof(Unsound))]
    public void A_graph_that_is_not_sound_is_refused(string why, Func<Graph> make)
    {
        UnsupportedInputException e = Assert.Throws<UnsupportedInputException>(() => make());
        Assert.Contains(why, e.Message, StringComparison.Ordinal);
    }

    private static Graph Tensors(params GraphTensor[] tensors)
    {
        Graph graph = new() { Architecture = "test", Tensors = [.. tensors], Nodes = [], Output = Graph.Input };
        graph.Check();
        return graph;
    }
}

internal static class Fluent
{
    public static TResult Apply<T, TResult>(this T value, Func<T, TResult> function) => function(value);
}
