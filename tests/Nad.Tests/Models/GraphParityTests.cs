using System.Text.Json;
using Nad.Files.Checkpoints;
using Nad.Models;
using Nad.TestSupport;
using Nad.Torch;
using Nad.Torch.Modules;
using Nad.Torch.Optimizers;

namespace Nad.Tests.Models;

/// <summary>
/// Every family against torchvision and PyTorch: recognition, logits, every gradient, and all tensors after ten steps of SGD.
/// </summary>
public sealed class GraphParityTests
{
    // The same operators in Float32; what differs is the order of sums. Beside 1e-4 stands what PyTorch differs from itself when only that
    // order changes, which each fixture tells ("noise"): four times as much is allowed.
    private const double Forward = 5e-5, Bar = 1e-4, OfNoise = 4, Rate = 1e-4;

    // Other kernels, such as the trunk's or those of another processor, may rectify a value near 0 that PyTorch's did not, and the other
    // way round. One such value moves the gradient of a single tensor by up to some 1e-4 of it, and that of the whole network by less than
    // the bar above.
    private const double OfOneValue = 1e-3;

    public static TheoryData<string> Networks => [.. Directory.GetFiles(TestData.Fixture("graphs"), "*.json")
        .Select(f => Path.GetFileNameWithoutExtension(f))
        .Order(StringComparer.Ordinal)];

    [Slow]
    [Theory]
    [MemberData(nameof(Networks))]
    public void A_network_computes_and_is_trained_as_in_PyTorch(string name)
    {
        using TensorScope scope = TensorScope.Begin();
        JsonElement stored = Stored(name);
        using Classifier model = Made(stored, out Tensor images);
        int classes = stored.GetProperty("classes").GetInt32(), batch = (int)images.Shape[0];
        long[] classOf = [.. Enumerable.Range(0, batch).Select(i => (long)(i % classes))];
        Tensor labels = Tensor.From(classOf, batch);

        string[] names = [.. model.State.ParameterNames];
        using Sgd sgd =
            new(model.State.Parameters, new SgdOptions { Momentum = 0.9, Nesterov = false, WeightDecay = 0 }) { LearningRate = Rate };
        int steps = stored.TryGetProperty("steps", out JsonElement fewer) ? fewer.GetInt32() : 10;
        for (int step = 0; step < steps; step++)
        {
            Tensor logits = model.Forward(images, Mode.Training, step % 2 == 0 ? TapForm.Squares : TapForm.None).Logits;
            Tensor loss = Functional.CrossEntropy(logits, labels);
            Tensor[] gradients = Autograd.Gradients(loss, model.State.Parameters);
            if (step == 0)
            {
                TorchFixture.Near(
                    Numbers(stored.GetProperty("training")), TorchFixture.Numbers(logits), Allowed("training")[0], "logits in training");
                Near(stored.GetProperty("gradients"), names.Zip(gradients), "gradients", Allowed("gradients"));
            }

            sgd.Step(gradients);
        }

        Near(
            stored.GetProperty("after"),
            model.State.Entries.Where(e => e.Tensor.Type == DType.Float32 && !e.Name.EndsWith("attn_mask", StringComparison.Ordinal)),
            "after training",
            Allowed("after"));
        using (Autograd.NoGrad())
        {
            double[] found = TorchFixture.Numbers(model.Forward(images, Mode.Inference, TapForm.None).Logits);
            TorchFixture.Near(
                Numbers(stored.GetProperty("inference_after")), found, Allowed("inference_after")[0], "logits after training");
        }

        double[] Allowed(string what)
        {
            JsonElement noise = stored.GetProperty("noise").GetProperty(what);
            return [.. (noise.ValueKind == JsonValueKind.Array ? Numbers(noise) : [noise.GetDouble()]).Select(n => Bar + (OfNoise * n))];
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_shape_that_is_changed_is_refused_with_a_reason(string name)
    {
        (string Name, long[] Shape)[] entries = Entries(Stored(name));
        foreach (int i in new[] { entries.Length / 3, entries.Length / 2, entries.Length - 1 })
        {
            (string Name, long[] Shape)[] changed = [.. entries];
            if (changed[i].Shape.Length == 0) continue;
            changed[i].Shape = [changed[i].Shape[0] + 1, .. changed[i].Shape[1..]];
            Assert.Empty(Architectures.Read(changed, out string reason));
            Assert.Contains("looks like", reason, StringComparison.Ordinal);
            Assert.Empty(Architectures.Read([.. entries, ("stray.weight", [3])], out reason));
            Assert.Contains("stray.weight", reason, StringComparison.Ordinal);
        }
    }

    // The reading whose logits are those of PyTorch: the one that the file was made by.
    private static Classifier Made(JsonElement stored, out Tensor images)
    {
        int size = stored.GetProperty("size").GetInt32(), classes = stored.GetProperty("classes").GetInt32();
        double[] expected = Numbers(stored.GetProperty("inference"));
        int batch = expected.Length / classes;
        images = Tensor.From(NumberStream.Of("images", (long)batch * 3 * size * size, 1, 0), batch, 3, size, size);
        (string Name, long[] Shape)[] entries = Entries(stored);
        IReadOnlyList<Reading> readings = Architectures.Read(entries, out string reason);
        Assert.True(readings.Count > 0, reason);
        Assert.All(readings, r => Assert.Equal((stored.GetProperty("architecture").GetString(), classes), (r.Architecture, r.Classes)));
        List<double> distances = [];
        foreach (Reading reading in readings)
        {
            Classifier model = reading.Create(Device.Cpu, Preprocessing.None);
            model.Load(entries.Where(e => e.Shape.Length > 0).Select(e => new NamedTensor(e.Name, StoredNetwork.Weights(e.Name, e.Shape))));
            model.Fit(size, size);
            using (Autograd.NoGrad())
                distances.Add(
                    TorchFixture.Distance(expected, TorchFixture.Numbers(model.Forward(images, Mode.Inference, TapForm.None).Logits)));
            if (distances[^1] < Forward) return model;
            model.Dispose();
        }

        Assert.Fail($"no reading gives the stored logits: {string.Join(", ", distances)}");
        throw new InvalidOperationException();
    }

    // The norm of all, and norms and first elements of each; a gradient that is nothing but noise is measured by the whole.
    private static void Near(JsonElement stored, IEnumerable<(string Name, Tensor Tensor)> tensors, string what, double[] allowed)
    {
        Dictionary<string, double[]> expected =
            stored.EnumerateObject().ToDictionary(p => p.Name, p => Numbers(p.Value), StringComparer.Ordinal);
        double whole = Math.Sqrt(expected.Values.Sum(e => e[0] * e[0])), error = 0;
        foreach ((string name, Tensor tensor) in tensors)
        {
            double[] e = expected[name];
            double[] flat = TorchFixture.Numbers(tensor);
            double[] found = [Math.Sqrt(flat.Sum(v => v * v)), .. flat.Take(3)];
            double distance = found.Zip(e, (a, b) => (a - b) * (a - b)).Sum();
            error += distance;
            Assert.True(
                Math.Sqrt(distance) <= (allowed[1] + OfOneValue) * Math.Max(e[0], 1e-3 * whole),
                $"{what}, {name}: {found[0]:g6} instead of {e[0]:g6}");
            expected.Remove(name);
        }

        Assert.Empty(expected);
        Assert.True(Math.Sqrt(error) <= allowed[0] * whole, $"{what}: {Math.Sqrt(error) / whole:g3} of the whole");
    }

    private static (string Name, long[] Shape)[] Entries(JsonElement stored) => StoredNetwork.Entries(stored);

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(n => n.GetDouble())];

    private static JsonElement Stored(string name) => StoredNetwork.Read(name);
}
