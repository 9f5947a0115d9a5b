using Nad.Data;
using Nad.Defenses;
using Nad.Models;
using Nad.Tests.Models;
using Nad.Torch;
using Nad.Torch.Optimizers;
using Nad.Training;

namespace Nad.Tests.Defenses;

public sealed class ModeConnectivityRepairTests
{
    private static readonly CleanData Clean = new(TestModels.Images(12, seed: 1), TestModels.Images(10, seed: 2));
    private static readonly ModeConnectivityOptions Options = new()
    {
        Recipe = new ModeConnectivityOptions().Recipe with { Epochs = 2, BatchSize = 6, LearningRate = StepSchedule.Constant(0.05) },
        EndRecipe = new() { Epochs = 1, BatchSize = 6 },
        CollapseLimit = 1,
    };

    [Theory]
    [InlineData(CurveShape.Bezier, 0, 1, 0, 0)]
    [InlineData(CurveShape.Bezier, 0.5, 0.25, 0.5, 0.25)]
    [InlineData(CurveShape.Bezier, 0.3, 0.49, 0.42, 0.09)]
    [InlineData(CurveShape.Bezier, 1, 0, 0, 1)]
    [InlineData(CurveShape.Polygonal, 0, 1, 0, 0)]
    [InlineData(CurveShape.Polygonal, 0.25, 0.5, 0.5, 0)]
    [InlineData(CurveShape.Polygonal, 0.5, 0, 1, 0)]
    [InlineData(CurveShape.Polygonal, 0.9, 0, 0.2, 0.8)]
    [InlineData(CurveShape.Polygonal, 1, 0, 0, 1)]
    public void Shares_of_ends_and_bend(CurveShape shape, double t, double first, double bend, double last)
    {
        (double a, double b, double c) = WeightCurve.Shares(shape, t);
        Assert.Equal(first, a, 1e-12);
        Assert.Equal(bend, b, 1e-12);
        Assert.Equal(last, c, 1e-12);
    }

    [Theory]
    [InlineData(CurveShape.Bezier)]
    [InlineData(CurveShape.Polygonal)]
    public void The_curve_ends_in_its_ends_and_starts_out_straight(CurveShape shape)
    {
        using TensorScope scope = TensorScope.Begin();
        using WideResNet first = TestModels.Random(1), last = TestModels.Random(2);
        using WeightCurve curve = new(shape, first, last);
        using Classifier start = curve.At(0, Clean.Training, new RunContext()), middle = curve.At(0.5, Clean.Training, new RunContext()),
            end = curve.At(1, Clean.Training, new RunContext());
        for (int i = 0; i < first.State.Parameters.Count; i++)
        {
            float[] a = first.State.Parameters[i].ToFloats(), b = last.State.Parameters[i].ToFloats(),
                half = middle.State.Parameters[i].ToFloats();
            Assert.Equal(a, start.State.Parameters[i].ToFloats());
            Assert.Equal(b, end.State.Parameters[i].ToFloats());
            for (int k = 0; k < a.Length; k++) Assert.Equal((a[k] + b[k]) / 2, half[k], 1e-6f);
        }
    }

    [Fact]
    public void Running_statistics_are_those_of_all_images_each_batch_by_its_size()
    {
        using TensorScope scope = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        using WideResNet model = TestModels.Random(1);
        ImageSet images = TestModels.Images(131, seed: 3);                     // batches of 128 and 3

        RunningStatistics.Estimate(model, images, new RunContext());

        float[][] x = [.. new[] { (0, 128), (128, 3) }.Select(
            p => Functional.Conv2d(
                new BatchAssembler(images, Device.Cpu).InOrder(p.Item1, p.Item2).Images,
                model.State["conv1.weight"],
                null,
                1,
                1).Contiguous().ToFloats())];
        float[] mean = model.State["block1.layer.0.bn1.running_mean"].ToFloats(),
            variance = model.State["block1.layer.0.bn1.running_var"].ToFloats();
        for (int c = 0; c < 16; c++)
        {
            double[][] values = [.. x.Select(
                batch => Enumerable.Range(0, batch.Length).Where(i => i / 1024 % 16 == c).Select(i => (double)batch[i]).ToArray())];
            double[] means = [.. values.Select(v => v.Average())],
                variances = [.. values.Select((v, b) => v.Sum(e => (e - means[b]) * (e - means[b])) / (v.Length - 1))];
            Assert.Equal(((128 * means[0]) + (3 * means[1])) / 131, mean[c], 1e-5);
            Assert.Equal(((128 * variances[0]) + (3 * variances[1])) / 131, variance[c], 1e-4);
        }
    }

    [Theory]
    [InlineData(CurveShape.Bezier)]
    [InlineData(CurveShape.Polygonal)]
    public void The_gradient_of_the_bend_is_that_of_the_loss_at_t(CurveShape shape)
    {
        const double t = 0.3, h = 0.02;
        using TensorScope scope = TensorScope.Begin();
        using WideResNet first = TestModels.Random(1), last = TestModels.Random(2);
        using WeightCurve curve = new(shape, first, last);
        using Classifier point = first.Clone();
        ModeConnectivityOptions options = Options with { Shape = shape, WeightDecay = 0.5 };
        Batch batch = new BatchAssembler(Clean.Training, Device.Cpu).InOrder(0, 8);

        curve.Place(point, t);
        Tensor[] gradients = CurveStep.Gradients(options, point, t, batch).Gradients;
        int bias = point.State.ParameterNames.ToList().IndexOf("fc.bias");
        float[] expected = gradients[bias].ToFloats();

        for (int k = 0; k < 10; k += 3) Assert.Equal((Loss(k, h) - Loss(k, -h)) / (2 * h), expected[k], 2e-3);

        double Loss(int element, double shift)
        {
            Tensor one = curve.Bend.State["fc.bias"];
            using (Autograd.NoGrad()) one.Slice(0, element, element + 1).AddInPlace(Tensor.From([(float)shift], 1));
            curve.Place(point, t);
            double loss = CurveStep.Gradients(options, point, t, batch).Loss.Total.Item();
            using (Autograd.NoGrad()) one.Slice(0, element, element + 1).AddInPlace(Tensor.From([(float)-shift], 1));
            return loss;
        }
    }

    [Theory]
    [InlineData(CurveEnds.Backdoored, new[] { "student", "student" })]
    [InlineData(CurveEnds.Finetuned, new[] { "end", "student", "student" })]
    public void A_run_leaves_the_input_and_gives_the_model_at_t(CurveEnds ends, string[] phases)
    {
        using WideResNet model = TestModels.Random();
        byte[][] before = TestModels.Bits(model);
        ModeConnectivityRepair repair = new(Options with { Ends = ends });

        using DefenseResult result = repair.Erase(model, Clean, new RunContext { Seed = 4 }),
            same = repair.Erase(model, Clean, new RunContext { Seed = 4 }), other = repair.Erase(model, Clean, new RunContext { Seed = 5 });

        Assert.Equal(before, TestModels.Bits(model));
        Assert.Equal(TestModels.Bits(result.Model), TestModels.Bits(same.Model));
        Assert.NotEqual(TestModels.Bits(result.Model), TestModels.Bits(other.Model));
        Assert.Equal(phases, result.Epochs.Select(e => e.Phase));
        Assert.Equal([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1], result.Selections.Single().Candidates.Select(c => c.Value));
        Assert.Equal(result.Selections.Single().Chosen.ValAcc, result.Epochs[^1].ValAcc);
        (WeightCurve curve, _) = repair.Train(model, Clean, new RunContext { Seed = 4 });
        using (curve)
        using (Classifier at = curve.At(0.3, Clean.Training, new RunContext()))
            Assert.Equal(TestModels.Bits(at), TestModels.Bits(result.Model));
    }

    [Fact]
    public void Tiling_repeats_the_images_within_an_epoch()
    {
        using WideResNet model = TestModels.Random();
        Steps steps = new();
        using DefenseResult result =
            new ModeConnectivityRepair(Options with { Tiling = 3 }).Erase(model, Clean, new RunContext { Progress = steps });
        Assert.Equal(2 * 3 * 2, steps.Count);                                  // epochs, passes, batches
    }

    [Fact]
    public void The_rate_holds_then_falls_to_a_hundredth()
    {
        HoldAndFallSchedule schedule = new(0.1, 100);
        Assert.Equal(0.1, schedule.At(50.9));
        Assert.Equal(0.1 * (1 - (0.2 / 0.4 * 0.99)), schedule.At(70), 1e-12);
        Assert.Equal(0.001, schedule.At(90), 1e-12);
        Assert.Equal(0.001, schedule.At(99.5), 1e-12);
        Assert.Equal(0.02, schedule.Scaled(0.2).Peak, 1e-12);
    }

    [Fact]
    public void Values_outside_their_range_are_named()
    {
        Assert.Contains(
            "0 to 1, but is 1.2",
            Assert.Throws<NadException>((Options with { Position = 1.2 }).Validate).Message,
            StringComparison.Ordinal);
        Assert.Throws<NadException>((Options with { Tiling = 0 }).Validate);
        Assert.Throws<NadException>((Options with { WeightDecay = double.NaN }).Validate);
        Assert.Equal(
            (20, 0.01, 0),
            (
                ModeConnectivityOptions.Original.Tiling,
                ModeConnectivityOptions.Original.Recipe.LearningRate.Peak,
                ModeConnectivityOptions.Original.Recipe.Augmentation.CutoutLength));
    }

    private sealed class Steps : IProgress<TrainingProgress>
    {
        public int Count { get; private set; }

        public void Report(TrainingProgress value)
        {
            if (value.Finished is null) Count++;
        }
    }
}
