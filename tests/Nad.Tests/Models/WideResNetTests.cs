using Nad.Data;
using Nad.Models;
using Nad.Torch;
using Nad.Torch.Modules;

namespace Nad.Tests.Models;

public sealed class WideResNetTests
{
    // Sizes as counted in PyTorch, for 10 and for 43 classes.
    [Theory]
    [InlineData(10, 1, 46, 25, 77_850, 79_995)]
    [InlineData(10, 2, 47, 26, 303_706, 307_963)]
    [InlineData(16, 1, 82, 43, 175_066, 177_211)]
    [InlineData(16, 2, 83, 44, 691_674, 695_931)]
    [InlineData(40, 1, 226, 115, 563_930, 566_075)]
    [InlineData(40, 2, 227, 116, 2_243_546, 2_247_803)]
    public void The_state_has_the_names_shapes_order_and_size_of_the_reference(
        int depth, int widen, int entries, int trained, long parameters10, long parameters43)
    {
        using WideResNet ten = new(depth, widen, 10), fortyThree = new(depth, widen, 43);

        Assert.Equal((entries, trained, parameters10), (ten.State.Entries.Count(), ten.State.Parameters.Count, ten.ParameterCount));
        Assert.Equal(
            (entries, trained, parameters43),
            (fortyThree.State.Entries.Count(), fortyThree.State.Parameters.Count, fortyThree.ParameterCount));
        Assert.Equal(
            WideResNetFingerprint.Entries(depth, widen, 43).Select(e => (e.Name, string.Join('x', e.Shape))),
            fortyThree.State.Entries.Select(e => (e.Name, string.Join('x', e.Tensor.Shape))));
        Assert.Equal($"wrn-{depth}-{widen}", ten.Architecture);
    }

    [Theory]
    [InlineData(9, 1, 10)]
    [InlineData(15, 1, 10)]
    [InlineData(4, 1, 10)]
    [InlineData(16, 0, 10)]
    [InlineData(16, 1, 1)]
    public void Networks_that_do_not_exist_are_refused(int depth, int widen, int classes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new WideResNet(depth, widen, classes));

    [Fact]
    public void Convolutions_start_with_the_deviation_of_their_fan_out()
    {
        using WideResNet model = new(16, 1, 10);
        model.Initialise(new RandomStream(1, "weights"));
        foreach ((string name, Tensor tensor) in model.State.Entries.Where(e => e.Tensor.Dimensions == 4))
        {
            float[] w = tensor.ToFloats();
            double sigma = Math.Sqrt(2.0 / (tensor.Shape[0] * tensor.Shape[2] * tensor.Shape[3]));
            double deviation = Math.Sqrt(w.Average(x => (double)x * x));

            // Five standard errors of a deviation and of a mean of n normal numbers.
            Assert.True(
                Math.Abs((deviation / sigma) - 1) < 5 / Math.Sqrt(2.0 * w.Length), $"{name}: deviation {deviation}, expected {sigma}");
            Assert.True(Math.Abs(w.Average()) < 5 * sigma / Math.Sqrt(w.Length), $"{name}: mean {w.Average()}");
        }
    }

    [Fact]
    public void Everything_else_starts_as_in_PyTorch()
    {
        using WideResNet model = new(16, 1, 10);
        model.Initialise(new RandomStream(1, "weights"));
        foreach ((string name, Tensor tensor) in model.State.Entries.Where(
            e => e.Tensor.Dimensions == 1 && !e.Name.StartsWith("fc", StringComparison.Ordinal)))
        {
            bool one = name.EndsWith(".weight", StringComparison.Ordinal) || name.EndsWith("running_var", StringComparison.Ordinal);
            Assert.All(tensor.ToFloats(), x => Assert.Equal(one ? 1 : 0, x));
        }

        float[] fc = model.State["fc.weight"].ToFloats();
        Assert.All(fc, x => Assert.InRange(x, -0.125f, 0.125f));             // 1/√64
        Assert.InRange(fc.Max(), 0.11f, 0.125f);
        Assert.InRange(fc.Min(), -0.125f, -0.11f);
        Assert.All(model.State["fc.bias"].ToFloats(), x => Assert.Equal(0, x));
        Assert.Equal([0L], model.State["bn1.num_batches_tracked"].ToLongs());
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights_and_another_seed_others()
    {
        using WideResNet first = TestModels.Random(1), same = TestModels.Random(1), other = TestModels.Random(2);
        Assert.Equal(TestModels.Bits(first), TestModels.Bits(same));
        Assert.NotEqual(TestModels.Bits(first), TestModels.Bits(other));
    }

    [Fact]
    public void A_clone_has_the_same_bits_and_lives_its_own_life()
    {
        using WideResNet model = TestModels.Random();
        byte[][] before = TestModels.Bits(model);
        using Classifier clone = model.Clone();
        Assert.Equal(before, TestModels.Bits(clone));

        using (Autograd.NoGrad())
        {
            foreach ((_, Tensor tensor) in clone.State.Entries) tensor.FillInPlace(3);
        }

        Assert.Equal(before, TestModels.Bits(model));
        Assert.Equal((model.Architecture, model.ClassCount), (clone.Architecture, clone.ClassCount));
    }

    [Fact]
    public void Forward_gives_the_same_taps_as_Groups()
    {
        using TensorScope scope = TensorScope.Begin();
        using WideResNet model = TestModels.Random();
        Batch batch = new BatchAssembler(TestModels.Images(3), Device.Cpu).InOrder(0, 3);

        Activations forward = model.Forward(batch.Images, Mode.Inference);
        IReadOnlyList<Tensor> groups = model.Groups(batch.Images, Mode.Inference);

        Assert.Equal(["3x16x32x32", "3x32x16x16", "3x64x8x8"], groups.Select(g => g.ShapeText));
        Assert.Equal("3x10", forward.Logits.ShapeText);
        Assert.Equal(model.TapNames.Count, groups.Count);
        for (int l = 0; l < groups.Count; l++) Assert.Equal(groups[l].ToFloats(), forward.Groups[l].ToFloats());
    }

    [Fact]
    public void Taps_keep_their_negative_values()
    {
        using TensorScope scope = TensorScope.Begin();
        using WideResNet model = TestModels.Random();
        Batch batch = new BatchAssembler(TestModels.Images(2), Device.Cpu).InOrder(0, 2);
        Assert.All(model.Forward(batch.Images, Mode.Training).Groups, tap => Assert.True(tap.ToFloats().Min() < 0));
    }
}
