using Nad.Files.Checkpoints;
using Nad.Models;
using Nad.Tests.Data;
using Nad.TestSupport;
using Nad.Torch;
using Nad.Torch.Modules;

namespace Nad.Tests.Models;

/// <summary>A normalisation that a file keeps beside its weights belongs to the network.</summary>
public sealed class HeldNormalisationTests
{
    private static readonly float[] Mean = [0.5f, 0.4f, 0.3f], Std = [0.25f, 0.2f, 0.5f];

    [Theory]
    [InlineData(1)]
    [InlineData(255)]
    public void It_is_applied_to_pixels_before_the_first_convolution(int unit)
    {
        using TemporaryFolder folder = new();
        using WideResNet plain = TestModels.Random();
        string path = Path.Combine(folder.Path, "m.safetensors");
        SafeTensorsFile.Write(path, [
            Channels("0.mean", Mean, unit),
            Channels("0.std", Std, unit),
            .. plain.State.Export().Select(t => t with { Name = "1." + t.Name })
        ]);
        using ModelFile read = ModelFile.Load(path, Device.Cpu);
        using TensorScope scope = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        float[] pixels = [.. Enumerable.Range(0, 2 * 3 * 32 * 32).Select(i => i * 37 % 256 / 255f)];
        float[] scaled = [.. pixels.Select((p, i) => (p - Mean[i / 1024 % 3]) / Std[i / 1024 % 3])];

        double[] expected = TorchFixture.Numbers(plain.Forward(Tensor.From(scaled, 2, 3, 32, 32), Mode.Inference).Logits);

        TorchFixture.Near(
            expected, TorchFixture.Numbers(read.Model.Forward(Tensor.From(pixels, 2, 3, 32, 32), Mode.Inference).Logits), 1e-5, "logits");
        using Classifier copy = read.Model.Clone();
        TorchFixture.Near(
            expected,
            TorchFixture.Numbers(copy.Forward(Tensor.From(pixels, 2, 3, 32, 32), Mode.Inference).Logits),
            1e-5,
            "logits of a copy");
    }

    private static NamedTensor Channels(string name, float[] values, int unit) =>
        new(name, new TensorData(DType.Float32, [1, 3, 1, 1], [.. values.SelectMany(v => BitConverter.GetBytes(v * unit))]));
}
