using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Nad.Files.Onnx;
using Nad.Files.Onnx.Import;
using Nad.TestSupport;
using Nad.Torch.Graphs;
using Nad.Torch.Modules;

namespace Nad.Torch.Tests.Onnx;

/// <summary>
/// torchvision's networks, exported by PyTorch, compute here what they compute there: in inference, in training, and in every gradient.
/// </summary>
[Slow]
public sealed class OnnxParityTests
{
    private const int Batch = 8;

    // Name, size, opset, mode of the exporter: every operator and every opset form that torch 1.13 writes for torchvision's small networks.
    private static readonly string[] Networks =
    [
        "assorted:32:13:eval", "smallvit:32:11:eval", "smallvit:32:17:preserve", "resnet18:32:11:eval", "mobilenet_v2:64:9:preserve",
        "shufflenet_v2_x0_5:64:13:preserve", "squeezenet1_1:64:11:eval", "mobilenet_v3_small:64:17:eval", "mnasnet0_5:64:12:train",
        "regnet_y_400mf:64:15:preserve",
    ];

    // Of each family of small_networks.py: with its batch norms, and folded.
    private static readonly string[] Forms = ["all:0:11:preserve", "all:0:13:eval", "all:0:17:preserve"];

    private static readonly Lazy<string> Folder = new(() => Exported(Networks));

    private static string Exported(string[] words)
    {
        string folder = Directory.CreateTempSubdirectory("nad-onnx-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        PythonPeer.Run(File.ReadAllText(TestData.Fixture("onnx_peer.py")), [folder, .. words]);
        return folder;
    }

    public static TheoryData<string> Names() => [.. Networks.Select(n => n.Replace(':', '-'))];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_network_of_torchvision_computes_and_learns_as_in_PyTorch(string name) =>
        ComputesAndLearns(Path.Combine(Folder.Value, name));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_network_with_other_weights_is_written_into_its_file_and_computed_there_by_another_program(string name) =>
        ComesBack(Path.Combine(Folder.Value, name));

    [Fact]
    public void Each_family_computes_learns_and_comes_back_in_opsets_11_13_and_17_with_and_without_folded_norms()
    {
        string[] files = Directory.GetFiles(Exported(Forms), "*.onnx");
        Assert.True(files.Length == 18 * Forms.Length);
        Assert.All(files.Select(f => f[..^".onnx".Length]), path =>
        {
            ComputesAndLearns(path);
            ComesBack(path);
        });
    }

    private static void ComputesAndLearns(string path)
    {
        OnnxNetwork network = OnnxImporter.Import(OnnxFile.Parse(File.ReadAllBytes(path + ".onnx")));
        using ParameterStore store = new();
        using GraphRunner runner = new(network.Graph, store);
        using TensorScope scope = TensorScope.Begin();
        Tensor images = Tensor.From(Floats(path + ".images"), Batch, 3, network.Height, network.Width);
        using (Autograd.NoGrad()) Near(Floats(path + ".logits"), Answers(runner, network, images, Mode.Inference), 1e-4);
        if (path.EndsWith("-eval", StringComparison.Ordinal)) return;  // batch norms are folded: another network in training

        Tensor logits = runner.Run(images, Mode.Training, [network.Graph.Output])[0];
        Near(Floats(path + ".training"), logits.ToFloats(), 1e-3);
        long[] labels = [.. Enumerable.Range(0, Batch).Select(i => (long)i % network.Classes)];
        Tensor loss = Functional.CrossEntropy(logits, Tensor.From(labels, Batch));
        Dictionary<string, double> theirs = File.ReadLines(path + ".gradients")
            .Select(l => l.Split(' '))
            .ToDictionary(w => w[0], w => double.Parse(w[1], CultureInfo.InvariantCulture));
        Tensor[] gradients = Autograd.Gradients(loss, store.Parameters);
        (int compared, double ours, double wrong) = (0, 0, 0);
        for (int i = 0; i < gradients.Length; i++)
        {
            double norm = Math.Sqrt(gradients[i].ToFloats().Sum(g => (double)g * g));
            if (!theirs.TryGetValue(store.ParameterNames[i], out double expected)) continue;
            compared++;
            (ours, wrong) = (ours + (norm * norm), wrong + ((norm - expected) * (norm - expected)));
        }

        // Two kernels that round differently move ReLUs that are near zero: PyTorch's own float differs from its double by 4e-4 on these
        // networks. A linear layer's matrix is transposed under a name of its own where it multiplies more than two dimensions.
        Assert.True(compared > theirs.Count / 2, $"only {compared} of {theirs.Count} gradients have the same name");
        Assert.True(Math.Sqrt(wrong / ours) < 4e-3, $"the gradients differ by {Math.Sqrt(wrong / ours):E2}");
    }

    private static void ComesBack(string path)
    {
        byte[] file = File.ReadAllBytes(path + ".onnx");
        OnnxModel model = OnnxFile.Parse(file);
        OnnxNetwork network = OnnxImporter.Import(model);
        using ParameterStore store = new();
        using GraphRunner runner = new(network.Graph, store);
        using TensorScope scope = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        RandomNumbers random = new();
        foreach ((string key, Tensor tensor) in store.Entries.Where(e => e.Tensor.Type == DType.Float32).ToArray())
        {
            float[] values = tensor.ToFloats();
            for (int i = 0; i < values.Length; i++) values[i] *= random.Next();
            tensor.CopyInPlace(Tensor.From(values, tensor.Sizes));
        }

        byte[] written = OnnxWriter.Write(file, model, network.Uses, store.Export().ToDictionary(t => t.Name, t => t.Data));
        float[] pixels = Floats(path + ".images")[..(3 * network.Height * network.Width)];
        using InferenceSession session =
            new(written, new SessionOptions { IntraOpNumThreads = 1, GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL });
        using OrtValue image = OrtValue.CreateTensorValueFromMemory(pixels, [1, 3, network.Height, network.Width]);
        using IDisposableReadOnlyCollection<OrtValue> theirs =
            session.Run(new RunOptions(), [session.InputNames[0]], [image], [session.OutputNames[0]]);
        float[] ours = Answers(runner, network, Tensor.From(pixels, 1, 3, network.Height, network.Width), Mode.Inference);

        // A file exported for training tells the other program to use the batch's statistics.
        if (!path.EndsWith("-train", StringComparison.Ordinal)) Near(theirs[0].GetTensorDataAsSpan<float>().ToArray(), ours, 1e-4);
    }

    private sealed class RandomNumbers
    {
        private uint state = 1;

        /// <summary>A factor of 0.9 to 1.1.</summary>
        public float Next() => 0.9f + (0.2f * ((state = (state * 1664525) + 1013904223) >> 8) / (1 << 24));
    }

    private static float[] Answers(GraphRunner runner, OnnxNetwork network, Tensor images, Mode mode)
    {
        Tensor logits = runner.Run(images, mode, [network.Graph.Output])[0];
        return (network.HadSoftmax ? logits.Softmax(1) : logits).ToFloats();
    }

    private static void Near(float[] expected, float[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = expected.Max(Math.Abs), wrong = expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max();
        Assert.True(wrong <= tolerance * scale, $"differs by {wrong:E2} where the largest value is {scale:E2}");
    }

    private static float[] Floats(string path) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray();
}
