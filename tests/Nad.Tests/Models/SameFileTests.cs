using System.Globalization;
using Nad.Files.Checkpoints;
using Nad.Files.Checkpoints.Writing;
using Nad.Models;
using Nad.Tests.Data;
using Nad.TestSupport;
using Nad.Torch;
using Nad.Torch.Modules;

namespace Nad.Tests.Models;

/// <summary>
/// Each family as a state dict and as a whole pickled network: we compute what PyTorch computes, and PyTorch computes from the file that we
/// write what we computed with the weights in it. As ONNX: <c>OnnxParityTests</c>.
/// </summary>
public sealed class SameFileTests
{
    private const string Save = """
        import sys, torch
        from small_networks import ALL, images, settle, show
        folder = sys.argv[1]
        torch.manual_seed(3)
        for name, (size, make) in ALL.items():
            net = settle(make())
            show(name, net, size)
            torch.save(net, f'{folder}/{name}.module')
            torch.save({'epoch': 3, 'state_dict': net.state_dict()}, f'{folder}/{name}.state')
        """;

    private const string Compute = """
        import sys, torch
        from small_networks import ALL, show
        folder = sys.argv[1]
        for name, (size, make) in ALL.items():
            module = torch.load(f'{folder}/{name}.module.out')
            assert type(module) is type(make()), name
            show(name + '.module', module, size)
            stored = torch.load(f'{folder}/{name}.state.out')
            assert stored['epoch'] == 3, name
            net = make()
            net.load_state_dict(stored['state_dict'])
            if name != 'sequential': show(name + '.state', net, size)
        """;

    [Fact]
    public void Each_family_is_computed_as_in_PyTorch_and_the_same_file_comes_back()
    {
        using TemporaryFolder folder = new();
        Dictionary<string, (int Size, double[] Logits)> expected = Parse(PythonPeer.Run(Save, folder.Path)), written = [];
        List<string> wrong = [];
        foreach ((string name, (int size, double[] logits)) in expected)
        {
            foreach (string kind in (string[])["module", "state"])
            {
                string path = Path.Combine(folder.Path, $"{name}.{kind}");
                if (name == "sequential" && kind == "state")
                {
                    File.Copy(path, path + ".out");
                    continue;
                }

                (double distance, double[] after) = Changed(path, size, logits);
                if (distance > 1e-4) wrong.Add($"{name}.{kind}: {distance:g3} away from PyTorch");
                written[$"{name}.{kind}"] = (size, after);
            }
        }

        Assert.Empty(wrong);
        foreach ((string name, (_, double[] logits)) in Parse(PythonPeer.Run(Compute, folder.Path)))
        {
            double distance = TorchFixture.Distance(logits, written[name].Logits);
            if (!(distance < 1e-4)) wrong.Add($"{name}: what is written is {distance:g3} away from what was computed");
        }

        Assert.Empty(wrong);
    }

    // How far the network of a file is from these logits, and what it gives with every parameter a hundredth larger, which is written
    // beside it.
    private static (double Distance, double[] After) Changed(string path, int size, double[] logits)
    {
        using TensorScope scope = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        Checkpoint checkpoint = KnownNetworks.Read(CheckpointFile.Open(path), null);
        IReadOnlyList<Reading> readings = Architectures.Read(checkpoint, out string reason);
        Assert.True(readings.Count > 0, $"{path}: {reason} {checkpoint.WhyNoGraph}");
        Assert.True(checkpoint.Module is null || checkpoint.Graph is not null, $"{path}: {checkpoint.WhyNoGraph}");
        Tensor images = Tensor.From([.. Enumerable.Range(0, 2 * 3 * size * size).Select(i => i * 37 % 256 / 255f)], 2, 3, size, size);
        double best = double.PositiveInfinity;
        Classifier? model = null;
        foreach (Reading reading in readings)
        {
            Classifier made = reading.Create(Device.Cpu, Preprocessing.None);
            made.Load(checkpoint.Tensors);
            double distance =
                TorchFixture.Distance(logits, TorchFixture.Numbers(made.Forward(images, Mode.Inference, TapForm.None).Logits));
            if (distance < best) (best, made, model) = (distance, model!, made);
            made?.Dispose();
        }

        foreach (Tensor parameter in model!.State.Parameters) parameter.CopyInPlace(parameter * 1.01);
        double[] after = TorchFixture.Numbers(model.Forward(images, Mode.Inference, TapForm.None).Logits);
        CheckpointTemplate template = checkpoint.Template;
        template.Check();
        template.Write(path + ".out", model.State.Export());
        Assert.Equal(new FileInfo(path).Length, new FileInfo(path + ".out").Length);
        model.Dispose();
        return (best, after);
    }

    private static Dictionary<string, (int Size, double[] Logits)> Parse(string output) =>
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => l.Split(' ')).Where(w => w.Length > 3 && int.TryParse(w[1], CultureInfo.InvariantCulture, out _))
            .ToDictionary(
                w => w[0],
                w => (
                    int.Parse(w[1], CultureInfo.InvariantCulture),
                    Array.ConvertAll(w[2..], n => double.Parse(n, CultureInfo.InvariantCulture))));
}
