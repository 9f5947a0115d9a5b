using Nad.Files.Checkpoints;
using Nad.Models;
using Nad.TestSupport;

namespace Nad.Tests.Models;

public sealed class WideResNetFingerprintTests
{
    // Entries and parameters as counted in PyTorch, for 10 and for 43 classes.
    [Theory]
    [InlineData(10, 1, 46, 77_850, 79_995)]
    [InlineData(10, 2, 47, 303_706, 307_963)]
    [InlineData(16, 1, 82, 175_066, 177_211)]
    [InlineData(16, 2, 83, 691_674, 695_931)]
    [InlineData(40, 1, 226, 563_930, 566_075)]
    [InlineData(40, 2, 227, 2_243_546, 2_247_803)]
    public void Tables_have_the_sizes_of_the_reference(int depth, int widen, int entries, long parameters10, long parameters43)
    {
        Assert.Equal(entries, WideResNetFingerprint.Entries(depth, widen, 10).Count);
        Assert.Equal(parameters10, Parameters(10));
        Assert.Equal(parameters43, Parameters(43));

        long Parameters(int classes) => WideResNetFingerprint.Entries(depth, widen, classes)
            .Where(e => !e.Name.Contains("running_", StringComparison.Ordinal) && e.Shape.Length > 0)
            .Sum(e => e.Shape.Aggregate(1L, (a, b) => a * b));
    }

    [Theory]
    [InlineData(10, 1, 2)]
    [InlineData(16, 1, 43)]
    [InlineData(28, 10, 100)]
    [InlineData(40, 2, 10)]
    public void Every_table_is_recognised_in_any_order_and_without_counters(int depth, int widen, int classes)
    {
        var table = WideResNetFingerprint.Entries(depth, widen, classes);

        WideResNetFingerprint? match = WideResNetFingerprint.Match(table.Reverse().Where(e => e.Shape.Length > 0), out string reason);

        Assert.Equal(new WideResNetFingerprint(depth, widen, classes), match);
        Assert.Equal($"wrn-{depth}-{widen}", match!.Name);
        Assert.Equal("", reason);
    }

    [Fact]
    public void The_authors_models_are_wrn_16_1_in_the_order_of_the_table()
    {
        foreach (string[] path in (string[][])[["s_net", "WRN-16-1-S-model_best.pth.tar"], ["t_net", "WRN-16-1-T-model_best.pth.tar"]])
        {
            var entries = Checkpoint.Read(TestData.Require(["nad-authors", .. path])).Tensors.Select(t => (t.Name, t.Data.Shape)).ToList();

            Assert.Equal("wrn-16-1", WideResNetFingerprint.Match(entries, out _)?.Name);
            Assert.Equal(WideResNetFingerprint.Entries(16, 1, 10).Select(e => e.Name), entries.Select(e => e.Name));
        }
    }

    [Theory]
    [InlineData("block3.layer.1.conv2.weight", "looks like wrn-16-1, but lacks block3.layer.1.conv2.weight")]
    [InlineData("fc.weight", "no fc.weight")]
    [InlineData("bn1.running_var", "lacks bn1.running_var")]
    public void A_missing_entry_is_named(string missing, string expected) =>
        AssertReason(WideResNetFingerprint.Entries(16, 1, 10).Where(e => e.Name != missing), expected);

    [Fact]
    public void An_unexpected_entry_is_named_and_cannot_steer_the_terminal() =>
        AssertReason([.. WideResNetFingerprint.Entries(16, 1, 10), ("extra\u001b[2J", [1])], "also has extra\\u001b[2J");

    [Theory]
    [InlineData(
        "block2.layer.0.conv1.weight",
        new long[] { 32, 32, 3, 3 },
        "block2.layer.0.conv1.weight is [32, 32, 3, 3], expected [32, 16, 3, 3]")]
    [InlineData("fc.weight", new long[] { 10, 512 }, "fc.weight is [10, 512], expected [10, 64]")]
    [InlineData("fc.weight", new long[] { 10 }, "expected [classes, 64]")]
    [InlineData("fc.bias", new long[] { 9 }, "fc.bias is [9], expected [10]")]
    [InlineData("bn1.num_batches_tracked", new long[] { 1 }, "bn1.num_batches_tracked is [1], expected []")]
    [InlineData("block1.layer.0.conv1.weight", new long[] { 20, 16, 3, 3 }, "[20, 16, 3, 3]")]
    public void The_first_wrong_shape_is_named_with_what_was_expected(string name, long[] shape, string expected) =>
        AssertReason(WideResNetFingerprint.Entries(16, 1, 10).Select(e => e.Name == name ? (name, shape) : e), expected);

    [Fact]
    public void Another_architecture_is_no_wide_resnet() => AssertReason([("features.conv1.weight", [64, 3, 3, 3])], "no conv1.weight");

    private static void AssertReason(IEnumerable<(string, long[])> entries, string expected)
    {
        Assert.Null(WideResNetFingerprint.Match(entries, out string reason));
        Assert.Contains(expected, reason, StringComparison.Ordinal);
    }
}
