using Nad.Attacks;
using Nad.Audit;
using Nad.Data;
using Nad.Evaluation;
using Nad.Models;
using Nad.Relapse;
using Nad.Torch;
using Nad.Training;

namespace Nad.Tests.Relapse;

/// <summary>The parts of a relapse: what each must be where its result is known beforehand.</summary>
public sealed class RelapsePartTests
{
    private static readonly Backdoor Square = new(
        "square",
        new PictureTrigger { Height = 3, Width = 3, Pixels = [.. Enumerable.Repeat((byte)255, 27)], Row = -3, Column = -3 },
        new AllToOne(2));

    [Fact]
    public void No_poisoned_image_is_clean_finetuning_bit_for_bit()
    {
        using WideResNet model = Model();
        ImageSet images = Images(40);
        RunContext run = new();
        (ImageSet none, int[] poisoned) = RetuningImages.Of(images, Square, 0, run.Random("relapse/poison"));
        Assert.Empty(poisoned);

        using Classifier retuned = Retuning.Train(model, none, RelapseOptions.Recipe(0.01, 2), run, "retune");
        using Classifier drifted = Retuning.Train(model, images, RelapseOptions.Recipe(0.01, 2), run, "drift");

        Assert.Equal(Bytes(retuned), Bytes(drifted));
        Assert.NotEqual(Bytes(model), Bytes(drifted));
    }

    [Fact]
    public void Larger_doses_hold_the_images_of_smaller_ones_and_none_of_the_target_class()
    {
        ImageSet images = Images(60);
        int[] few = RetuningImages.Of(images, Square, 5, new RandomStream(3, "p")).Poisoned,
            many = RetuningImages.Of(images, Square, 25, new RandomStream(3, "p")).Poisoned;
        (ImageSet set, _) = RetuningImages.Of(images, Square, 25, new RandomStream(3, "p"));

        Assert.Subset(many.ToHashSet(), few.ToHashSet());
        Assert.Equal(25, many.Distinct().Count());
        for (int i = 0; i < images.Count; i++)
        {
            bool is_poisoned = many.Contains(i);
            Assert.Equal(is_poisoned ? 2 : images.Labels[i], set.Labels[i]);
            Assert.Equal(is_poisoned, !set.Image(i).SequenceEqual(images.Image(i)));
            if (is_poisoned) Assert.NotEqual(2, images.Labels[i]);
        }

        Assert.Contains(
            "only",
            Assert.Throws<NadException>(() => RetuningImages.Of(images, Square, 60, new RandomStream(3, "p"))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_path_begins_and_ends_with_the_very_models_and_runs_straight()
    {
        using WideResNet before = Model(1), after = Model(2);
        using Classifier first = WeightPath.At(before, after, 0), middle = WeightPath.At(before, after, 0.5),
            last = WeightPath.At(before, after, 1);

        Assert.Equal(Bytes(before), Bytes(first));
        Assert.Equal(Bytes(after), Bytes(last));
        float[][] ends = [before.State.Parameters[0].ToFloats(), after.State.Parameters[0].ToFloats()];
        float[] mixed = middle.State.Parameters[0].ToFloats();
        for (int i = 0; i < mixed.Length; i++) Assert.Equal((ends[0][i] + ends[1][i]) / 2, mixed[i], 1e-6f);
        using WideResNet wider = new(10, 2, 10);
        Assert.True(WeightPath.Exists(before, after));
        Assert.False(WeightPath.Exists(before, wider));
    }

    [Fact]
    public void A_change_of_the_trigger_of_nothing_changes_nothing()
    {
        using WideResNet model = Model();
        ImageSet wanted = RetuningImages.Wanted(Images(40), Square);
        RunContext run = new();
        using AwakeningStep none = new(model, wanted.Height, wanted.Width, 0), some = new(model, wanted.Height, wanted.Width, 0.05);
        foreach (AwakeningStep step in (AwakeningStep[])[none, some])
            new Trainer(RelapseOptions.Recipe(0.01, 2), run, "awaken").Run(step, new BatchAssembler(wanted, run.Device));

        AuditSubject subject = new(model, wanted, wanted);
        Assert.Equal(subject.Answers(wanted, null, run), subject.Answers(wanted, none.Apply, run));
        using TensorScope scope = TensorScope.Begin();
        Assert.Equal(0, Delta(none).Max(Math.Abs));
        Assert.InRange(Delta(some).Max(Math.Abs), 1e-4f, 0.05f + 1e-6f);

        static float[] Delta(AwakeningStep step) =>
            System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(step.Export()[0].Data.Bytes).ToArray();
    }

    [Fact]
    public void Coarser_weights_are_what_they_are_called()
    {
        using WideResNet model = Model();
        using Classifier half = WeightNoise.Half(model), bytes = WeightNoise.Int8(model), pruned = WeightNoise.Pruned(model, 0.2);
        string name = model.State.ParameterNames.First(n => model.State[n].Dimensions == 4);
        float[] given = model.State[name].ToFloats();

        Assert.Equal(given.Select(w => (float)(System.Half)w), half.State[name].ToFloats());
        int channels = (int)model.State[name].Shape[0], length = given.Length / channels;
        float[] rounded = bytes.State[name].ToFloats();
        for (int c = 0; c < channels; c++)
        {
            float scale = given.Skip(c * length).Take(length).Max(Math.Abs) / 127;
            Assert.True(rounded.Skip(c * length).Take(length).Distinct().Count() <= 255);
            for (int i = c * length; i < (c + 1) * length; i++) Assert.InRange(Math.Abs(rounded[i] - given[i]), 0, (scale / 2) + 1e-7f);
        }

        (long all, long zero) = Counts(pruned);
        Assert.Equal(0.2, (double)zero / all, 2e-3);
        Assert.Equal(0, Counts(model).Zero);
    }

    [Fact]
    public void The_control_trigger_is_as_large_as_strong_and_elsewhere()
    {
        Backdoor fresh = FreshTrigger.Of(Square, 32, 32, new RandomStream(0, "fresh"));
        PictureTrigger picture = Assert.IsType<PictureTrigger>(fresh.Trigger);
        Assert.Equal((3, 3, 0, 0, 1.0), (picture.Height, picture.Width, picture.Row, picture.Column, picture.Blend));
        Assert.Equal(Square.Labels, fresh.Labels);
        byte[] grey = [.. Enumerable.Repeat((byte)128, 32 * 32 * 3)], other = [.. grey];
        fresh.Trigger.Apply(grey, 32, 32);
        Assert.Equal(9, Enumerable.Range(0, 32 * 32).Count(i => grey[i * 3] != other[i * 3]));

        PictureTrigger blended =
            new() { Height = 32, Width = 32, Pixels = [.. Enumerable.Range(0, 3072).Select(i => (byte)i)], Blend = 0.2 };
        PictureTrigger second =
            Assert.IsType<PictureTrigger>(FreshTrigger.Of(Square with { Trigger = blended }, 32, 32, new RandomStream(0, "fresh")).Trigger);
        Assert.Equal(0.2, second.Blend, 0.01);
        Assert.Equal((32, 32), (second.Height, second.Width));
    }

    [Fact]
    public void A_recovered_pattern_changes_images_as_its_trigger_does()
    {
        ImageSet images = Images(6);
        RandomStream random = new(5, "pattern");
        float[] mask = [.. Enumerable.Range(0, 32 * 32).Select(_ => (float)random.NextDouble())],
            values = [.. Enumerable.Range(0, 3 * 32 * 32).Select(_ => (float)random.NextDouble())];
        Same(new RecoveredPattern(32, 32, mask, values));
        Same(new RecoveredPattern(32, 32, null, [.. values.Select(v => (v - 0.5f) / 4)]));

        void Same(RecoveredPattern pattern)
        {
            Backdoor backdoor = RecoveredTrigger.Of(pattern, 1);
            backdoor.Trigger.Validate();
            using TensorScope scope = TensorScope.Begin();
            float[] changed = pattern.Apply(new BatchAssembler(images, Device.Cpu).InOrder(0, 6).Images).Contiguous().ToFloats();
            byte[] stamped = backdoor.Trigger.Stamp(images).Pixels;
            double largest = 0;
            for (int n = 0; n < 6; n++)
            {
                for (int i = 0; i < 3072; i++)
                    largest = Math.Max(largest, Math.Abs((changed[(n * 3072) + (i % 3 * 1024) + (i / 3)] * 255) - stamped[(n * 3072) + i]));
            }

            // Mask and colour are rounded once each, and the picture's bytes are truncated.
            Assert.InRange(largest, 0, 2.1);
        }
    }

    [Theory]
    [InlineData(0.9, 0.95, 0.1, 0.9, 0.1, "returns")]
    [InlineData(0.9, 0.05, 0.1, 0.1, 0.1, "as-new")]
    [InlineData(0.9, 0.05, 0.9, 0.9, 0.9, "as-new")]
    [InlineData(0.2, 0.05, 0.9, 0.1, 0.1, "nothing-before")]
    public void Words_follow_from_rates(double before, double after, double one, double many, double control, string code)
    {
        if (code == "returns") after = 0.05;
        DoseArm arm = new(DoseArm.After, "after", [Point(0, after), Point(1, one), Point(5, many)]);
        DoseArm fresh = new(DoseArm.Fresh, "fresh", [Point(0, 0), Point(1, code == "as-new" ? one : 0.1), Point(5, control)]);
        RelapseVerdict verdict = RelapseVerdict.Of(Of(before), Of(after), [arm, fresh], [], []);
        Assert.Equal(code, verdict.Code);
        Assert.Equal("not-erased", RelapseVerdict.Of(Of(0.9), Of(0.6), [arm, fresh], [], []).Code);
        Assert.Equal("not-tried", RelapseVerdict.Of(Of(0.9), Of(0.1), [], [], []).Code);
        Assert.Equal("returns", RelapseVerdict.Of(Of(0.9), Of(0.1), [], [new DriftCurve(0.05, [0.8], [0.7], null)], []).Code);
        ChangedScore woken = new("a change", Rate.None, Of(0.9)),
            same = new("a change, without the trigger", Rate.None, Of(0.9)) { IsControl = true };
        Assert.Equal("not-tried", RelapseVerdict.Of(Of(0.9), Of(0.1), [], [], [woken, same]).Code);

        static Rate Of(double share) => new((int)(share * 1000), 1000);
        static DosePoint Point(int dose, double share) => new(dose, Of(0.8), Of(share));
    }

    [Fact]
    public void A_half_dose_is_told_as_it_was_measured()
    {
        Assert.Equal("2 to 5 poisoned images", Arm(0, 0.1, 0.9, 1).HalfDoseText);
        Assert.Equal("1 poisoned image", Arm(0, 0.6, 0.9, 1).HalfDoseText);
        Assert.Equal("no poisoned image", Arm(0.7, 0.6, 0.9, 1).HalfDoseText);
        Assert.Equal("more than 25 poisoned images", Arm(0, 0.1, 0.1, 0.1).HalfDoseText);

        static DoseArm Arm(params double[] shares) =>
            new("after", "", [.. ((int[])[0, 1, 5, 25]).Zip(shares, (d, s) => new DosePoint(d, Rate.None, new Rate((int)(s * 100), 100)))]);
    }

    private static WideResNet Model(long seed = 1)
    {
        WideResNet model = new(10, 1, 10);
        model.Initialise(new RandomStream(seed, "relapse"));
        return model;
    }

    private static ImageSet Images(int count)
    {
        RandomStream random = new(7, "images");
        byte[] pixels = [.. Enumerable.Range(0, count * 3072).Select(_ => (byte)random.Next(256))];
        return new ImageSet(
            pixels, [.. Enumerable.Range(0, count).Select(i => i % 10)], 32, 32, [.. Enumerable.Range(0, 10).Select(c => $"{c}")],
            "random");
    }

    private static byte[] Bytes(Classifier model) => [.. model.State.Export().SelectMany(t => t.Data.Bytes)];

    private static (long All, long Zero) Counts(Classifier model)
    {
        float[] weights =
            [.. model.State.ParameterNames.Where(n => model.State[n].Dimensions >= 2).SelectMany(n => model.State[n].ToFloats())];
        return (weights.Length, weights.Count(w => w == 0));
    }
}
