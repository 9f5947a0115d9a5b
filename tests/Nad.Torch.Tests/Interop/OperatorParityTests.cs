using Nad.TestSupport;
using Nad.Torch.Interop;

namespace Nad.Torch.Tests.Interop;

public sealed class OperatorParityTests
{
    // The same arithmetic in Float32: only the order of sums and the width of vectors may differ, a few units of 6e-8 over some dozen
    // terms.
    private const double Tolerance = 1e-6;

    private static readonly TorchFixture Stored = new("operators");

    public static TheoryData<string> Cases => [.. OperatorCases.All.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Results_equal_those_of_PyTorch(string name)
    {
        using TensorScope scope = TensorScope.Begin();

        Tensor result = OperatorCases.All[name](Operands(name));

        Assert.Equal(Stored.Data($"{name}/out").Shape, result.Shape);
        Assert.Equal(Stored.Data($"{name}/out").Type, result.Type);
        TorchFixture.Near(Stored.Numbers($"{name}/out"), TorchFixture.Numbers(result), Tolerance, name);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_equal_those_of_PyTorch(string name)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor[] operands = Operands(name);
        int[] trained = [.. Enumerable.Range(0, operands.Length).Where(i => Stored.Has($"{name}/grad{i}"))];
        foreach (int i in trained) operands[i].RequireGrad();

        Tensor result = OperatorCases.All[name](operands);

        Assert.Equal(trained.Length > 0, result.RequiresGrad);
        if (trained.Length == 0) return;                    // nothing is trained through this one
        Tensor[] gradients = Autograd.Gradients((result * Stored.Tensor($"{name}/by")).Sum(), [.. trained.Select(i => operands[i])]);
        for (int k = 0; k < trained.Length; k++)
        {
            TorchFixture.Near(
                Stored.Numbers($"{name}/grad{trained[k]}"), TorchFixture.Numbers(gradients[k]), Tolerance, $"{name}, operand {trained[k]}");
        }
    }

    [Theory]
    [InlineData("aten::conv2d#k3s1")]
    [InlineData("aten::conv2d#k3s2")]
    [InlineData("aten::conv2d#k1s2")]
    [InlineData("aten::batch_norm#training")]
    public void The_layout_in_memory_does_not_change_the_result(string name)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor[] operands = Array.ConvertAll(Operands(name), t => t.Dimensions == 4 ? t.Contiguous(MemoryLayout.ChannelsLast) : t);

        Tensor result = OperatorCases.All[name](operands);

        TorchFixture.Near(Stored.Numbers($"{name}/out"), TorchFixture.Numbers(result), Tolerance, name);
    }

    [Fact]
    public void Every_operator_has_a_stored_case() =>
        Assert.Equal(
            Operators.All.Select(o => o.ToString()).Order(), OperatorCases.All.Keys.Select(k => k.Split('#')[0]).Distinct().Order());

    [Fact]
    public void Every_stored_case_is_compared() =>
        Assert.Equal(Stored.Names.Select(n => n.Split('/')[0]).Distinct().Order(), OperatorCases.All.Keys.Order());

    private static Tensor[] Operands(string name)
    {
        List<Tensor> operands = [];
        while (Stored.Has($"{name}/in{operands.Count}")) operands.Add(Stored.Tensor($"{name}/in{operands.Count}"));
        return [.. operands];
    }
}
