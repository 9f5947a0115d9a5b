using System.Text.RegularExpressions;
using Nad.Data;
using Nad.Data.Synthetic;
using Nad.TestSupport;

namespace Nad.Tests.Data;

public sealed partial class DeterministicMathTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(-0.7)]
    [InlineData(3)]
    public void A_rotation_is_the_one_of_its_half_angle(double halfTangent)
    {
        (double cos, double sin) = DeterministicMath.Rotation(halfTangent);
        double angle = 2 * Math.Atan(halfTangent);
        Assert.Equal(Math.Cos(angle), cos, 1e-15);
        Assert.Equal(Math.Sin(angle), sin, 1e-15);
    }

    [Theory]
    [InlineData(0.4)]
    [InlineData(1)]
    [InlineData(2.5)]
    public void A_tone_curve_rises_from_0_to_1(double bend)
    {
        double[] curve = [.. Enumerable.Range(0, 101).Select(i => DeterministicMath.Tone(i / 100.0, bend))];
        Assert.Equal(0, curve[0]);
        Assert.Equal(1, curve[^1]);
        Assert.All(curve.Zip(curve.Skip(1)), pair => Assert.True(pair.First < pair.Second));
        Assert.Equal(Math.Sign(1 - bend), Math.Sign(Math.Round(curve[50] - 0.5, 12)));
    }

    [Fact]
    public void Directions_have_length_1_and_favour_no_quadrant()
    {
        RandomStream random = new(0, "directions");
        int[] quadrants = new int[4];
        for (int i = 0; i < 4000; i++)
        {
            (double x, double y) = random.Direction();
            Assert.Equal(1, (x * x) + (y * y), 1e-12);
            quadrants[(x < 0 ? 1 : 0) + (y < 0 ? 2 : 0)]++;
        }

        Assert.All(quadrants, n => Assert.InRange(n, 880, 1120));
    }

    [Fact]
    public void The_generator_calls_no_function_that_differs_between_machines()
    {
        string folder = Path.Combine(TestData.Repository, "src", "Nad", "Data", "Synthetic");
        string[] files = Directory.GetFiles(folder, "*.cs");
        Assert.NotEmpty(files);
        string[] exact = ["Math.Abs", "Math.Max", "Math.Min", "Math.Sqrt"];
        foreach (string file in files)
        {
            string code = File.ReadAllText(file);
            Assert.All(MathCall().Matches(code), call => Assert.Contains(call.Value, exact));
            Assert.DoesNotContain("NextNormal", code, StringComparison.Ordinal);
            Assert.DoesNotContain("FusedMultiplyAdd", code, StringComparison.Ordinal);
        }
    }

    [GeneratedRegex(@"\bMathF?\.\w+")]
    private static partial Regex MathCall();
}
