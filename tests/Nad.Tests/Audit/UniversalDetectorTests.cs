using Nad.Audit;
using Nad.Models;

namespace Nad.Tests.Audit;

public sealed class UniversalDetectorTests
{
    private static readonly AuditOptions Short = new() { SearchSteps = 80, Batch = 16 };

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void The_class_with_a_planted_corner_needs_the_smallest_patch(long seed)
    {
        using GraphClassifier model = PlantedModel.Make(target: 6);

        AuditFinding finding = Look(model, new PatchFamily(), seed);

        Assert.Equal(6, finding.Class);
        Assert.True(finding.Statistic > 0.5, $"S is {finding.Statistic}");
        ClassEvidence found = finding.Classes[6];
        Assert.True(found.SuccessB!.Value.Value > 0.6, $"B is {found.SuccessB.Value.Value}");
        Assert.True(found.SuccessB.Value.Value > found.SuccessRandom!.Value.Value + 0.2);
        // The mask lies on the four pixels of the corner.
        float[] mask = found.Pattern!.Mask!;
        Assert.True(((int[])[54, 55, 62, 63]).Sum(i => mask[i]) > mask.Sum() / 2);
    }

    [Fact]
    public void The_order_of_the_classes_permutes_the_results_and_nothing_else()
    {
        int[] order = [3, 9, 0, 1, 2, 8, 7, 6, 5, 4];
        using GraphClassifier model = PlantedModel.Make(target: 6), other = PlantedModel.Make(target: 6, order);

        AuditFinding first = Look(model, new PatchFamily(), 0), second = Look(other, new PatchFamily(), 0);

        for (int i = 0; i < order.Length; i++)
            Assert.Equal(first.Classes[order[i]].Value, second.Classes[i].Value, 1e-3 * second.Classes[i].Value);
        Assert.Equal(first.Class, order[second.Class!.Value]);
    }

    [Fact]
    public void Changes_are_of_pixels_before_the_normalisation_of_the_network()
    {
        Preprocessing halves = new("halves", [0.5, 0.5, 0.5], [0.25, 0.25, 0.25]);
        using GraphClassifier model = PlantedModel.Make(target: 2), other = PlantedModel.Make(target: 2, preprocessing: halves);

        AuditFinding first = Look(model, new AdditiveFamily(), 0), second = Look(other, new AdditiveFamily(), 0);

        // The same function by other roundings: a search of 80 steps may carry a rounding of 1e-7 on by a factor of ten thousand.
        for (int t = 0; t < PlantedModel.Classes; t++)
            Assert.Equal(first.Classes[t].Value, second.Classes[t].Value, 0.05 * first.Classes[t].Value);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_and_the_weights_stay()
    {
        using GraphClassifier model = PlantedModel.Make(target: 1);
        byte[][] weights = [.. model.State.Export().Select(t => t.Data.Bytes)];

        AuditFinding first = Look(model, new AdditiveFamily(), 5), second = Look(model, new AdditiveFamily(), 5),
            other = Look(model, new AdditiveFamily(), 6);

        Assert.Equal(BitConverter.DoubleToInt64Bits(first.Statistic), BitConverter.DoubleToInt64Bits(second.Statistic));
        Assert.NotEqual(first.Statistic, other.Statistic);
        Assert.Equal(weights, model.State.Export().Select(t => t.Data.Bytes));
    }

    [Fact]
    public void Halves_share_no_image_and_no_change_has_the_natural_rate()
    {
        RunContext run = new();
        using GraphClassifier model = PlantedModel.Make(target: null);
        AuditSubject subject = AuditSubject.Of(model, PlantedModel.Images(61), run);

        string[] a = [.. Enumerable.Range(0, subject.A.Count).Select(i => Convert.ToHexString(subject.A.Image(i)))],
            b = [.. Enumerable.Range(0, subject.B.Count).Select(i => Convert.ToHexString(subject.B.Image(i)))];
        Assert.Equal((30, 31), (a.Length, b.Length));
        Assert.Empty(a.Intersect(b, StringComparer.Ordinal));
        // Images that are taken for the class already do not count, so that nothing is left for a change that is none.
        for (int t = 0; t < PlantedModel.Classes; t++) Assert.Equal(0, subject.Success(subject.B, t, null, run).Hits);
        Assert.Equal(0, subject.Success(subject.B, Goal.Away, null, run).Hits);
        RecoveredPattern nothing = new(8, 8, new float[64], new float[192]), zero = new(8, 8, null, new float[192]);
        Assert.Equal(subject.B.Labels, subject.Answers(subject.B, nothing.Apply, run));
        Assert.Equal(subject.B.Labels, subject.Answers(subject.B, zero.Apply, run));
    }

    [Fact]
    public void Random_patterns_stand_beside_what_is_spoken_of()
    {
        using GraphClassifier model = PlantedModel.Make(target: 6);

        AuditFinding finding = Look(model, new PatchFamily(), 0);

        int median = finding.Classes.OrderBy(c => c.Value).ElementAt(PlantedModel.Classes / 2).Goal;
        Assert.Equal(
            [.. new[] { finding.Class!.Value, median }.Order()],
            finding.Classes.Where(c => c.SuccessRandom is not null).Select(c => c.Goal));
        Assert.NotNull(finding.Away!.SuccessRandom);
    }

    [Fact]
    public void A_search_that_was_stored_goes_on_to_the_same_bits()
    {
        RunContext run = new();
        using GraphClassifier model = PlantedModel.Make(target: 4);
        AuditSubject subject = AuditSubject.Of(model, PlantedModel.Images(40), run);
        using UniversalStep whole = Step(), first = Step(), second = Step();

        Take(whole, 6);
        Take(first, 3);
        second.Import(first.Export());
        foreach ((Nad.Torch.Optimizers.IOptimizer to, Nad.Torch.Optimizers.IOptimizer from) in second.Optimizers.Zip(first.Optimizers))
            to.Import(from.Export());
        Take(second, 3);

        Assert.Equal(whole.Export().Select(t => t.Data.Bytes), second.Export().Select(t => t.Data.Bytes));

        UniversalStep Step() => new(subject, new PatchFamily(), [0, 4, Goal.Away], Short, () => run.Random("start"));

        void Take(UniversalStep step, int times)
        {
            for (int i = 0; i < times; i++)
            {
                using Nad.Torch.TensorScope scope = Nad.Torch.TensorScope.Begin();
                step.Take(new Nad.Data.BatchAssembler(subject.A, run.Device).InOrder(0, 20), run.Random("unused"), 0.3);
            }
        }
    }

    private static AuditFinding Look(GraphClassifier model, PatternFamily family, long seed)
    {
        RunContext run = new() { Seed = seed };
        return new UniversalDetector(family).Look(AuditSubject.Of(model, PlantedModel.Images(120), run), Short, run)[0];
    }
}
