using Nad.Audit;
using Nad.Data;
using Nad.Files.Graphs;
using Nad.Models;
using Nad.Torch;

namespace Nad.Tests.Audit;

public sealed class MarginDetectorTests
{
    private const int Steps = 20;

    [Fact]
    public void The_class_with_a_planted_corner_has_the_largest_margin()
    {
        using GraphClassifier model = PlantedModel.Make(target: 6);
        RunContext run = new();

        AuditFinding finding = new MarginDetector().Look(
            AuditSubject.Of(model, PlantedModel.Images(40), run), new AuditOptions { MarginStarts = 5, MarginSteps = 100 }, run)[0];

        Assert.Equal(6, finding.Class);
        Assert.True(finding.Statistic > 0.2, $"S is {finding.Statistic}");
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits()
    {
        using GraphClassifier model = PlantedModel.Make(target: 6);

        Assert.Equal(Statistic(3), Statistic(3));
        Assert.NotEqual(Statistic(3), Statistic(4));

        long Statistic(long seed)
        {
            RunContext run = new() { Seed = seed };
            AuditOptions options = new() { MarginStarts = 3, MarginSteps = Steps };
            return BitConverter.DoubleToInt64Bits(
                new MarginDetector().Look(AuditSubject.Of(model, PlantedModel.Images(40), run), options, run)[0].Statistic);
        }
    }

    [Fact]
    public void A_number_added_to_all_logits_changes_no_margin()
    {
        using GraphClassifier model = PlantedModel.Make(target: 6), other = PlantedModel.Make(target: 6, shift: 100);

        foreach ((float a, float b) in Margins(model, 0.01).Zip(Margins(other, 0.01))) Assert.Equal(a, b, 1e-3f);
    }

    // A power of two scales without rounding: the images go the same way, and every margin is twice as large, bit for bit.
    [Fact]
    public void Logits_of_twice_the_size_at_half_the_rate_give_twice_the_margins()
    {
        using GraphClassifier model = PlantedModel.Make(target: 6), other = PlantedModel.Make(target: 6, scale: 2);

        Assert.Equal(Margins(model, 0.01).Select(m => 2 * m), Margins(other, 0.005));
    }

    // f₁ − f₀ = b + d·x over 0 ≤ x ≤ 1 is at most b + Σ max(0, d).
    [Fact]
    public void A_linear_model_of_two_classes_reaches_its_bound()
    {
        GraphBuilder g = new();
        string x = g.Call("flat", new Op.Flatten(1), g.Conv("same", Graph.Input, 3, 3, kernel: 1));
        using GraphClassifier model = new(g.Build("two", g.Linear("fc", x, 12, 2)) with { Side = 2 });
        float[] d = [0.9f, -0.7f, 0.5f, 0.8f, -1, 0.6f, -0.5f, 1, 0.7f, -0.9f, 0.55f, 0.65f];
        using (TensorScope.Begin())
        using (Autograd.NoGrad())
        {
            model.State["same.weight"].CopyInPlace(Tensor.From([1f, 0, 0, 0, 1, 0, 0, 0, 1], 3, 3, 1, 1));
            model.State["fc.weight"].CopyInPlace(Tensor.From([.. new float[12], .. d], 2, 12));
            model.State["fc.bias"].CopyInPlace(Tensor.From([0f, 0.25f], 2));
        }

        using MarginStep step = new(model, 4, 2, 2, 0.9, () => new RandomStream(0, "start"));
        Take(step, 200, 0.05);

        Assert.All(step.Margins(1), m => Assert.Equal(0.25f + d.Sum(v => Math.Max(0, v)), m, 1e-4f));
        Assert.All(step.Margins(0), m => Assert.Equal(-0.25f + d.Sum(v => Math.Max(0, -v)), m, 1e-4f));
    }

    private static float[] Margins(GraphClassifier model, double rate)
    {
        using MarginStep step = new(model, 3, PlantedModel.Side, PlantedModel.Side, 0.9, () => new RandomStream(0, "start"));
        Take(step, Steps, rate);
        return [.. Enumerable.Range(0, PlantedModel.Classes).SelectMany(step.Margins)];
    }

    private static void Take(MarginStep step, int times, double rate)
    {
        for (int i = 0; i < times; i++)
        {
            using TensorScope scope = TensorScope.Begin();
            step.Take(new Batch(Tensor.Empty(0), Tensor.Empty(0)), new RandomStream(0, "unused"), rate);
        }
    }
}
