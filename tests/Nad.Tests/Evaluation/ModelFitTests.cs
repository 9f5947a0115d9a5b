using Nad.Data;
using Nad.Evaluation;
using Nad.Experiments;
using Nad.Torch;

namespace Nad.Tests.Evaluation;

public sealed class ModelFitTests
{
    private const int Side = 12, Classes = 10;
    private static readonly string[] Names = [.. Enumerable.Range(0, Classes).Select(c => $"c{c}")];

    // Right answers of so many images, all classes alike, the wrong ones spread.
    [Theory]
    [InlineData(10, 100, 1000, true)]
    [InlineData(10, 150, 1000, true)]
    [InlineData(10, 300, 1000, false)]
    [InlineData(10, 850, 1000, false)]
    [InlineData(10, 0, 5, true)]
    [InlineData(10, 2, 5, null)]
    [InlineData(10, 5, 5, false)]
    [InlineData(2, 52, 100, true)]
    [InlineData(2, 500, 1000, true)]
    [InlineData(2, 900, 1000, false)]
    [InlineData(2, 3, 5, null)]
    [InlineData(43, 30, 1000, true)]
    [InlineData(43, 200, 1000, false)]
    [InlineData(200, 10, 2000, true)]
    [InlineData(200, 100, 2000, false)]
    public void Chance_is_told_from_knowledge_by_the_interval(int classes, int right, int images, bool? expected)
    {
        int[] labels = [.. Enumerable.Range(0, images).Select(i => i % classes)];
        Answers answers = new(labels, [.. labels.Select((l, i) => i < right ? l : (l + 1 + (i % (classes - 1))) % classes)], classes);

        Assert.Equal(right, answers.Accuracy.Hits);
        Assert.Equal(expected, ChanceLevel.Reached(answers));
    }

    // 90 % of the images are of one class.
    [Theory]
    [InlineData(0, true)]
    [InlineData(2, true)]
    [InlineData(70, false)]
    public void Always_answering_the_commonest_class_is_chance_too(int rightOfOthers, bool expected)
    {
        int[] labels = [.. Enumerable.Range(0, 1000).Select(i => i % 10 == 0 ? 1 + (i / 10 % 4) : 0)];
        int others = 0;
        Answers answers = new(labels, [.. labels.Select(l => l != 0 && others++ < rightOfOthers ? l : 0)], 5);

        Assert.Equal(expected, ChanceLevel.Reached(answers));
        Assert.Equal(rightOfOthers < 5 ? 0 : null, ChanceLevel.OnlyAnswer(answers));
    }

    [Fact]
    public void Another_order_of_the_classes_is_found_and_named()
    {
        int[] order = [3, 0, 1, 2, 4, 6, 5, 7, 9, 8];
        ModelFit fit = Fit([.. Enumerable.Range(0, 200).Select(i => (i % Classes, order[i % Classes]))], red: true);

        Assert.True(fit.AtChance != false || fit.Answers.Accuracy.Value < 0.75);
        Assert.Equal(order, fit.Order!.ModelClass);
        Assert.Equal(1, fit.Order.Accuracy.Value);
        Assert.Contains("0 'c0' is its class 3", Text(fit), StringComparison.Ordinal);
        Assert.Contains("another order", Text(fit), StringComparison.Ordinal);
    }

    [Fact]
    public void Blue_before_red_is_found_and_named()
    {
        ModelFit fit = Fit([.. Enumerable.Range(0, 200).Select(i => (i % Classes, i % Classes))], red: false);

        Assert.True(fit.AtChance);
        Assert.Equal(0, fit.OnlyAnswer);
        Assert.True(fit.Scaling?.Scaling.BlueFirst);
        Assert.Contains("BGR", Text(fit), StringComparison.Ordinal);
        Assert.Contains("answers one class only: 0 'c0'", Text(fit), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nothing_helps_that_is_said()
    {
        RandomStream random = new(0, "answers");
        ModelFit fit = Fit([.. Enumerable.Range(0, 400).Select(i => (i % Classes, random.Next(Classes)))], red: true);

        Assert.True(fit.AtChance);
        Assert.Null(fit.Order);
        Assert.Null(fit.Scaling);
        Assert.Contains("guessing among 10 classes", Text(fit), StringComparison.Ordinal);
        Assert.Contains("No other order", Text(fit), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_model_that_fits_nothing_is_said()
    {
        ModelFit fit = Fit([.. Enumerable.Range(0, 200).Select(i => (i % Classes, i % 20 == 0 ? 1 : i % Classes))], red: true);

        Assert.False(fit.IsDoubtful);
        Assert.Equal("", Text(fit));
    }

    [Theory]
    [InlineData(0.96, false)]
    [InlineData(0.99, false)]
    [InlineData(null, false)]
    public void A_claim_that_is_kept_is_no_doubt(double? claimed, bool far)
    {
        ModelFit fit = Fit([.. Enumerable.Range(0, 200).Select(i => (i % Classes, i % 20 == 0 ? 1 : i % Classes))], red: true, claimed);

        Assert.Equal(far, fit.FarBelowClaim);
    }

    [Fact]
    public void A_model_far_below_its_own_word_is_told()
    {
        ModelFit fit = Fit([.. Enumerable.Range(0, 200).Select(i => (i % Classes, i % 2 == 0 ? 1 : i % Classes))], red: true, 0.93);

        Assert.True(fit.FarBelowClaim);
        Assert.Contains(
            "The file says that the model is right on 93.0 % (best_prec), but on 200 clean images it is right on 50.0 %",
            Text(fit),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("best_prec", 85.65, 0.8565)]
    [InlineData("acc", 0.91, 0.91)]
    [InlineData("best_acc", 93L, 0.93)]
    [InlineData("test_acc", "92.5", 0.925)]
    [InlineData("Best Acc@1", "92.5%", 0.925)]
    [InlineData("checkpoint.prec1", 77.0, 0.77)]
    [InlineData("accuracy", 0.5, 0.5)]
    [InlineData("epoch", 25L, null)]
    [InlineData("asr", 99.9, null)]
    [InlineData("acc", 0L, null)]
    [InlineData("acc", -3.0, null)]
    [InlineData("acc", 250.0, null)]
    [InlineData("acc", double.NaN, null)]
    [InlineData("acc", "high", null)]
    [InlineData("acc", null, null)]
    [InlineData("account", 90.0, null)]
    public void What_a_file_says_of_its_accuracy_is_read_as_fraction_or_percent(string name, object? value, double? expected)
    {
        ClaimedAccuracy? claim = ClaimedAccuracy.Of(new Dictionary<string, object?> { ["lr"] = 0.1, [name] = value });

        Assert.Equal(expected is null, claim is null);
        if (expected is not null) Assert.Equal(expected.Value, claim!.Value, 12);
    }

    private static string Text(ModelFit fit) => string.Join(' ', FitText.Of(fit, "m.pth", "clean images", Names));

    // The model answers the brightest column of the red channel; without red it answers 0.
    private static ModelFit Fit((int Label, int Seen)[] wanted, bool red, double? claimed = null)
    {
        byte[] pixels = new byte[wanted.Length * Side * Side * 3];
        for (int i = 0; i < wanted.Length; i++) pixels[(i * Side * Side * 3) + (wanted[i].Seen * 3) + (red ? 0 : 2)] = 200;
        ImageSet images = new(pixels, [.. wanted.Select(w => w.Label)], Side, Side, Names, "painted");
        using BrightestColumn model = new(Classes, Side);
        return ModelFit.Measure(new Evaluator(Device.Cpu), model, images, claimed is { } c ? new ClaimedAccuracy("best_prec", c) : null);
    }
}
