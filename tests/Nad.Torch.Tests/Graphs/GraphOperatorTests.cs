using System.Text.Json;
using Nad.Files.Graphs;
using Nad.TestSupport;
using Nad.Torch.Graphs;
using Nad.Torch.Modules;

namespace Nad.Torch.Tests.Graphs;

public sealed class GraphOperatorTests
{
    // The same arithmetic in Float32, stored with seven digits.
    private const double Tolerance = 3e-6;
    private const int Thin = 7;

    private static readonly JsonElement Stored =
        JsonDocument.Parse(File.ReadAllText(TestData.Fixture(Path.Combine("torch", "graph_operators.json")))).RootElement.GetProperty(
            "cases");

    private static readonly Dictionary<string, Op> Forms = new()
    {
        ["Conv2d"] = new Op.Conv2d(new Op.Extent(2, 1), new Op.Border(1, 2, 1, 2), new Op.Extent(1, 2)),
        ["Conv2d#groups"] = new Op.Conv2d(1, 1, 4),
        ["Conv2d#uneven"] = new Op.Conv2d(Op.Extent.Of(2), new(0, 1, 2, 0), Op.Extent.Of(1)),
        ["LayerNorm"] = new Op.LayerNorm(1, 1e-6),
        ["GroupNorm"] = new Op.GroupNorm(2),
        ["Linear"] = new Op.Linear(),
        ["MatMul"] = new Op.MatMul(),
        ["PRelu"] = new Op.PRelu(),
        ["Relu"] = new Op.Relu(),
        ["LeakyRelu"] = new Op.LeakyRelu(0.1),
        ["Elu"] = new Op.Elu(0.7),
        ["Elu#selu"] = new Op.Elu(1.6732632423543772, 1.0507009873554805),
        ["Gelu"] = new Op.Gelu(),
        ["Gelu#tanh"] = new Op.Gelu(true),
        ["Silu"] = new Op.Silu(),
        ["Mish"] = new Op.Mish(),
        ["Softplus"] = new Op.Softplus(2),
        ["Sigmoid"] = new Op.Sigmoid(),
        ["Tanh"] = new Op.Tanh(),
        ["Clip"] = new Op.Clip(-0.5, 1),
        ["Power"] = new Op.Power(3),
        ["Affine"] = new Op.Affine(2, 1),
        ["Elementwise#erf"] = new Op.Elementwise(ElementFunction.ErrorFunction),
        ["Elementwise#neg"] = new Op.Elementwise(ElementFunction.Negative),
        ["Softmax"] = new Op.Softmax(1),
        ["LogSoftmax"] = new Op.LogSoftmax(-1),
        ["MaxPool"] = new Op.MaxPool(3, 2, 1),
        ["MaxPool#ceil"] = new Op.MaxPool(3, 2, ceiling: true),
        ["MaxPool#uneven"] = new Op.MaxPool(Op.Extent.Of(3), Op.Extent.Of(2), new(0, 0, 1, 1), Op.Extent.Of(1)),
        ["AveragePool"] = new Op.AveragePool(3, 2, 1),
        ["AveragePool#uncounted"] = new Op.AveragePool(3, 2, 1, countsPadding: false),
        ["AveragePool#ceil"] = new Op.AveragePool(3, 2, ceiling: true),
        ["AdaptiveAveragePool"] = new Op.AdaptiveAveragePool(new(3, 2)),
        ["AdaptiveMaxPool"] = new Op.AdaptiveMaxPool(new(3, 2)),
        ["Interpolate#bilinear"] = new Op.Interpolate(new(9, 11), 0, 0, InterpolationForm.Bilinear),
        ["Interpolate#corners"] = new Op.Interpolate(new(9, 11), 0, 0, InterpolationForm.Bilinear, true),
        ["Interpolate#nearest"] = new Op.Interpolate(null, 2, 2, InterpolationForm.Nearest),
        ["Interpolate#bicubic"] = new Op.Interpolate(new(9, 11), 0, 0, InterpolationForm.Bicubic),
        ["Add"] = new Op.Add(),
        ["Subtract"] = new Op.Subtract(),
        ["Multiply"] = new Op.Multiply(),
        ["Divide"] = new Op.Divide(),
        ["Maximum"] = new Op.Maximum(),
        ["Minimum"] = new Op.Minimum(),
        ["Concat"] = new Op.Concat(1),
        ["Slice"] = new Op.Slice(2, 1, Step: 2),
        ["Select"] = new Op.Select(1, -1),
        ["Pad"] = new Op.Pad(new(0, 1, 3, 2), PaddingForm.Constant, 0.5),
        ["Pad#reflect"] = new Op.Pad(new(0, 1, 3, 2), PaddingForm.Reflect),
        ["Pad#replicate"] = new Op.Pad(new(0, 1, 3, 2), PaddingForm.Replicate),
        ["Pad#circular"] = new Op.Pad(new(0, 1, 3, 2), PaddingForm.Circular),
        ["PadDimension"] = new Op.PadDimension(1, 1, 2),
        ["Reshape"] = new Op.Reshape([0, 2, -1, 7]),
        ["Flatten"] = new Op.Flatten(),
        ["Permute"] = new Op.Permute([0, 2, 3, 1]),
        ["Expand"] = new Op.Expand([5, -1, 3]),
        ["ExpandBatch"] = new Op.ExpandBatch(),
        ["Roll"] = new Op.Roll([1, -2], [2, 3]),
        ["CutWindows"] = new Op.CutWindows(Op.Extent.Of(2), Op.Extent.Of(1)),
        ["JoinWindows"] = new Op.JoinWindows(Op.Extent.Of(2), Op.Extent.Of(1)),
        ["MaskWindows"] = new Op.MaskWindows(Op.Extent.Of(2), Op.Extent.Of(1)),
        ["MergePatches"] = new Op.MergePatches(),
        ["Mean"] = new Op.Mean([2, 3], true),
        ["Sum"] = new Op.Sum([1]),
        ["Largest"] = new Op.Largest([2, 3]),
        // These are tried on larger numbers, so that both bends are passed.
        ["Relu6"] = new Op.Relu6(),
        ["HardSwish"] = new Op.HardSwish(),
        ["HardSigmoid"] = new Op.HardSigmoid(),
    };

    private static readonly Dictionary<string, double> Factors = new() { ["Relu6"] = 5, ["HardSwish"] = 2, ["HardSigmoid"] = 2 };

    public static TheoryData<string> Cases => [.. Forms.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_operator_of_a_graph_computes_and_is_trained_as_in_PyTorch(string name)
    {
        JsonElement stored = Stored.GetProperty(name);
        long[][] shapes =
            [.. stored.GetProperty("shapes").EnumerateArray().Select(s => s.EnumerateArray().Select(n => n.GetInt64()).ToArray())];
        GraphBuilder g = new();
        double factor = Factors.GetValueOrDefault(name, 1);
        string x = factor == 1 ? Graph.Input : g.Call("larger", new Op.Affine(factor), Graph.Input);
        string[] others = [.. shapes.Skip(1).Select((s, i) => g.Parameter($"operand{i + 1}", s))];
        Graph graph = g.Build(name, g.Call("out", Forms[name], [x, .. others]));
        using TensorScope scope = TensorScope.Begin();
        using ParameterStore store = new();
        using GraphRunner runner = new(graph, store);
        Tensor input = Operand(0).RequireGrad();
        using (Autograd.NoGrad())
        {
            for (int i = 1; i < shapes.Length; i++) store[$"operand{i}"].CopyInPlace(Operand(i));
        }

        Tensor result = runner.Run(input, Mode.Training, [graph.Output])[0];

        Assert.Equal(stored.GetProperty("shape").EnumerateArray().Select(n => n.GetInt64()), result.Shape);
        TorchFixture.Near(Numbers(stored.GetProperty("out")), Short(result), Tolerance, name);
        Tensor by = Tensor.From(NumberStream.Of($"{name}/by", result.Count, 1, 0), [.. result.Shape]);
        JsonElement[] gradients = [.. stored.GetProperty("gradients").EnumerateArray()];
        int[] reached = [.. Enumerable.Range(0, shapes.Length).Where(i => gradients[i].ValueKind == JsonValueKind.Array)];
        Tensor[] found = Autograd.Gradients((result * by).Sum(), [.. reached.Select(i => i == 0 ? input : store[$"operand{i}"])]);
        for (int k = 0; k < reached.Length; k++)
            TorchFixture.Near(Numbers(gradients[reached[k]]), Short(found[k]), Tolerance, $"{name}, gradient of operand {reached[k]}");

        Tensor Operand(int i) => Tensor.From(NumberStream.Of($"{name}/{i}", shapes[i].Aggregate(1L, (a, b) => a * b), 4, -2), shapes[i]);
    }

    [Fact]
    public void Every_stored_case_is_compared() => Assert.Equal(Stored.EnumerateObject().Select(c => c.Name).Order(), Forms.Keys.Order());

    [Fact]
    public void Every_operator_is_compared_or_named_here_as_tested_elsewhere()
    {
        // BatchNorm: whole networks. Dropout and DropPath: below. Gather: preprocessing. Raise: its gradient is PyTorch's own.
        string[] elsewhere = ["BatchNorm", "Dropout", "DropPath", "Gather", "Raise"];
        string[] all = [.. typeof(Op).GetNestedTypes().Where(t => t.IsSubclassOf(typeof(Op)) && !t.IsAbstract).Select(t => t.Name)];
        Assert.Equal(all.Order(), Forms.Keys.Select(k => k.Split('#')[0]).Concat(elsewhere).Distinct().Order());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Dropout_acts_in_training_where_there_is_noise_and_else_not(bool whole)
    {
        GraphBuilder g = new();
        Graph graph = g.Build("drop", g.Call("out", whole ? new Op.DropPath(0.25) : new Op.Dropout(0.25), Graph.Input));
        using TensorScope scope = TensorScope.Begin();
        using ParameterStore store = new();
        using GraphRunner runner = new(graph, store);
        Tensor ones = Tensor.Empty(64, 3, 4, 4).FillInPlace(1);
        void Noise(Span<float> values)
        {
            for (int i = 0; i < values.Length; i++) values[i] = i % 4 / 4f;
        }

        Assert.All(runner.Run(ones, Mode.Training, [graph.Output])[0].ToFloats(), v => Assert.Equal(1, v));
        Assert.All(runner.Run(ones, Mode.Inference, [graph.Output], Noise)[0].ToFloats(), v => Assert.Equal(1, v));
        float[] dropped = runner.Run(ones, Mode.Training, [graph.Output], Noise)[0].ToFloats();
        Assert.Equal(0.25, dropped.Count(v => v == 0) / (double)dropped.Length, 5);
        Assert.All(dropped.Where(v => v != 0), v => Assert.Equal(4 / 3f, v, 5));
        if (whole) Assert.All(dropped.Chunk(48), image => Assert.Single(image.Distinct()));
    }

    private static double[] Short(Tensor tensor)
    {
        double[] all = TorchFixture.Numbers(tensor);
        return
        [
            Math.Sqrt(all.Sum(v => v * v)),
            all.Select((v, i) => v * (i + 1)).Sum() / all.Length,
            .. all.Where((_, i) => i % Thin == 0)
        ];
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(n => n.GetDouble())];
}
