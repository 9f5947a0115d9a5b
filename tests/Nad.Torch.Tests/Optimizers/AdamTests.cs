using Nad.TestSupport;
using Nad.Torch.Optimizers;

namespace Nad.Torch.Tests.Optimizers;

public sealed class AdamTests
{
    // Ten steps in Float32, a few operations each, grouped otherwise than PyTorch's.
    private const double Tolerance = 2e-6;

    [Theory]
    [InlineData("default", 0.001, 0.9)]
    [InlineData("mesa", 0.05, 0.5)]
    public void Ten_steps_equal_those_of_PyTorch(string form, double rate, double beta1)
    {
        TorchFixture stored = new("adam");
        using TensorScope all = TensorScope.Begin();
        Tensor a = stored.Tensor("a"), b = stored.Tensor("b"), w = stored.Tensor("start").RequireGrad();
        using Adam adam = new([w], new AdamOptions { LearningRate = rate, Beta1 = beta1 });
        List<double> path = [];
        for (int k = 0; k < 10; k++)
        {
            using TensorScope step = TensorScope.Begin();
            adam.Step((a * w * w).Sum() * 0.5 - (b * w).Sum());
            path.AddRange(TorchFixture.Numbers(w));
        }

        TorchFixture.Near(stored.Numbers(form), [.. path], Tolerance, form);
    }

    [Fact]
    public void Settings_outside_their_range_are_refused()
    {
        foreach (AdamOptions bad in (AdamOptions[])[
            new() { LearningRate = 0 },
            new() { Beta1 = 1 },
            new() { Beta2 = -0.1 },
            new() { Epsilon = 0 }
        ])
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => new Adam([], bad));
        }
    }
}
