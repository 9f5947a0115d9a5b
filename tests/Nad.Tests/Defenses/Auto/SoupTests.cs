using Nad.Defenses;
using Nad.Models;
using Nad.Tests.Models;
using Nad.Training;
using static Nad.Tests.Defenses.AutoSupport;

namespace Nad.Tests.Defenses;

public sealed class SoupTests
{
    [Fact]
    public void The_mean_is_that_of_every_weight_and_running_statistic()
    {
        using WideResNet mean = TestModels.Random(0), first = TestModels.Random(1), second = TestModels.Random(2),
            third = TestModels.Random(3);
        WeightMean.Set(mean, (first, 1 / 3.0), (second, 1 / 3.0), (third, 1 / 3.0));
        int compared = 0;
        foreach ((string name, Nad.Torch.Tensor tensor) in mean.State.Entries.Where(e => e.Tensor.Type == DType.Float32))
        {
            float[] m = Floats(tensor), a = Floats(first.State[name]), b = Floats(second.State[name]), c = Floats(third.State[name]);
            for (int i = 0; i < m.Length; i++) Assert.Equal((a[i] + b[i] + c[i]) / 3.0, m[i], 1e-6);
            compared += m.Length;
        }

        Assert.True(compared > 70_000);

        static float[] Floats(Nad.Torch.Tensor tensor) =>
            System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(tensor.ToData().Bytes).ToArray();
    }

    [Fact]
    public void The_weights_of_students_that_differ_in_the_order_of_their_images_are_averaged()
    {
        using WideResNet model = TestModels.Random();
        using DefenseResult one = Erase(model, Plain), two = Erase(model, Plain with { Students = 2 });
        Assert.Equal(["teacher", "student", "student-b"], two.Epochs.Select(e => e.Phase));
        Assert.NotEqual(two.Epochs[1].Loss, two.Epochs[2].Loss);
        Assert.Contains(two.Selections, s => s.What == "students averaged");
        Assert.Equal(TestModels.Bits(one.Teacher!), TestModels.Bits(two.Teacher!));
    }

    [Fact]
    public void A_mean_that_is_worse_than_every_student_is_not_taken()
    {
        using WideResNet first = TestModels.Random(1);
        Settled settled = new Soup(Judge(0.9, _ => 0.5)).Mean(Trial(0.8, model: first.Clone()), 2, phase => Trial(0.78, phase));
        using Trial kept = settled.Trial;
        Assert.Equal(TestModels.Bits(first), TestModels.Bits(kept.Model));
        Assert.Equal(0.8, kept.Accuracy);
        Assert.Equal("its students lie too far apart to be averaged (80.0, 78.0 % on the hold-out, their mean 50.0 %)", settled.Unstable);
        Assert.Equal(1, kept.Selections.Single(s => s.What == "students averaged").Value);
        Assert.Contains("kept as it is", kept.Selections[^1].Reason, StringComparison.Ordinal);
        Assert.Equal([("student", false), ("student-b", true)], kept.Epochs.Select(e => (e.Phase, e.Rejected)));
    }

    [Fact]
    public void A_student_that_fails_is_left_out_and_told()
    {
        using WideResNet first = TestModels.Random(1), third = TestModels.Random(3), expected = TestModels.Random(0);
        WeightMean.Set(expected, (first, 0.5), (third, 0.5));
        Soup soup = new(Judge(0.9, _ => 0.9));
        using Trial kept = soup.Mean(
            Trial(0.8, model: first.Clone()), 3, phase => phase == "student-b" ? Trial(Fails) : Trial(0.8, phase, third.Clone())).Trial;
        Assert.Equal(TestModels.Bits(expected), TestModels.Bits(kept.Model));
        Assert.Contains("left out: no number", kept.Warnings.Single(), StringComparison.Ordinal);
        Assert.Equal(2, kept.Selections.Single(s => s.What == "students averaged").Value);

        Settled alone = soup.Mean(Trial(0.8, model: first.Clone()), 2, _ => Trial(Fails));
        using (alone.Trial) Assert.Equal(TestModels.Bits(first), TestModels.Bits(alone.Trial.Model));
        Assert.Single(alone.Trial.Warnings);
        Assert.Equal("another of its students failed", alone.Unstable);
    }

    [Fact]
    public void A_student_is_moved_so_far_towards_the_given_model()
    {
        using WideResNet given = TestModels.Random(1), student = TestModels.Random(2), expected = TestModels.Random(3);
        byte[][] before = TestModels.Bits(given);
        WeightMean.Set(expected, (student, 0.75), (given, 0.25));
        using Trial moved = new Soup(Judge(0.9, _ => 0.9)).Towards(Trial(0.8, model: student.Clone()), given, 0.25);
        Assert.Equal(TestModels.Bits(expected), TestModels.Bits(moved.Model));
        Assert.Equal(0.9, moved.Accuracy);
        Assert.Equal(before, TestModels.Bits(given));
        Selection choice = moved.Selections.Single(s => s.What == "share of the given model");
        Assert.Equal(0.25, choice.Value);
        Assert.Contains("moved by 25 % of the way", choice.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_hold_out_refuses_stays_as_it_is_and_so_does_a_share_of_0_or_a_student_without_a_hold_out()
    {
        using WideResNet given = TestModels.Random(1), student = TestModels.Random(2);
        Soup soup = new(Judge(0.9, _ => 0.5)), blind = new(Judge(double.NaN));
        using Trial refused = soup.Towards(Trial(0.8, model: student.Clone()), given, 0.5),
            none = soup.Towards(Trial(0.8, model: student.Clone()), given, 0);
        using Trial unseen = blind.Towards(Trial(double.NaN, model: student.Clone()), given, 0.5),
            alone = blind.Mean(Trial(double.NaN, model: student.Clone()), 2, _ => Trial(0.5)).Trial;
        Assert.Equal(0, refused.Selections.Single().Value);
        Assert.Contains("stay as they are", refused.Selections[0].Reason, StringComparison.Ordinal);
        foreach (Trial same in (Trial[])[refused, none, unseen, alone]) Assert.Equal(TestModels.Bits(student), TestModels.Bits(same.Model));
        foreach (Trial silent in (Trial[])[none, unseen, alone]) Assert.Empty(silent.Selections);
    }
}
