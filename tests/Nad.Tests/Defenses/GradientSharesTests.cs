using Nad.Data;
using Nad.Defenses;
using Nad.Models;
using Nad.Tests.Models;
using Nad.Torch;
using Nad.Training;

namespace Nad.Tests.Defenses;

public sealed class GradientSharesTests
{
    private static readonly CleanData Clean = new(TestModels.Images(12, seed: 1), null);

    [Fact]
    public void Shares_are_the_norms_of_the_weighted_gradients_and_measuring_changes_nothing()
    {
        using TensorScope scope = TensorScope.Begin();
        using WideResNet student = TestModels.Random(1), teacher = TestModels.Random(2), twin = TestModels.Random(1);
        double[] beta = [500, 0, 2000];
        NadOptions options = new() { Beta = [.. beta] };
        NeuralAttentionDistillation method = new(options);
        byte[][] before = TestModels.Bits(student);

        double[] shares =
            new GradientShares((m, batch) => method.Loss(m, teacher, batch), options, Clean, new RunContext()).Measure(student);

        Assert.Equal(before, TestModels.Bits(student));
        StepLoss loss = method.Loss(twin, teacher, new BatchAssembler(Clean.Training, Device.Cpu).InOrder(0, 12));
        double Norm(Tensor part) =>
            Math.Sqrt(Autograd.Gradients(part + (loss.CrossEntropy * 0), twin.State.Parameters, keepGraph: true).Sum(
                g => g.ToFloats().Sum(x => (double)x * x)));
        double[] pull = [.. loss.Attention.Select((d, l) => beta[l] * Norm(d))];
        double all = Norm(loss.CrossEntropy) + pull.Sum();
        for (int l = 0; l < 3; l++) Assert.Equal(pull[l] / all, shares[l], 1e-4);
        Assert.Equal(0, shares[1]);
        Assert.True(shares[0] > 0 && shares[2] > 0);
    }

    [Fact]
    public void Finetuning_has_no_shares()
    {
        using WideResNet student = TestModels.Random(1), teacher = TestModels.Random(2);
        NadOptions options = new() { Beta = [0] };
        NeuralAttentionDistillation method = new(options);
        Assert.Empty(new GradientShares((m, batch) => method.Loss(m, teacher, batch), options, Clean, new RunContext()).Measure(student));
    }

    [Theory]
    [InlineData(new[] { 0.001, 0.002, 0.003 }, true)]
    [InlineData(new[] { 0.001, 0.002, 0.3 }, false)]
    [InlineData(new double[0], false)]
    public void A_distillation_that_hardly_acted_is_told(double[] shares, bool told)
    {
        EpochRecord[] epochs = [new() { Phase = "student", Epoch = 1, Lr = 0.1, Loss = 1, CrossEntropy = 1, GradientShare = shares }];
        Assert.Equal(
            told, GradientShares.Warnings(epochs, new NadOptions()).Any(w => w.Contains("hardly acted", StringComparison.Ordinal)));
        Assert.Empty(GradientShares.Warnings(epochs, new NadOptions { Beta = [0] }));
    }

    [Fact]
    public void Every_epoch_of_a_run_has_its_shares_and_a_tiny_beta_is_warned_of()
    {
        using WideResNet model = TestModels.Random();
        TrainingRecipe recipe = new() { Epochs = 2, BatchSize = 6 };
        using DefenseResult result =
            new NeuralAttentionDistillation(new NadOptions { Student = recipe, TeacherRecipe = recipe, Beta = [1e-6], CollapseLimit = 1 })
                .Erase(model, Clean, new RunContext());
        Assert.Equal([0, 0, 3, 3], result.Epochs.Select(e => e.GradientShare.Length));
        Assert.Contains("hardly acted", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }
}
