using Nad.TestSupport;
using Nad.Torch.Optimizers;

namespace Nad.Torch.Tests.Optimizers;

public sealed class SgdTests
{
    // Ten steps of the same Float32 arithmetic, whose fused forms may round differently by some 1e-7 each.
    private const double Tolerance = 2e-6;
    private const int Steps = 10;

    private static readonly TorchFixture Stored = new("sgd");
    private static readonly StepSchedule Rates = new([(0, 0.1), (4, 0.01), (7, 0.001)]);
    private static readonly string[] Names = ["0.weight", "0.bias", "2.weight", "2.bias"];

    [Theory]
    [InlineData("nesterov", 0.9, true)]
    [InlineData("momentum", 0.9, false)]
    [InlineData("plain", 0, false)]
    public void Ten_steps_on_a_quadratic_follow_PyTorch(string form, double momentum, bool nesterov)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor a = Stored.Tensor("a"), b = Stored.Tensor("b"), w = Stored.Tensor("start").RequireGrad();

        List<double>[] path = Run([w], () => (0.5 * (a * w * w).Sum()) - (b * w).Sum(), momentum, nesterov);

        TorchFixture.Near(Stored.Numbers($"{form}/quadratic"), [.. path[0]], Tolerance, form);
    }

    [Theory]
    [InlineData("nesterov", 0.9, true)]
    [InlineData("momentum", 0.9, false)]
    [InlineData("plain", 0, false)]
    public void Ten_steps_of_a_small_net_follow_PyTorch(string form, double momentum, bool nesterov)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor x = Stored.Tensor("x"), y = Stored.Tensor("y");
        Tensor[] w = Array.ConvertAll(Names, n => Stored.Tensor($"start.{n}").RequireGrad());

        List<double>[] path = Run(
            w,
            () => Functional.CrossEntropy(Functional.Linear(Functional.Linear(x, w[0], w[1]).ReluInPlace(), w[2], w[3]), y),
            momentum,
            nesterov);

        for (int i = 0; i < w.Length; i++)
            TorchFixture.Near(Stored.Numbers($"{form}/net.{Names[i]}"), [.. path[i]], Tolerance, $"{form} {Names[i]}");
    }

    [Fact]
    public void A_parameter_that_takes_no_part_is_an_error_and_nothing_moves()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor used = Tensor.From([1f], 1).RequireGrad(), unused = Tensor.From([2f], 1).RequireGrad();
        using Sgd sgd = new([used, unused], new SgdOptions()) { LearningRate = 0.1 };

        Assert.Throws<TorchException>(() => sgd.Step((used * used).Sum()));

        Assert.Equal((1f, 2f), (used.ToFloats()[0], unused.ToFloats()[0]));
    }

    [Theory]
    [InlineData(-0.1, 0)]
    [InlineData(1, 0)]
    [InlineData(0.9, -1e-4)]
    public void Options_outside_their_range_are_refused(double momentum, double decay) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd([], new SgdOptions { Momentum = momentum, WeightDecay = decay }));

    private static List<double>[] Run(Tensor[] parameters, Func<Tensor> loss, double momentum, bool nesterov)
    {
        List<double>[] path = Array.ConvertAll(parameters, _ => new List<double>());
        using Sgd sgd = new(parameters, new SgdOptions { Momentum = momentum, Nesterov = nesterov, WeightDecay = 0.01 });
        for (int step = 0; step < Steps; step++)
        {
            sgd.LearningRate = Rates.At(step);
            sgd.Step(loss());
            for (int i = 0; i < path.Length; i++) path[i].AddRange(TorchFixture.Numbers(parameters[i]));
        }

        return path;
    }
}
