using Nad.Models;

namespace Nad.Tests.Models;

public sealed class WideResNetShapeTests
{
    [Theory]
    [InlineData("wrn-16-1", 16, 1)]
    [InlineData("wrn-40-2", 40, 2)]
    [InlineData("wrn-10-10", 10, 10)]
    public void A_name_says_depth_and_width(string name, int depth, int widen)
    {
        Assert.Equal(new WideResNetShape(depth, widen), WideResNetShape.Parse(name));
        Assert.Equal(name, WideResNetShape.Parse(name).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("wrn-17-1")]
    [InlineData("wrn-4-1")]
    [InlineData("wrn-16-0")]
    [InlineData("wrn-16-99")]
    [InlineData("wrn-999-1")]
    [InlineData("wrn-16-1\n")]
    [InlineData("WRN-16-1")]
    [InlineData("resnet-18")]
    public void What_is_no_such_network_is_refused(string name) =>
        Assert.Contains("wrn-16-1", Assert.Throws<NadException>(() => WideResNetShape.Parse(name)).Message, StringComparison.Ordinal);
}
