using Nad.Data;
using Nad.Defenses;
using Nad.Evaluation;
using Nad.Models;
using Nad.Tests.Models;
using Nad.Training;
using static Nad.Tests.Defenses.AutoSupport;

namespace Nad.Tests.Defenses;

/// <summary>The accuracy that auto goes by is that on mirrored images, if that is asked for and safe.</summary>
public sealed class JudgeTests
{
    private static readonly CleanData Safe = Clean with { MirrorIsSafe = true };

    [Fact]
    public void Mirroring_turns_the_columns_of_every_row_round_and_keeps_labels()
    {
        ImageSet images = TestModels.Images(3, seed: 4), mirrored = images.Mirrored();
        for (int n = 0; n < 3; n++)
            for (int y = 0; y < images.Height; y++)
                for (int x = 0; x < images.Width; x++)
                    for (int c = 0; c < 3; c++)
                        Assert.Equal(
                            images.Image(n)[(((y * images.Width) + x) * 3) + c],
                            mirrored.Image(n)[(((y * images.Width) + images.Width - 1 - x) * 3) + c]);
        Assert.Equal(images.Labels, mirrored.Labels);
        Assert.Equal(images.Pixels, mirrored.Mirrored().Pixels);
    }

    [Fact]
    public void The_hold_out_of_a_run_is_mirrored_and_nothing_else_changes()
    {
        using WideResNet model = TestModels.Random();
        ImageSet held = Safe.HoldOut!;
        byte[] before = [.. held.Pixels];
        using DefenseResult plain = Erase(model, Plain, Safe), mirrored = Erase(model, Plain with { MirrorHoldOut = true }, Safe);
        Assert.Equal(TestModels.Bits(plain.Model), TestModels.Bits(mirrored.Model));
        Assert.Equal(plain.Epochs[^1].Loss, mirrored.Epochs[^1].Loss);
        Assert.Equal(new Evaluator(new RunContext().Device).Accuracy(mirrored.Model, held.Mirrored()).Value, mirrored.Epochs[^1].ValAcc);
        Assert.Equal(new Evaluator(new RunContext().Device).Accuracy(plain.Model, held).Value, plain.Epochs[^1].ValAcc);
        Assert.Equal(before, held.Pixels);
    }

    [Fact]
    public void Images_whose_class_mirroring_may_change_stay_as_they_are_and_the_result_says_so()
    {
        using WideResNet model = TestModels.Random();
        AutoOptions mirroring = Plain with { MirrorHoldOut = true },
            still = mirroring with { Recipe = Short with { Augmentation = new Augmentation { Flip = false } } };
        foreach ((AutoOptions options, CleanData clean) in ((AutoOptions, CleanData)[])[
            (mirroring, Clean),
            (still, Safe),
            (mirroring, Safe with { HoldOut = null })
        ])
        {
            using DefenseResult result = Erase(model, options, clean);
            double expected =
                clean.HoldOut is null ? double.NaN : new Evaluator(new RunContext().Device).Accuracy(result.Model, clean.HoldOut).Value;
            Assert.Equal(expected, result.Epochs[^1].ValAcc);
            Assert.Contains(result.Used!.Rows(), r => r is { Name: "hold-out", Value: "as it is" });
        }
    }
}
