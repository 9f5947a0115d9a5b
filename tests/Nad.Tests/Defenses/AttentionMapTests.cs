using Nad.Defenses;
using Nad.TestSupport;
using Nad.Torch;

namespace Nad.Tests.Defenses;

public sealed class AttentionMapTests
{
    // A dozen Float32 operations; PyTorch's norm is a fused one.
    private const double Tolerance = 3e-6;

    private static readonly TorchFixture Stored = new("attention");

    public static TheoryData<double, AttentionOperator> Operators =>
        new MatrixTheoryData<double, AttentionOperator>(
            [1, 2, 0.5, 3], [AttentionOperator.Sum, AttentionOperator.Mean, AttentionOperator.Max]);

    [Theory]
    [MemberData(nameof(Operators))]
    public void Maps_distances_and_gradients_equal_those_of_PyTorch(double power, AttentionOperator gather)
    {
        string name = FormattableString.Invariant(
            $"{power}/{(gather switch { AttentionOperator.Sum => "sum", AttentionOperator.Mean => "mean", _ => "amax" })}");
        using TensorScope scope = TensorScope.Begin();
        Tensor student = Stored.Tensor("student").RequireGrad(), teacher = Stored.Tensor("teacher");

        Tensor map = AttentionMap.Of(student, power, gather), target = AttentionMap.Of(teacher, power, gather);
        Near(name, map);
        foreach (DistanceForm form in (DistanceForm[])[DistanceForm.Mse, DistanceForm.L2])
        {
            string at = $"{name}/{(form == DistanceForm.Mse ? "mse" : "l2")}";
            Tensor distance = AttentionMap.Distance(map, target, form);
            Near(at, distance);
            Near($"{at}/grad", Autograd.Gradients(distance, [student], keepGraph: true)[0]);
        }
    }

    [Theory]
    [MemberData(nameof(Operators))]
    public void Rows_have_unit_norm_and_no_negative_entry(double power, AttentionOperator gather)
    {
        using TensorScope scope = TensorScope.Begin();
        float[] map = AttentionMap.Of(Stored.Tensor("teacher"), power, gather).ToFloats();
        Assert.All(map, x => Assert.True(x >= 0));
        foreach (float[] row in map.Chunk(16)) Assert.Equal(1, Math.Sqrt(row.Sum(x => (double)x * x)), 1e-5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(0.5)]
    [InlineData(0.1)]
    [InlineData(3)]
    public void Zeros_give_no_NaN_in_maps_distances_or_gradients(double power)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor zeros = Tensor.Zeros(DType.Float32, 2, 3, 4, 4).RequireGrad();

        Tensor map = AttentionMap.Of(zeros, power);
        Tensor distance = AttentionMap.Distance(map, AttentionMap.Of(Stored.Tensor("teacher").Slice(0, 0, 2), power), DistanceForm.L2);

        Assert.Equal(1, distance.Item(), 1e-2);
        Assert.All(Autograd.Gradients(distance, [zeros])[0].ToFloats(), g => Assert.Equal(0, g));
    }

    [Fact]
    public void The_gradient_stays_finite_where_both_maps_agree()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor features = Stored.Tensor("teacher").RequireGrad();
        Tensor distance = AttentionMap.Distance(AttentionMap.Of(features), AttentionMap.Of(features.Detach()), DistanceForm.L2);
        Assert.All(Autograd.Gradients(distance, [features])[0].ToFloats(), g => Assert.True(Math.Abs(g) < 1e-3));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Mean_and_sum_over_channels_are_the_same_loss(double power)
    {
        using TensorScope scope = TensorScope.Begin();
        double[] losses =
        [.. ((AttentionOperator[])[AttentionOperator.Sum, AttentionOperator.Mean]).Select(gather => AttentionMap.Distance(
            AttentionMap.Of(Stored.Tensor("teacher").Slice(1, 0, 3), power, gather),
            AttentionMap.Of(Stored.Tensor("teacher"), power, gather),
            DistanceForm.Mse).Item())];

        // The 1e-6 beside the norm weighs a little more on the smaller map of means.
        Assert.Equal(losses[0], losses[1], losses[0] * 1e-4);
    }

    [Fact]
    public void Features_that_are_not_4D_are_refused()
    {
        using Tensor flat = Tensor.Zeros(DType.Float32, 2, 64);
        Assert.Contains("got 2x64", Assert.Throws<NadException>(() => AttentionMap.Of(flat)).Message, StringComparison.Ordinal);
    }

    private static void Near(string name, Tensor actual) =>
        TorchFixture.Near(Stored.Numbers(name), TorchFixture.Numbers(actual), Tolerance, name);
}
