using System.Runtime.InteropServices;
using Nad.Data;
using Nad.Defenses;
using Nad.Files.Checkpoints;
using Nad.Models;
using Nad.TestSupport;
using Nad.Torch;
using Nad.Torch.Optimizers;
using Nad.Training;

namespace Nad.Tests.Defenses;

public sealed class NadStepParityTests
{
    // Float32 through ten layers and back, against Float64. libtorch 1.13 sums the batch statistics of channels-last maps in Float32: the
    // error is up to 5e-6, where its row-major kernel has 2e-6.
    private const double GradientTolerance = 1e-5;
    private const double LossTolerance = 2e-6;
    private const int Thin = 7;

    private static readonly TorchFixture Stored = new("wide_resnet");

    [Fact]
    public void One_step_has_the_losses_gradients_and_new_weights_of_PyTorch()
    {
        using TensorScope scope = TensorScope.Begin();
        using WideResNet student = Load(Stored.Below("start.")), teacher = Load(Stored.Below("start.").Select(Mirrored));
        byte[][] teacherBefore = Models.TestModels.Bits(teacher);
        Batch batch = new(Stored.Tensor("images").Contiguous(MemoryLayout.ChannelsLast), Stored.Tensor("labels"));

        StepLoss loss = new NeuralAttentionDistillation(new NadOptions()).Loss(student, teacher, batch);

        TorchFixture.Near(Stored.Numbers("step.cross_entropy"), [loss.CrossEntropy.Item()], LossTolerance, "cross-entropy");
        TorchFixture.Near(Stored.Numbers("step.attention"), [.. loss.Attention.Select(a => a.Item())], LossTolerance, "attention");
        TorchFixture.Near(Stored.Numbers("step.loss"), [loss.Total.Item()], LossTolerance, "loss");

        Tensor[] gradients = Autograd.Gradients(loss.Total, student.State.Parameters, keepGraph: true);
        for (int i = 0; i < gradients.Length; i++)
        {
            string name = student.State.ParameterNames[i];
            TorchFixture.Near(
                Stored.Numbers($"step.grad.{name}"), TorchFixture.Numbers(gradients[i]), GradientTolerance, $"gradient of {name}");
        }

        using Sgd sgd = new(student.State.Parameters, new SgdOptions()) { LearningRate = 0.1 };
        sgd.Step(loss.Total);
        foreach ((string name, Tensor tensor) in student.State.Entries)
        {
            double[] after = [.. TorchFixture.Numbers(tensor).Where((_, i) => i % Thin == 0)];
            TorchFixture.Near(Stored.Numbers($"step.after.{name}"), after, GradientTolerance, $"{name} after the step");
        }

        Assert.Equal(teacherBefore, Models.TestModels.Bits(teacher));
    }

    private static WideResNet Load(IEnumerable<NamedTensor> tensors)
    {
        WideResNet model = new(10, 1, 10);
        model.Load(tensors);
        return model;
    }

    // The teacher of the fixture: every kernel mirrored left to right.
    private static NamedTensor Mirrored(NamedTensor tensor)
    {
        if (tensor.Data.Shape.Length != 4) return tensor;
        float[] values = MemoryMarshal.Cast<byte, float>(tensor.Data.Bytes).ToArray();
        int width = (int)tensor.Data.Shape[3];
        for (int row = 0; row < values.Length; row += width) Array.Reverse(values, row, width);
        return tensor with { Data = tensor.Data with { Bytes = MemoryMarshal.AsBytes(values.AsSpan()).ToArray() } };
    }
}
