using Nad.Attacks;
using Nad.Data;
using Nad.Defenses;
using Nad.Evaluation;
using Nad.Models;
using Nad.Tests.Models;
using Nad.TestSupport;
using Nad.Torch;
using Nad.Torch.Modules;
using Nad.Torch.Optimizers;
using Nad.Training;

namespace Nad.Tests.Defenses;

public sealed class FinePruningTests
{
    private static readonly CleanData Clean = new(TestModels.Images(24, seed: 1), TestModels.Images(12, seed: 2));

    [Fact]
    public void Channels_are_ranked_by_the_mean_output_of_the_last_convolution()
    {
        using WideResNet model = TestModels.Random(3);
        using TensorScope scope = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        // The convolution itself, computed from its input: a = relu(bn2(conv1(relu(bn1(x))))) of the last block, whose running statistics
        // are 0 and 1.
        Tensor x = model.Groups(new BatchAssembler(Clean.Training, Device.Cpu).InOrder(0, 24).Images, Mode.Inference)[1];
        Tensor Relu(Tensor t) => (t * (1 / Math.Sqrt(1 + 1e-5))).ClampMin(0);
        Tensor a = Relu(Functional.Conv2d(Relu(x), model.State["block3.layer.0.conv1.weight"], null, 2, 1));
        float[] means = Functional.Conv2d(a, model.State["block3.layer.0.conv2.weight"], null, 1, 1).Mean([0, 2, 3]).ToFloats();

        int[] order = ChannelRanking.Ascending(model, Clean.Training, PruningVariant.Paper, new RunContext());

        Assert.Equal(Enumerable.Range(0, 64).OrderBy(c => means[c]), order);
    }

    [Fact]
    public void Proper_pruning_ranks_the_final_features_and_cuts_them_off_the_last_layer()
    {
        using WideResNet model = TestModels.Random(3);
        using TensorScope scope = TensorScope.Begin();
        float[] means;
        using (Autograd.NoGrad())
            means =
                model.Features(new BatchAssembler(Clean.Training, Device.Cpu).InOrder(0, 24).Images, Mode.Inference).Mean([0]).ToFloats();
        int[] expected = [.. Enumerable.Range(0, 64).OrderBy(c => means[c]).Take(16)];
        TrainingRecipe recipe = new() { Epochs = 1, BatchSize = 8, LearningRate = StepSchedule.Constant(0.01) };

        using DefenseResult result =
            new FinePruning(new FinePruningOptions { Variant = PruningVariant.Proper, Ratio = 0.25, Recipe = recipe, CollapseLimit = 1 })
                .Erase(model, Clean, new RunContext());

        // Pruned columns are still 0 after finetuning, all others have moved.
        float[] columns = result.Model.State["fc.weight"].Abs().Sum([0]).ToFloats(),
            before = model.State["fc.weight"].Abs().Sum([0]).ToFloats();
        for (int c = 0; c < 64; c++)
        {
            if (expected.Contains(c)) Assert.Equal(0, columns[c]);
            else Assert.NotEqual(before[c], columns[c]);
        }

        Assert.Single(result.Epochs);
        Assert.Equal(16, result.Selections.Single().Value);
    }

    [Fact]
    public void The_papers_variant_sets_filters_to_0_and_trains_nothing()
    {
        using WideResNet model = TestModels.Random(3);
        byte[][] before = TestModels.Bits(model);

        using DefenseResult result =
            new FinePruning(new FinePruningOptions { Variant = PruningVariant.Paper, Ratio = 0.5, CollapseLimit = 1 }).Erase(
                model, Clean, new RunContext());

        using TensorScope scope = TensorScope.Begin();
        float[] filters = result.Model.State["block3.layer.0.conv2.weight"].Abs().Sum([1, 2, 3]).ToFloats();
        Assert.Equal(32, filters.Count(f => f == 0));
        Assert.Empty(result.Epochs);
        Assert.Equal(before, TestModels.Bits(model));
        Assert.Single(before.Zip(TestModels.Bits(result.Model)), pair => !pair.First.AsSpan().SequenceEqual(pair.Second));
    }

    [Fact]
    public void The_most_channels_are_pruned_that_the_hold_out_bears()
    {
        using WideResNet model = TestModels.Random(3);
        Selection Choose(FinePruningOptions options)
        {
            using DefenseResult result = new FinePruning(options with { CollapseLimit = 1 }).Erase(model, Clean, new RunContext());
            return result.Selections.Single();
        }

        Selection byDrop = Choose(new FinePruningOptions { MaxDrop = 0.05 });
        double least = byDrop.Candidates[0].ValAcc - 0.05;

        Assert.Equal(Enumerable.Range(0, 64).Select(i => (double)i), byDrop.Candidates.Select(c => c.Value));
        Assert.True(byDrop.Chosen.ValAcc >= least);
        Assert.All(byDrop.Candidates.Where(c => c.Value > byDrop.Value), c => Assert.True(c.ValAcc < least));
        Assert.Equal(byDrop.Value, Choose(new FinePruningOptions { LeastAccuracy = least }).Value);
        Assert.Equal(0, Choose(new FinePruningOptions { LeastAccuracy = 1 }).Value);
        Assert.Contains("No channel was pruned", Choose(new FinePruningOptions { LeastAccuracy = 1 }).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_hold_out_the_ratio_must_be_given()
    {
        using WideResNet model = TestModels.Random(3);
        CleanData none = Clean with { HoldOut = null };
        Assert.Contains(
            "too few images",
            Assert.Throws<NadException>(() => new FinePruning(new FinePruningOptions()).Erase(model, none, new RunContext())).Message,
            StringComparison.Ordinal);
        using DefenseResult result = new FinePruning(new FinePruningOptions { Ratio = 0.1 }).Erase(model, none, new RunContext());
        Assert.Equal(6, result.Selections.Single().Value);
    }

    [Fact]
    public void On_the_published_model_only_the_proper_ranking_finds_the_backdoor()
    {
        string cifar = TestData.Require("cifar-10-batches-bin");
        using ModelFile given = ModelFile.Load(TestData.Require("nad-authors", "s_net", "WRN-16-1-S-model_best.pth.tar"), Device.Cpu);
        Cifar10Source source = new(cifar);
        ImageSet test = source.LoadTest()!.Subset([.. Enumerable.Range(0, 300)]);
        CleanData clean = new(source.LoadTrain().Subset([.. Enumerable.Range(0, 500)]), null);
        Backdoor grid = new BadNets(new BadNetsOptions { Target = 5 }, 10).Backdoor;

        // Measured with PyTorch on all 1,000 test images: 82.2/100 for 32 filters, 80.5/0.8 for 28 features (non-target ACC/ASR in %).
        Assert.True(Asr(PruningVariant.Paper, 32) > 0.98);
        Assert.True(Asr(PruningVariant.Proper, 28) < 0.05);

        double Asr(PruningVariant variant, int count)
        {
            WideResNet model = (WideResNet)given.Model.Clone();
            using (model)
            {
                new PrunedChannels(model, variant, ChannelRanking.Ascending(model, clean.Training, variant, new RunContext())).Extend(
                    count);
                Score score = new Evaluator(Device.Cpu).Measure(model, test, grid);
                Assert.InRange(score.AccNonTarget!.Value.Value, 0.74, 0.9);
                return score.Asr!.Value.Value;
            }
        }
    }
}
