using System.Runtime.InteropServices;
using Nad.Files.Checkpoints;
using Nad.Torch;

namespace Nad.TestSupport;

/// <summary>Arrays that PyTorch computed, stored by <c>tests/fixtures/make_fixtures.py</c>.</summary>
internal sealed class TorchFixture
{
    private readonly Dictionary<string, TensorData> stored;

    public TorchFixture(string name)
    {
        Checkpoint file = Checkpoint.Read(TestData.Fixture(Path.Combine("torch", name + ".safetensors")));
        stored = file.Tensors.ToDictionary(t => t.Name, t => t.Data, StringComparer.Ordinal);
    }

    public IEnumerable<string> Names => stored.Keys;

    public bool Has(string name) => stored.ContainsKey(name);

    public TensorData Data(string name) => stored[name];

    /// <summary>A new tensor, owned by the current scope.</summary>
    public Tensor Tensor(string name) => Torch.Tensor.From(stored[name]);

    public double[] Numbers(string name) => Numbers(stored[name]);

    /// <summary>All entries whose name begins so, without that prefix.</summary>
    public NamedTensor[] Below(string prefix) =>
        [.. stored.Where(e => e.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(e => new NamedTensor(e.Key[prefix.Length..], e.Value))];

    public static double[] Numbers(Tensor tensor) => Numbers(tensor.ToData());

    public static double[] Numbers(TensorData data) => data.Type switch
    {
        DType.Float32 => [.. MemoryMarshal.Cast<byte, float>(data.Bytes)],
        DType.Float64 => [.. MemoryMarshal.Cast<byte, double>(data.Bytes)],
        DType.Int64 => Array.ConvertAll(MemoryMarshal.Cast<byte, long>(data.Bytes).ToArray(), n => (double)n),
        DType.Bool => Array.ConvertAll(data.Bytes, b => (double)b),
        _ => throw new NotSupportedException($"No fixture holds {data.Type}."),
    };

    /// <summary>‖actual − expected‖ / ‖expected‖, Euclidean; the absolute distance where the expected is all zeros.</summary>
    public static double Distance(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double norm = Math.Sqrt(expected.Sum(e => e * e));
        return Math.Sqrt(expected.Zip(actual, (e, a) => (e - a) * (e - a)).Sum()) / (norm > 0 ? norm : 1);
    }

    /// <summary>Fails where the relative Euclidean distance is above <paramref name="tolerance"/>, or is no number.</summary>
    public static void Near(double[] expected, double[] actual, double tolerance, string what)
    {
        double distance = Distance(expected, actual);
        Assert.True(distance <= tolerance, $"{what}: relative distance {distance:g3} is above {tolerance:g3}");
    }
}
