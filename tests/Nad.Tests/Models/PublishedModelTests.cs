using Nad.Attacks;
using Nad.Data;
using Nad.Defenses;
using Nad.Evaluation;
using Nad.Models;
using Nad.TestSupport;
using Nad.Torch;
using Nad.Torch.Modules;

namespace Nad.Tests.Models;

/// <summary>
/// What the authors' published student (S, backdoored: grid of 0/255, target 5) and teacher (T) give on 1,000 CIFAR-10 test images, as
/// measured with PyTorch 1.13 from their files.
/// </summary>
public sealed class PublishedModelTests : IDisposable
{
    // The values were noted with four decimals (logits) and six digits (losses).
    private const double LogitTolerance = 1e-3, LossTolerance = 2e-5;

    private static readonly string[] StudentFile = ["s_net", "WRN-16-1-S-model_best.pth.tar"],
        TeacherFile = ["t_net", "WRN-16-1-T-model_best.pth.tar"];
    private static readonly Backdoor Grid = new BadNets(new BadNetsOptions { Target = 5 }, 10).Backdoor;

    private readonly Classifier s, t;
    private readonly ImageSet test;

    public PublishedModelTests()
    {
        test = new Cifar10Source(TestData.Require("cifar-10-batches-bin")).LoadTest()!;
        s = ModelFile.Load(TestData.Require(["nad-authors", .. StudentFile]), Device.Cpu).Model;
        t = ModelFile.Load(TestData.Require(["nad-authors", .. TeacherFile]), Device.Cpu).Model;
    }

    public void Dispose()
    {
        s.Dispose();
        t.Dispose();
    }

    [Fact]
    public void Logits_of_the_first_image()
    {
        Logits([-3.1527, -2.9446, -1.8547, 15.2046, -7.4008, 7.3072, 2.0297, -2.0335, -1.9020, -5.3573], s, test);
        Logits(
            [-6.7707, -10.7805, -4.5001, 15.6973, -7.4602, 40.4195, -2.9275, -2.0322, -8.8765, -13.4290],
            s,
            Grid.Trigger.Stamp(test.Subset([0])));
        Logits([-4.4286, -0.4212, -2.8780, 13.3925, -2.1690, 8.6538, 3.3567, -4.3386, -5.6848, -5.5635], t, test);
    }

    [Fact]
    public void Taps_of_the_first_image()
    {
        using TensorScope scope = TensorScope.Begin();
        (double Mean, double Size, double Square)[] expected =
        [
            (-1.61800, 4.36477, 569_654.5), (-3.03848, 4.85903, 305_706.9), (-0.26611, 2.23125, 33_860.9)
        ];
        IReadOnlyList<Tensor> taps = s.Groups(First(test, 1).Images, Mode.Inference);
        for (int l = 0; l < 3; l++)
        {
            float[] x = taps[l].ToFloats();
            Assert.Equal(expected[l].Mean, x.Average(v => (double)v), 1e-4);
            Assert.Equal(expected[l].Size, x.Average(v => Math.Abs((double)v)), 1e-4);
            Assert.Equal(expected[l].Square, x.Sum(v => (double)v * v), expected[l].Square * 1e-5);
        }
    }

    [Fact]
    public void Cross_entropy_and_accuracy_of_the_first_64_images()
    {
        using TensorScope scope = TensorScope.Begin();
        Batch batch = First(test, 64);
        double loss = Functional.CrossEntropy(s.Forward(batch.Images, Mode.Inference).Logits, batch.Labels).Item();
        Assert.Equal(0.596416, loss, 0.596416 * LossTolerance);
        Assert.Equal(0.84375, new Evaluator(Device.Cpu).Accuracy(s, test.Subset([.. Enumerable.Range(0, 64)])).Value);
    }

    [Theory]
    [InlineData(1, new[] { 5.49215e-5, 1.38853e-4, 5.13759e-4 }, new[] { 0.236853, 0.187807, 0.179158 })]
    [InlineData(2, new[] { 1.92979e-4, 4.35050e-4, 1.85641e-3 }, new[] { 0.443847, 0.332134, 0.339813 })]
    public void Attention_losses_of_the_first_64_images(double power, double[] mse, double[] l2)
    {
        foreach (AttentionOperator gather in (AttentionOperator[])[AttentionOperator.Sum, AttentionOperator.Mean])
        {
            Near(mse, Distances(First, test, 64, power, gather, DistanceForm.Mse));
            Near(l2, Distances(First, test, 64, power, gather, DistanceForm.L2));
        }
    }

    [Fact]
    public void Distances_of_normalised_activations_of_the_first_64_images()
    {
        Near([8.94915e-5, 1.58155e-4, 3.53331e-4], Distances(First, test, 64, 2, AttentionOperator.Activation, DistanceForm.Mse));
        Near([1.21063, 1.13801, 1.20135], Distances(First, test, 64, 2, AttentionOperator.Activation, DistanceForm.L2));
    }

    [Fact]
    public void The_trigger_draws_the_attention_of_the_student()
    {
        using TensorScope scope = TensorScope.Begin();
        float[] Map(ImageSet images) => AttentionMap.Of(s.Groups(First(images, 1).Images, Mode.Inference)[2]).ToFloats();
        float[] clean = Map(test), triggered = Map(Grid.Trigger.Stamp(test.Subset([0])));

        Assert.Equal(35, Array.IndexOf(clean, clean.Max()));
        Assert.Equal((5 * 8) + 5, Array.IndexOf(triggered, triggered.Max()));
        Assert.Equal(0.43904, triggered.Max(), 0.43904 * LossTolerance);
    }

    [Fact]
    public void Attention_losses_of_the_914_images_that_are_not_of_the_target_class()
    {
        ImageSet others = test.Subset([.. Enumerable.Range(0, test.Count).Where(i => test.Labels[i] != 5)]);
        Assert.Equal(914, others.Count);
        double[] clean = Mean(others), triggered = Mean(Grid.Trigger.Stamp(others));
        Near([1.98764e-4, 4.42017e-4, 1.75209e-3], clean);
        Near([2.80936e-4, 2.14075e-3, 9.77464e-3], triggered);
        Near([2.29349, 12.05585], [Weighted(clean), Weighted(triggered)]);

        static double Weighted(double[] d) => (500 * d[0]) + (1000 * d[1]) + (1000 * d[2]);
    }

    [Theory]
    [InlineData("S", "84.40", "85.01", "100.00")]
    [InlineData("T", "85.40", "86.00", "2.19")]
    public void Accuracy_and_attack_success_are_as_measured_in_PyTorch(string which, string acc, string nonTarget, string asr)
    {
        Score score = new Evaluator(Device.Cpu).Measure(which == "S" ? s : t, test, Grid);
        Assert.Equal((acc, nonTarget, asr), (Percent(score.Acc), Percent(score.AccNonTarget!.Value), Percent(score.Asr!.Value)));
        Assert.Equal((1000, 914), (score.Acc.Trials, score.Asr!.Value.Trials));

        static string Percent(Rate rate) => (100 * rate.Value).ToString("F2", System.Globalization.CultureInfo.InvariantCulture);
    }

    private static void Logits(double[] expected, Classifier model, ImageSet images)
    {
        using TensorScope scope = TensorScope.Begin();
        float[] found = model.Forward(First(images, 1).Images, Mode.Inference).Logits.ToFloats();
        for (int c = 0; c < expected.Length; c++) Assert.Equal(expected[c], found[c], LogitTolerance);
    }

    private static void Near(double[] expected, double[] actual)
    {
        for (int l = 0; l < expected.Length; l++) Assert.Equal(expected[l], actual[l], expected[l] * LossTolerance);
    }

    private static Batch First(ImageSet images, int count) => new BatchAssembler(images, Device.Cpu).InOrder(0, count);

    // Means over batches, weighted by their size: 914 images at once would take a gigabyte.
    private double[] Mean(ImageSet images)
    {
        double[] sum = new double[3];
        for (int start = 0; start < images.Count; start += 100)
        {
            int count = Math.Min(100, images.Count - start);
            double[] d = Distances(
                (set, n) => new BatchAssembler(set, Device.Cpu).InOrder(start, n), images, count, 2, AttentionOperator.Sum,
                DistanceForm.Mse);
            for (int l = 0; l < 3; l++) sum[l] += d[l] * count / images.Count;
        }

        return sum;
    }

    private double[] Distances(
        Func<ImageSet, int, Batch> take, ImageSet images, int count, double power, AttentionOperator gather, DistanceForm form)
    {
        using TensorScope scope = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        Tensor batch = take(images, count).Images;
        return [.. s.Groups(batch, Mode.Inference).Zip(
            t.Groups(batch, Mode.Inference),
            (a, b) => AttentionMap.Distance(AttentionMap.Of(a, power, gather), AttentionMap.Of(b, power, gather), form).Item())];
    }
}
