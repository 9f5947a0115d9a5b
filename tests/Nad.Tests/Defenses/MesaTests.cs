using Nad.Data;
using Nad.Defenses;
using Nad.Models;
using Nad.Tests.Models;
using Nad.TestSupport;
using Nad.Torch;
using Nad.Torch.Modules;
using Nad.Torch.Optimizers;
using Nad.Training;

namespace Nad.Tests.Defenses;

public sealed class MesaTests
{
    // Float32 through four layers, the sums in another order: a layer on joined inputs is computed in two parts.
    private const double Tolerance = 1e-5;

    private static readonly CleanData Clean = new(TestModels.Images(12, seed: 1), TestModels.Images(10, seed: 2));

    [Fact]
    public void Generator_and_entropy_equal_those_of_PyTorch()
    {
        TorchFixture stored = new("mesa");
        using TensorScope scope = TensorScope.Begin();
        using PatternGenerator generator = Generator(stored);
        using StatisticsNetwork statistics = Statistics(stored);

        Tensor x = generator.Forward(stored.Tensor("z"), Mode.Training);
        Tensor entropy = statistics.Entropy(stored.Tensor("z"), stored.Tensor("z1"), x);

        TorchFixture.Near(stored.Numbers("x"), TorchFixture.Numbers(x), Tolerance, "patterns");
        TorchFixture.Near(stored.Numbers("entropy"), [entropy.Item()], Tolerance, "entropy");
        Tensor[] gradients = Autograd.Gradients(entropy, [generator.State["first.weight"], generator.State["last.bias"]]);
        TorchFixture.Near(
            stored.Numbers("entropy/g.first.weight"), TorchFixture.Numbers(gradients[0]), Tolerance, "gradient by the first layer");
        TorchFixture.Near(
            stored.Numbers("entropy/g.last.bias"), TorchFixture.Numbers(gradients[1]), Tolerance, "gradient by the last bias");
    }

    [Fact]
    public void The_statistics_network_is_trained_with_the_moving_average()
    {
        TorchFixture stored = new("mesa");
        using TensorScope scope = TensorScope.Begin();
        using StatisticsNetwork statistics = Statistics(stored);
        double average = 1.3;

        Tensor loss = statistics.Loss(stored.Tensor("z"), stored.Tensor("z1"), stored.Tensor("x"), ref average, 0.001);

        Assert.Equal(stored.Numbers("average")[0], average, 1e-6);
        TorchFixture.Near(stored.Numbers("loss"), [loss.Item()], Tolerance, "loss");
        Tensor[] gradients = Autograd.Gradients(loss, [statistics.State["noise"], statistics.State["middle.weight"]]);
        TorchFixture.Near(stored.Numbers("loss/m.noise"), TorchFixture.Numbers(gradients[0]), Tolerance, "gradient by the noise weights");
        TorchFixture.Near(
            stored.Numbers("loss/m.middle.weight"), TorchFixture.Numbers(gradients[1]), Tolerance, "gradient by the middle layer");
    }

    [Fact]
    public void The_hinge_counts_certainty_up_to_the_level_and_its_gradient_is_that_of_finite_differences()
    {
        using TensorScope scope = TensorScope.Begin();
        using WideResNet model = TestModels.Random(1);
        MesaOptions options = new() { Target = 3, Noise = 0 };
        Tensor batch = new BatchAssembler(Clean.Training, Device.Cpu).InOrder(0, 4).Images;
        float[] patterns = [.. Enumerable.Range(0, 4 * 27).Select(i => (float)((i * 37 % 100) / 100.0))];
        PatternRecovery recovery = new(options, model, Clean.Training, new RunContext());
        (double Hinge, float[] Gradient) At(float[] p, double level) => recovery.Hinge(batch, p, level, new RandomStream(0, "places"));

        (double hinge, float[] gradient) = At(patterns, 1);

        // Through ReLUs and a step of 0.05, finite differences are not exact.
        double tolerance = 0.15 * gradient.Max(Math.Abs);
        for (int i = 0; i < patterns.Length; i += 19)
        {
            float[] up = [.. patterns], down = [.. patterns];
            up[i] += 0.05f;
            down[i] -= 0.05f;
            Assert.Equal(-(At(up, 1).Hinge - At(down, 1).Hinge) / 0.1, gradient[i], tolerance);
        }

        Assert.True(tolerance > 1e-6);
        // Certainty above the level counts for nothing: neither value nor gradient.
        (double low, float[] none) = At(patterns, 1e-6);
        Assert.Equal(1e-6, low, 1e-9);
        Assert.All(none, g => Assert.Equal(0, g));
        Assert.True(hinge > low);
    }

    [Fact]
    public void A_pattern_covers_its_square_and_nothing_else()
    {
        float[] image = new float[3 * 5 * 6], pattern = [.. Enumerable.Range(1, 12).Select(i => (float)i)], taken = new float[12];
        PatternPlace.Put(image, pattern, 2, (3, 4), 5, 6);
        PatternPlace.Take(image, taken, 2, (3, 4), 5, 6);
        Assert.Equal(pattern, taken);
        Assert.Equal(12, image.Count(x => x != 0));
        Assert.Equal([1, 2, 3, 4], new[] { image[(3 * 6) + 4], image[(3 * 6) + 5], image[(4 * 6) + 4], image[(4 * 6) + 5] });
        RandomStream random = new(0, "places");
        (int Row, int Column)[] places = [.. Enumerable.Range(0, 2000).Select(_ => PatternPlace.Draw(Clean.Training, 3, random))];
        Assert.Equal(
            (0, 29, 0, 29), (places.Min(p => p.Row), places.Max(p => p.Row), places.Min(p => p.Column), places.Max(p => p.Column)));
    }

    [Fact]
    public void A_generator_learns_what_the_model_answers_with_the_target()
    {
        using WideResNet model = TestModels.Random(1);
        ImageSet images = TestModels.Images(64, seed: 5);
        MesaOptions options = new() { Target = 3, RecoveryEpochs = 12, RecoveryBatch = 16, Side = 8 };
        PatternRecovery recovery = new(options, model, images, new RunContext { Seed = 1 });
        using PatternGenerator untrained = new(8 * 8 * 3, new RandomStream(1, "mesa/p"), Device.Cpu),
            trained = recovery.Recover(0, 0.9, "p");

        Assert.True(Hinge(trained) > Hinge(untrained), "the model is surer of the target with trained patterns than with untrained ones");

        double Hinge(PatternGenerator generator)
        {
            using TensorScope scope = TensorScope.Begin();
            float[] patterns;
            using (Autograd.NoGrad())
                patterns = generator.Forward(PatternPlace.Uniform(64, new RandomStream(2, "noise")), Mode.Inference).ToFloats();
            return recovery.Hinge(
                new BatchAssembler(images, Device.Cpu).InOrder(0, 64).Images, patterns, 0.9, new RandomStream(3, "places")).Hinge;
        }
    }

    [Fact]
    public void A_part_of_each_batch_carries_a_pattern_of_the_epochs_generator()
    {
        using WideResNet model = TestModels.Random();
        List<int> epochs = [];
        TrainingRecipe recipe = new() { Epochs = 2, BatchSize = 6, LearningRate = StepSchedule.Constant(0.001) };
        using DefenseResult result = new PatternRetraining(recipe, 0.34, 1).Run(model, Clean, new RunContext(), (epoch, image, _) =>
        {
            epochs.Add(epoch);
            image.Clear();
        });
        Assert.Equal([0, 0, 0, 0, 1, 1, 1, 1], epochs);                        // 2 images of each of 2 batches
    }

    [Fact]
    public void A_run_leaves_the_input_and_depends_on_nothing_but_the_seed()
    {
        using WideResNet model = TestModels.Random();
        byte[][] before = TestModels.Bits(model);
        MesaOptions options = new() { Target = 2, RecoveryEpochs = 1, RecoveryBatch = 6, Levels = [0.9, 0.5], CollapseLimit = 1 };
        Mesa mesa = new(options with { Recipe = options.Recipe with { Epochs = 2, BatchSize = 6 } });
        using DefenseResult first = mesa.Erase(model, Clean, new RunContext { Seed = 1 }),
            same = mesa.Erase(model, Clean, new RunContext { Seed = 1 }), other = mesa.Erase(model, Clean, new RunContext { Seed = 2 });
        Assert.Equal(before, TestModels.Bits(model));
        Assert.Equal(TestModels.Bits(first.Model), TestModels.Bits(same.Model));
        Assert.NotEqual(TestModels.Bits(first.Model), TestModels.Bits(other.Model));
        Assert.Equal(2, first.Epochs.Count);
    }

    [Fact]
    public void The_target_must_be_given_and_settings_be_in_range()
    {
        Assert.Contains(
            "is not given", Assert.Throws<NadException>(() => new MesaOptions().Validate(10)).Message, StringComparison.Ordinal);
        MesaOptions good = new() { Target = 1 };
        good.Validate(10);
        foreach (MesaOptions bad in (MesaOptions[])[
            good with { Target = 10 },
            good with { Levels = [0] },
            good with { Alphas = [] },
            good with { Side = 17 },
            good with { Share = 0 },
            good with { RecoveryBatch = 1 },
            good with { Noise = -1 }
        ])
        {
            Assert.Throws<NadException>(() => bad.Validate(10));
        }
    }

    private static PatternGenerator Generator(TorchFixture stored)
    {
        PatternGenerator generator = new(27, new RandomStream(0, "g"), Device.Cpu, hidden: 24);
        generator.State.Import(stored.Below("g."));
        return generator;
    }

    private static StatisticsNetwork Statistics(TorchFixture stored)
    {
        StatisticsNetwork statistics = new(27, new RandomStream(0, "m"), Device.Cpu, hidden: 24);
        statistics.State.Import(stored.Below("m."));
        return statistics;
    }
}
