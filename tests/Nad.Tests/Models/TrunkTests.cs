using Nad.Data;
using Nad.Defenses;
using Nad.Evaluation;
using Nad.Models;
using Nad.TestSupport;
using Nad.Torch;
using Nad.Torch.Modules;
using Nad.Torch.Trunks;
using Nad.Training;

namespace Nad.Tests.Models;

/// <summary>
/// The native trunk against the same layers run operator by operator. (Parity with PyTorch's own numbers is tested elsewhere, through the
/// trunk.)
/// </summary>
public sealed class TrunkTests
{
    // Two Float32 computations of the same function. Of a million rectifiers a few lie so near zero that the two switch them differently,
    // which a value hardly feels and a gradient of noise does; the exact comparison is GradientParityTests.
    private const double ValueTolerance = 3e-5, GradientTolerance = 2e-2;

    [Theory]
    [InlineData(Mode.Training, TapForm.Features)]
    [InlineData(Mode.Training, TapForm.Squares)]
    [InlineData(Mode.Inference, TapForm.Features)]
    [InlineData(Mode.Inference, TapForm.Squares)]
    [InlineData(Mode.Inference, TapForm.None)]
    public void Taps_and_logits_are_those_of_the_operators(Mode mode, TapForm taps)
    {
        SkipWithoutTrunk();
        using TensorScope scope = TensorScope.Begin();
        using WideResNet one = Model(), other = Model();
        Batch batch = Batch(12);
        using Autograd.NoGradScope off = Autograd.NoGrad();

        Activations fast = one.Forward(batch.Images, mode, taps), slow = other.Forward(Watched(batch.Images), mode, taps);

        TorchFixture.Near(TorchFixture.Numbers(slow.Logits), TorchFixture.Numbers(fast.Logits), ValueTolerance, "logits");
        Assert.Equal(taps == TapForm.None ? 0 : 3, fast.Groups.Count);
        for (int l = 0; l < fast.Groups.Count; l++)
        {
            Assert.Equal(slow.Groups[l].Shape, fast.Groups[l].Shape);
            TorchFixture.Near(TorchFixture.Numbers(slow.Groups[l]), TorchFixture.Numbers(fast.Groups[l]), ValueTolerance, $"tap {l + 1}");
        }

        foreach ((string name, Tensor tensor) in one.State.Entries)
        {
            TorchFixture.Near(TorchFixture.Numbers(other.State[name]), TorchFixture.Numbers(tensor), ValueTolerance, name);
        }
    }

    [Theory]
    [InlineData(2.0)]      // squares, summed inside the trunk
    [InlineData(1.0)]      // features, handed out and back
    public void Gradients_of_the_whole_loss_are_those_of_the_operators(double power)
    {
        SkipWithoutTrunk();
        using TensorScope scope = TensorScope.Begin();
        using WideResNet student = Model(), teacher = Model(1);
        Batch batch = Batch(12);
        NeuralAttentionDistillation nad = new(new NadOptions { Power = power });

        StepLoss fast = nad.Loss(student, teacher, batch),
            slow = nad.Loss(student, teacher, new Batch(Watched(batch.Images), batch.Labels));
        Tensor[] found = Autograd.Gradients(fast.Total, student.State.Parameters),
            expected = Autograd.Gradients(slow.Total, student.State.Parameters);

        Assert.Equal(43, found.Length);
        TorchFixture.Near([slow.Total.Item()], [fast.Total.Item()], ValueTolerance, "loss");
        for (int i = 0; i < found.Length; i++)
        {
            TorchFixture.Near(
                TorchFixture.Numbers(expected[i]), TorchFixture.Numbers(found[i]), GradientTolerance, student.State.ParameterNames[i]);
        }
    }

    [Fact]
    public void Two_passes_before_a_gradient_keep_their_activations_apart()
    {
        SkipWithoutTrunk();
        using TensorScope scope = TensorScope.Begin();
        using WideResNet model = Model();
        Batch first = Batch(6), second = Batch(6, seed: 1);
        Tensor[] alone = Autograd.Gradients(SupervisedLoss.Of(model, first).Total, model.State.Parameters);

        Tensor kept = SupervisedLoss.Of(model, first).Total;
        _ = SupervisedLoss.Of(model, second);
        Tensor[] found = Autograd.Gradients(kept, model.State.Parameters);

        for (int i = 0; i < found.Length; i++) Assert.Equal(alone[i].ToFloats(), found[i].ToFloats());
    }

    [Fact]
    public void A_graph_that_was_used_up_gives_no_second_gradient()
    {
        SkipWithoutTrunk();
        using TensorScope scope = TensorScope.Begin();
        using WideResNet model = Model();
        Tensor loss = SupervisedLoss.Of(model, Batch(4)).Total;
        Autograd.Gradients(loss, model.State.Parameters);

        Assert.Throws<TorchException>(() => Autograd.Gradients(loss, model.State.Parameters));
    }

    [Fact]
    public void The_gradient_of_an_image_goes_through_the_operators()
    {
        using TensorScope scope = TensorScope.Begin();
        using WideResNet model = Model();
        Tensor images = Watched(Batch(4).Images);

        Tensor gradient = Autograd.Gradients(model.Forward(images, Mode.Inference).Logits.Sum(), [images])[0];

        Assert.Contains(gradient.ToFloats(), g => g != 0);
    }

    [Fact]
    public void The_gradient_of_an_image_of_a_frozen_model_is_that_of_the_operators()
    {
        SkipWithoutTrunk();
        using TensorScope scope = TensorScope.Begin();
        using WideResNet frozen = Model(), other = Model();
        Tensor images = Watched(Batch(12).Images),
            weights = Tensor.From([.. Enumerable.Range(0, 120).Select(i => (float)Math.Sin(i))], 12, 10);

        Tensor expected = Gradient(other), found;
        using (frozen.State.Freeze()) found = Gradient(frozen);

        TorchFixture.Near(TorchFixture.Numbers(expected), TorchFixture.Numbers(found), ValueTolerance, "gradient of the image");
        Assert.All(frozen.State.Parameters, p => Assert.True(p.RequiresGrad));

        Tensor Gradient(WideResNet model) =>
            Autograd.Gradients((model.Forward(images, Mode.Inference, TapForm.None).Logits * weights).Sum(), [images])[0];
    }

    [Fact]
    public void Bfloat16_is_near_and_what_is_measured_is_float32()
    {
        SkipWithoutBFloat16();
        using TensorScope scope = TensorScope.Begin();
        using WideResNet exact = Model(), rough = Model();
        rough.Precision = Precision.BFloat16;
        Batch batch = Batch(64);

        StepLoss expected = SupervisedLoss.Of(exact, batch), found = SupervisedLoss.Of(rough, batch);
        Tensor[] e = Autograd.Gradients(expected.Total, exact.State.Parameters),
            f = Autograd.Gradients(found.Total, rough.State.Parameters);

        Assert.InRange(Math.Abs(found.Total.Item() - expected.Total.Item()) / expected.Total.Item(), 1e-9, 0.02);
        for (int i = 0; i < e.Length; i++) Assert.InRange(Cosine(e[i].ToFloats(), f[i].ToFloats()), 0.8, 1.0001);

        using Classifier same = exact.Clone();
        same.Precision = Precision.BFloat16;
        ImageSet images = TestModels.Images(40);
        Assert.Equal(new Evaluator(Device.Cpu).Predict(exact, images), new Evaluator(Device.Cpu).Predict(same, images));
        using Autograd.NoGradScope off = Autograd.NoGrad();
        Assert.Equal(
            exact.Forward(batch.Images, Mode.Inference).Logits.ToFloats(), same.Forward(batch.Images, Mode.Inference).Logits.ToFloats());
    }

    [Theory]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.BFloat16)]
    public void The_same_step_gives_the_same_bits(Precision precision)
    {
        if (precision == Precision.BFloat16) SkipWithoutBFloat16();
        float[][][] runs = new float[2][][];
        for (int run = 0; run < 2; run++)
        {
            using TensorScope scope = TensorScope.Begin();
            using WideResNet student = Model(), teacher = Model(1);
            student.Precision = teacher.Precision = precision;
            Tensor total = new NeuralAttentionDistillation(new NadOptions()).Loss(student, teacher, Batch(10)).Total;
            runs[run] = [.. Autograd.Gradients(total, student.State.Parameters).Select(g => g.ToFloats())];
        }

        Assert.Equal(runs[0], runs[1]);
    }

    private static void SkipWithoutTrunk()
    {
        if (!TrunkRuntime.Available) Assert.Skip($"The trunk is {TrunkRuntime.Description}.");
    }

    private static void SkipWithoutBFloat16()
    {
        if (!TrunkRuntime.ComputesBFloat16) Assert.Skip($"bfloat16 needs AVX-512; the trunk is {TrunkRuntime.Description}.");
    }

    private static WideResNet Model(long seed = 0)
    {
        WideResNet model = new(16, 1, 10);
        model.Initialise(new RandomStream(seed, "weights"));
        return model;
    }

    private static Batch Batch(int count, long seed = 0) =>
        new BatchAssembler(TestModels.Images(count, seed), Device.Cpu).InOrder(0, count);

    // Images whose gradient is wanted make the network run operator by operator.
    private static Tensor Watched(Tensor images) => images.Clone().RequireGrad();

    private static double Cosine(float[] a, float[] b) =>
        a.Zip(b, (x, y) => (double)x * y).Sum() / Math.Sqrt(a.Sum(x => (double)x * x) * b.Sum(y => (double)y * y));
}
