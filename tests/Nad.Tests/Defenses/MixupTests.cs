using Nad.Data;
using Nad.Defenses;
using Nad.Models;
using Nad.Tests.Models;
using Nad.Torch;
using Nad.Torch.Modules;
using Nad.Torch.Optimizers;
using Nad.Training;

namespace Nad.Tests.Defenses;

public sealed class MixupTests
{
    private static readonly CleanData Clean = new(TestModels.Images(16, seed: 1), TestModels.Images(10, seed: 2));

    [Fact]
    public void Images_and_targets_are_mixed_with_the_same_share_and_partners()
    {
        using TensorScope scope = TensorScope.Begin();
        using WideResNet model = TestModels.Random();
        Batch batch = new BatchAssembler(Clean.Training, Device.Cpu).InOrder(0, 4);
        int[] partner = [2, 0, 3, 1];
        const double share = 0.3;

        double loss = Mixup.Loss(model, batch, share, partner).Total.Item();

        // By hand: mix the pixels, then weigh the negative log-probability of either label.
        float[] x = batch.Images.Contiguous().ToFloats(), mixed = new float[x.Length];
        int size = x.Length / 4;
        for (int i = 0; i < x.Length; i++) mixed[i] = (float)((share * x[i]) + ((1 - share) * x[(partner[i / size] * size) + (i % size)]));
        using WideResNet twin = TestModels.Random();
        float[] p = twin.Forward(Tensor.From(mixed, 4, 3, 32, 32).Contiguous(MemoryLayout.ChannelsLast), Mode.Training).Logits.Softmax(
            1).ToFloats();
        long[] y = batch.Labels.ToLongs();
        double expected = Enumerable.Range(0, 4).Average(
            n => -(share * Math.Log(p[(n * 10) + (int)y[n]])) - ((1 - share) * Math.Log(p[(n * 10) + (int)y[partner[n]]])));
        Assert.Equal(expected, loss, 1e-5);
    }

    [Theory]
    [InlineData(1, new[] { 1, 0, 3, 2 })]
    [InlineData(0.4, new[] { 0, 1, 2, 3 })]
    public void A_share_of_1_or_no_exchange_is_the_plain_loss(double share, int[] partner)
    {
        using TensorScope scope = TensorScope.Begin();
        using WideResNet model = TestModels.Random(), twin = TestModels.Random();
        Batch batch = new BatchAssembler(Clean.Training, Device.Cpu).InOrder(0, 4);
        Assert.Equal(SupervisedLoss.Of(twin, batch).Total.Item(), Mixup.Loss(model, batch, share, partner).Total.Item(), 1e-5);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_and_the_input_stays()
    {
        using WideResNet model = TestModels.Random();
        byte[][] before = TestModels.Bits(model);
        Mixup mixup = new(new MixupOptions
        {
            Recipe = new() { Epochs = 1, BatchSize = 8, LearningRate = StepSchedule.Constant(0.01), Augmentation = Augmentation.None },
            CollapseLimit = 1
        });

        using DefenseResult first = mixup.Erase(model, Clean, new RunContext { Seed = 1 }),
            same = mixup.Erase(model, Clean, new RunContext { Seed = 1 }), other = mixup.Erase(model, Clean, new RunContext { Seed = 2 });

        Assert.Equal(TestModels.Bits(first.Model), TestModels.Bits(same.Model));
        Assert.NotEqual(TestModels.Bits(first.Model), TestModels.Bits(other.Model));
        Assert.Equal(before, TestModels.Bits(model));
    }

    [Fact]
    public void Mixup_and_Cutout_use_no_other_augmentation()
    {
        Assert.Equal(Augmentation.None, new MixupOptions().Recipe.Augmentation);
        Assert.Equal(Augmentation.None with { CutoutLength = 3 }, new CutoutOptions().Recipe.Augmentation);
        Assert.Equal(10, new CutoutOptions().Recipe.Epochs);
    }

    [Fact]
    public void Cutout_is_finetuning_with_its_own_recipe()
    {
        using WideResNet model = TestModels.Random();
        TrainingRecipe recipe = new CutoutOptions().Recipe with { Epochs = 1, BatchSize = 8, LearningRate = StepSchedule.Constant(0.01) };
        using DefenseResult cutout =
            new Cutout(new CutoutOptions { Recipe = recipe, CollapseLimit = 1 }).Erase(model, Clean, new RunContext());
        using DefenseResult tuned =
            new FineTuning(new FineTuningOptions { Recipe = recipe, CollapseLimit = 1 }).Erase(model, Clean, new RunContext());
        using DefenseResult whole =
            new FineTuning(new FineTuningOptions { Recipe = recipe with { Augmentation = new() }, CollapseLimit = 1 }).Erase(
                model, Clean, new RunContext());
        Assert.Equal(TestModels.Bits(tuned.Model), TestModels.Bits(cutout.Model));
        Assert.NotEqual(TestModels.Bits(whole.Model), TestModels.Bits(cutout.Model));
    }
}
