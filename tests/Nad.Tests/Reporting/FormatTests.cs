using Nad.Evaluation;
using Nad.Reporting;

namespace Nad.Tests.Reporting;

public sealed class FormatTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.544, "0.544")]
    [InlineData(81, "81")]
    [InlineData(-2.5, "−2.5")]
    [InlineData(1000, "1,000")]
    [InlineData(4.04e-6, "4.04×10⁻⁶")]
    [InlineData(1e-5, "10⁻⁵")]
    [InlineData(double.NaN, "–")]
    public void Numbers_have_three_digits(double value, string text) => Assert.Equal(text, Format.Number(value));

    [Fact]
    public void Measured_numbers_keep_their_last_zeros() => Assert.Equal("81.0", Format.Digits(80.96));

    [Theory]
    [InlineData(-0.0004, "0.0")]
    [InlineData(-0.0006, "-0.1")]
    [InlineData(0.0004, "0.0")]
    public void A_percentage_that_is_rounded_to_0_has_no_sign(double fraction, string text) =>
        Assert.Equal(text, Format.Percent(fraction, 1));

    [Fact]
    public void A_second_decimal_needs_many_images()
    {
        Assert.Equal(1, Format.Decimals(new Rate(1, 1000)));
        Assert.Equal(2, Format.Decimals(new Rate(1, 9000)));
    }

    [Theory]
    [InlineData(-0.9532, "−95.3")]
    [InlineData(0.0004, "0.0")]
    [InlineData(0.032, "+3.2")]
    public void Differences_are_signed_unless_they_round_to_zero(double difference, string text) =>
        Assert.Equal(text, Format.Points(difference, 1));

    [Theory]
    [InlineData(12, "12 bytes")]
    [InlineData(2_806_133, "2.7 MiB")]
    public void Lengths_have_a_unit(long bytes, string text) => Assert.Equal(text, Format.Bytes(bytes));

    [Theory]
    [InlineData(9.96, "10.0 s")]
    [InlineData(233.9, "3 min 53 s")]
    [InlineData(7325, "2 h 02 min")]
    public void Durations_have_two_units(double seconds, string text) => Assert.Equal(text, Format.Duration(seconds));
}
