using Nad.TestSupport;
using Nad.Torch.Optimizers;

namespace Nad.Torch.Tests.Optimizers;

public sealed class MuonTests
{
    // Ten steps; the iteration enlarges what rounding leaves in the small singular values.
    private const double Tolerance = 2e-5;

    private static readonly TorchFixture Stored = new("muon");
    private static readonly StepSchedule Rates = new([(0, 0.1), (4, 0.01), (7, 0.001)]);
    private static readonly string[] Names = ["0.weight", "0.bias", "2.weight", "4.weight", "4.bias"];

    [Theory]
    [InlineData(MemoryLayout.RowMajor)]
    [InlineData(MemoryLayout.ChannelsLast)]
    public void Ten_steps_of_a_small_convolutional_net_follow_PyTorch(MemoryLayout layout)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor x = Stored.Tensor("x"), y = Stored.Tensor("y");
        Tensor[] w = Array.ConvertAll(
            Names,
            n => Stored.Tensor($"start.{n}") is { Sizes.Length: 4 } f
                ? f.Contiguous(layout).RequireGrad()
                : Stored.Tensor($"start.{n}").RequireGrad());
        List<double>[] path = Array.ConvertAll(w, _ => new List<double>());
        using Sgd sgd = new(w, new SgdOptions { WeightDecay = 0.01, OrthogonalRate = 0.1 });

        for (int step = 0; step < 10; step++)
        {
            sgd.LearningRate = Rates.At(step);
            Tensor hidden = Functional.Conv2d(Functional.Conv2d(x, w[0], w[1], 1, 0).ReluInPlace(), w[2], null, 1, 0);
            sgd.Step(Functional.CrossEntropy(Functional.Linear(hidden.Contiguous().Flatten(1), w[3], w[4]), y));
            for (int i = 0; i < w.Length; i++) path[i].AddRange(TorchFixture.Numbers(w[i]));
        }

        for (int i = 0; i < w.Length; i++) TorchFixture.Near(Stored.Numbers($"path.{Names[i]}"), [.. path[i]], Tolerance, Names[i]);
    }

    [Theory]
    [InlineData(4, 9)]
    [InlineData(9, 4)]
    public void Rows_or_columns_of_the_result_are_nearly_orthonormal(int rows, int columns)
    {
        using TensorScope scope = TensorScope.Begin();
        Random random = new(1);
        float[] g = [.. Enumerable.Range(0, rows * columns).Select(_ => (float)((random.NextDouble() - 0.5) * 1e-3))];

        float[] o = NewtonSchulz.Orthogonal(Tensor.From(g, rows, columns)).ToFloats();

        // Of the smaller side: the products of its vectors, on the diagonal the squares of singular values of 0.7 to 1.2.
        int n = Math.Min(rows, columns), m = Math.Max(rows, columns);
        double At(int i, int k) => rows <= columns ? o[(i * columns) + k] : o[(k * columns) + i];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double product = Enumerable.Range(0, m).Sum(k => At(i, k) * At(j, k));
                if (i == j) Assert.InRange(product, 0.4, 1.5);
                else Assert.InRange(product, -0.5, 0.5);
            }
        }
    }

    [Fact]
    public void A_gradient_of_zeros_stays_one()
    {
        using TensorScope scope = TensorScope.Begin();
        Assert.All(NewtonSchulz.Orthogonal(Tensor.From(new float[12], 3, 4)).ToFloats(), x => Assert.Equal(0f, x));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-0.1)]
    public void A_factor_that_is_not_above_0_is_refused(double factor) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd([], new SgdOptions { OrthogonalRate = factor }));
}
