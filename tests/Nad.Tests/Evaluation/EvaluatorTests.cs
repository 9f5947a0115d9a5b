using Nad.Attacks;
using Nad.Data;
using Nad.Evaluation;
using Nad.Torch;

namespace Nad.Tests.Evaluation;

public sealed class EvaluatorTests
{
    private const int Side = 4;

    // (true label, what the model sees, brightness): the trigger of 200 outshines 100 but not 250.
    private static readonly (int Label, int Seen, byte Brightness)[] Test =
    [
        (0, 0, 100), (0, 1, 100), (1, 1, 250), (3, 0, 250), (2, 2, 100), (2, 0, 100)
    ];
    private static readonly PatchTrigger Trigger = new([new PatchPixel(0, 2, 200, 200, 200)]);

    [Fact]
    public void Rates_of_an_all_to_one_attack_leave_out_the_target_class()
    {
        Score score = Measure(new Backdoor("test", Trigger, new AllToOne(2)));
        Assert.Equal(new Rate(3, 6), score.Acc);
        Assert.Equal(new Rate(2, 4), score.AccNonTarget);
        Assert.Equal(new Rate(2, 4), score.Asr);
        Assert.Equal(new Rate(1, 4), score.Ra);
    }

    [Fact]
    public void Rates_of_an_all_to_all_attack_count_every_image()
    {
        Score score = Measure(new Backdoor("test", Trigger, new AllToAll(4)));
        Assert.Equal(new Rate(3, 6), score.AccNonTarget);
        Assert.Equal(new Rate(1, 6), score.Asr);
        Assert.Equal(new Rate(3, 6), score.Ra);
    }

    [Fact]
    public void Attack_success_by_class_adds_up_and_leaves_out_the_target()
    {
        Score score = Measure(new Backdoor("test", Trigger, new AllToOne(2)));
        IReadOnlyList<Rate> classes = score.AsrByClass!;
        Assert.Equal(4, classes.Count);
        Assert.Equal(new Rate(0, 0), classes[2]);
        Assert.Equal(score.Asr, new Rate(classes.Sum(c => c.Hits), classes.Sum(c => c.Trials)));
    }

    [Fact]
    public void Without_a_backdoor_only_the_accuracy_is_known()
    {
        Score score = Measure(null);
        Assert.Equal(new Score { Acc = new Rate(3, 6), Clean = score.Clean }, score);
    }

    [Fact]
    public void Predictions_do_not_depend_on_the_cut_into_batches()
    {
        (int, int, byte)[] many = [.. Enumerable.Range(0, 300).Select(i => (0, i * 7 % 4, (byte)100))];
        using BrightestColumn model = new(4, Side);
        Assert.Equal(many.Select(m => m.Item2), new Evaluator(Device.Cpu).Predict(model, Painted(many)));
    }

    [Fact]
    public void The_test_images_are_not_changed_by_measuring()
    {
        ImageSet images = Painted(Test);
        byte[] before = [.. images.Pixels];
        using BrightestColumn model = new(4, Side);
        new Evaluator(Device.Cpu).Measure(model, images, new Backdoor("test", Trigger, new AllToOne(2)));
        Assert.Equal(before, images.Pixels);
    }

    [Fact]
    public void Measuring_can_be_cancelled()
    {
        using BrightestColumn model = new(4, Side);
        Assert.Throws<OperationCanceledException>(
            () => new Evaluator(Device.Cpu).Predict(model, Painted(Test), new CancellationToken(canceled: true)));
    }

    private static Score Measure(Backdoor? backdoor)
    {
        using BrightestColumn model = new(4, Side);
        return new Evaluator(Device.Cpu).Measure(model, Painted(Test), backdoor);
    }

    private static ImageSet Painted((int Label, int Seen, byte Brightness)[] wanted)
    {
        byte[] pixels = new byte[wanted.Length * Side * Side * 3];
        for (int i = 0; i < wanted.Length; i++) pixels[(i * Side * Side * 3) + (wanted[i].Seen * 3)] = wanted[i].Brightness;
        return new ImageSet(pixels, [.. wanted.Select(w => w.Label)], Side, Side, ["a", "b", "c", "d"], "painted");
    }
}
