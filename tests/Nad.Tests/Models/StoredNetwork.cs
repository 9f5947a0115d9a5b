using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Nad.Files.Checkpoints;
using Nad.TestSupport;

namespace Nad.Tests.Models;

/// <summary>Networks of <c>tests/fixtures/graphs</c>: their keys and shapes are stored, their weights are drawn anew.</summary>
internal static partial class StoredNetwork
{
    public static JsonElement Read(string name) =>
        JsonDocument.Parse(File.ReadAllText(TestData.Fixture(Path.Combine("graphs", $"{name}.json")))).RootElement;

    public static (string Name, long[] Shape)[] Entries(JsonElement stored) =>
        [.. stored.GetProperty("entries").EnumerateObject().Select(
            p => (p.Name, p.Value.EnumerateArray().Select(n => n.GetInt64()).ToArray()))];

    public static NamedTensor[] State(JsonElement stored) =>
        [.. Entries(stored).Where(e => e.Shape.Length > 0).Select(e => new NamedTensor(e.Name, Weights(e.Name, e.Shape)))];

    public static TensorData Weights(string name, long[] shape)
    {
        long count = shape.Aggregate(1L, (a, b) => a * b);
        if (name.EndsWith("relative_position_index", StringComparison.Ordinal))
            return new TensorData(DType.Int64, shape, new byte[count * 8]);
        double bound = shape.Length > 1 ? Math.Sqrt(6.0 / (count / shape[0])) : 0;
        bool spread = name.EndsWith("running_var", StringComparison.Ordinal)
            || (shape.Length == 1 && name.EndsWith("weight", StringComparison.Ordinal));
        double middle = name.EndsWith("bias", StringComparison.Ordinal) ? 1 : 0, factor = LastNorm().IsMatch(name) ? 0.2 : 1;
        Converter<double, double> value =
            spread ? u => (0.5 + u) * factor : shape.Length == 1 ? u => (0.2 * (u - 0.5)) + middle : u => ((2 * u) - 1) * bound;
        float[] values = Array.ConvertAll(NumberStream.Of(name, count), u => (float)value(u));
        return new TensorData(DType.Float32, shape, MemoryMarshal.AsBytes<float>(values).ToArray());
    }

    // As in make_graph_fixtures.py, which says why.
    [GeneratedRegex(@"(bn3|conv\.[23]|block\.3\.1)\.weight$")]
    private static partial Regex LastNorm();
}
