using Nad.Experiments;

namespace Nad.Tests.Experiments.Comparison;

public sealed class PairedDifferenceTests
{
    [Fact]
    public void Differences_are_taken_seed_by_seed_with_Students_interval()
    {
        CompareRow[] rows =
        [
            Row("finetune", 1, 0, 0.80, 0.5),
            Row("finetune", 1, 1, 0.60, 0.3),
            Row("finetune", 1, 2, 0.70, 0.1),
            Row("nad", 2, 1, 0.63, 0.1),
            Row("nad", 2, 0, 0.81, 0.3),
            Row("nad", 2, 7, 0.1, 0.1)
        ];

        PairedDifference found = Assert.Single(PairedDifference.Of(new CompareResult(rows, [], [])));

        Assert.Equal((2, 1, "nad", "finetune"), (found.Group, found.Base, found.Name, found.BaseName));
        Assert.Equal([0L, 1L], found.Seeds);
        Assert.Equal(0.02, found.Acc!.Mean, 12);
        // s = 0.0141421, n = 2: half the interval is 12.706 · s / √2.
        Assert.Equal(12.706 * 0.01, found.Acc.High - found.Acc.Mean, 9);
        Assert.Equal(-0.2, found.Asr!.Mean, 12);
    }

    [Fact]
    public void Runs_on_other_images_are_no_pair()
    {
        CompareRow[] rows =
            [Row("a", 1, 0, 0.8, 0), Row("a", 1, 1, 0.8, 0), Row("b", 2, 0, 0.8, 0, "other"), Row("b", 2, 1, 0.8, 0, "other")];

        Assert.Empty(PairedDifference.Of(new CompareResult(rows, [], [])));
    }

    // The table's own neighbours: t(0.975, 40) = 2.021, t(0.975, 120) = 1.980 (Abramowitz and Stegun, table 26.10).
    [Theory]
    [InlineData(1, 12.706)]
    [InlineData(30, 2.042)]
    [InlineData(40, 2.021)]
    [InlineData(120, 1.980)]
    public void Quantiles_are_those_of_the_table(int freedom, double expected) =>
        Assert.Equal(expected, DifferenceEntry.Quantile(freedom), 0.001);

    [Fact]
    public void Nothing_in_a_table_of_LaTeX_is_a_command_of_a_file()
    {
        CompareRow row = Row("nad_&%$#{}~^\\input", 1, 0, 0.8, 0.1);
        CompareMean mean =
            new(1, "erase", row.Method, "m", [0, 1], 0, new MeanEntry(0.8, 0.01, 2), null, null, null, new Dictionary<string, string>());

        string text = ComparePaper.Latex(new CompareResult([row], [mean], []));

        Assert.Contains(
            "nad\\_\\&\\%\\$\\#\\{\\}\\textasciitilde{}\\textasciicircum{}\\textbackslash{}input & 2 & 80.0 $\\pm$ 1.0 &  &  \\\\",
            text,
            StringComparison.Ordinal);
        Assert.Contains("\\begin{tabular}{lrrrr}", text, StringComparison.Ordinal);
    }

    private static CompareRow Row(string method, int group, long seed, double acc, double asr, string images = "same") =>
        new(
            $"out/{method}{seed}", "erase", method, "m", seed, null, new CompareScore(acc, acc, asr, null, 100), 1, group, null, null,
            new Dictionary<string, string>())
        {
            Settings = new Dictionary<string, string> { ["model"] = "m", ["test images"] = images, ["run.method"] = method },
        };
}
