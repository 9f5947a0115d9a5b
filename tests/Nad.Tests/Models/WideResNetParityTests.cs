using Nad.Models;
using Nad.TestSupport;
using Nad.Torch;
using Nad.Torch.Modules;

namespace Nad.Tests.Models;

public sealed class WideResNetParityTests
{
    // Float32 through ten layers, against Float64; measured 4e-7 in inference and 3e-6 with batch statistics.
    private const double Tolerance = 5e-6;
    private const int Thin = 7;

    [Theory]
    [InlineData("training", Mode.Training)]
    [InlineData("inference", Mode.Inference)]
    public void One_forward_gives_the_taps_and_logits_of_PyTorch(string name, Mode mode)
    {
        TorchFixture stored = new("wide_resnet");
        using TensorScope scope = TensorScope.Begin();
        using WideResNet model = new(10, 1, 10);
        model.Load(stored.Below("start."));

        Activations found = model.Forward(stored.Tensor("images"), mode);

        TorchFixture.Near(stored.Numbers($"{name}.logits"), TorchFixture.Numbers(found.Logits), Tolerance, "logits");
        for (int l = 0; l < 3; l++)
        {
            double[] tap = [.. TorchFixture.Numbers(found.Groups[l]).Where((_, i) => i % Thin == 0)];
            TorchFixture.Near(stored.Numbers($"{name}.tap{l + 1}"), tap, Tolerance, $"tap {l + 1}");
        }
    }
}
