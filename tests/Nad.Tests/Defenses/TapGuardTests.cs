using Nad.Defenses;
using Nad.Torch;

namespace Nad.Tests.Defenses;

public sealed class TapGuardTests
{
    [Fact]
    public void Taps_that_can_be_distilled_pass_whatever_the_channels()
    {
        using TensorScope scope = TensorScope.Begin();
        Assert.Null(Record.Exception(() => TapGuard.Check([Varied(3, 4)], [Varied(5, 4)], ["block1"], new NadOptions())));
    }

    [Fact]
    public void A_map_of_one_pixel_is_refused() =>
        Refused("'block1' is 1x1", [Tensor.From([1f, 2f], 1, 2, 1, 1)], [Tensor.From([1f, 2f], 1, 2, 1, 1)]);

    [Fact]
    public void A_constant_map_is_refused() => Refused("'block1' is constant", [Constant(0.7)], [Varied(3, 4)]);

    [Fact]
    public void A_map_of_zeros_is_refused() => Refused("'block1' is constant", [Constant(0)], [Varied(3, 4)]);

    [Fact]
    public void Maps_of_different_size_are_refused() => Refused("4x4 (student) and 8x8 (teacher)", [Varied(3, 4)], [Varied(3, 8)]);

    [Fact]
    public void Another_number_of_taps_is_refused() => Refused("2 and 1", [Varied(3, 4), Varied(3, 4)], [Varied(3, 4)]);

    [Fact]
    public void The_tap_that_is_dead_is_named() =>
        Refused("'block2' is constant", [Varied(3, 4), Constant(1)], [Varied(3, 4), Varied(3, 4)]);

    private static void Refused(string message, Tensor[] student, Tensor[] teacher)
    {
        try
        {
            UnsupportedInputException e =
                Assert.Throws<UnsupportedInputException>(() => TapGuard.Check(student, teacher, ["block1", "block2"], new NadOptions()));
            Assert.Contains(message, e.Message, StringComparison.Ordinal);
        }
        finally
        {
            Array.ForEach(student, t => t.Dispose());
            Array.ForEach(teacher, t => t.Dispose());
        }
    }

    private static Tensor Varied(int channels, int size) =>
        Tensor.From([.. Enumerable.Range(0, channels * size * size).Select(i => (float)Math.Sin(i))], 1, channels, size, size);

    private static Tensor Constant(double value) => Tensor.Zeros(DType.Float32, 1, 3, 4, 4).FillInPlace(value);
}
