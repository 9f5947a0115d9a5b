using Nad.Experiments;
using Nad.Torch;

namespace Nad.Tests.Experiments;

public sealed class AttentionFunctionTests
{
    // Two channels of 1×2: |−3|, |1| and |2|, |−1|.
    private static readonly float[] Features = [-3, 1, 2, -1];

    [Theory]
    [InlineData("sum", new float[] { 5, 2 })]
    [InlineData("sum2", new float[] { 13, 2 })]
    [InlineData("mean", new float[] { 2.5f, 1 })]
    [InlineData("mean2", new float[] { 6.5f, 1 })]
    [InlineData("max", new float[] { 3, 1 })]
    [InlineData("max2", new float[] { 9, 1 })]
    public void Channels_are_gathered_as_the_name_says(string name, float[] expected)
    {
        using TensorScope scope = TensorScope.Begin();

        AttentionMapView map = AttentionFunction.Parse(name).Of(Tensor.From(Features, 1, 2, 1, 2), "tap");

        Assert.Equal((name, 1, 2), (map.Function, map.Height, map.Width));
        Assert.Equal(expected, map.Values);
    }

    [Theory]
    [InlineData("median")]
    [InlineData("sum0")]
    [InlineData("sum-1")]
    [InlineData("max2x")]
    [InlineData("")]
    public void Other_names_are_refused(string name) =>
        Assert.Contains("--function", Assert.Throws<NadException>(() => AttentionFunction.Parse(name)).Message, StringComparison.Ordinal);

    [Fact]
    public void Names_read_back_as_themselves() => Assert.All(AttentionFunction.All, f => Assert.Equal(f, AttentionFunction.Parse(f.Name)));
}
