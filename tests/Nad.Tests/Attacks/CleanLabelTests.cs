using Nad.Attacks;
using Nad.Data;
using Nad.Models;
using Nad.Tests.Models;
using Nad.Torch;
using Nad.Torch.Modules;
using static Nad.Tests.Attacks.AttackSupport;

namespace Nad.Tests.Attacks;

public sealed class CleanLabelTests
{
    [Fact]
    public void Only_the_drawn_images_change_by_at_most_epsilon_outside_the_grid_and_no_label_does()
    {
        using Classifier model = TestModels.Random(1);
        ImageSet clean = Set(100, 2);
        IAttack attack = Attack(model, clean, new CleanLabelOptions { Target = 3, Rate = 0.06, Steps = 3, Epsilon = 0.01 });
        (ImageSet images, int[] poisoned) = attack.Poison(clean, new RandomStream(0, "poison"));

        Assert.Equal(6, poisoned.Length);
        Assert.Equal(clean.Labels, images.Labels);
        for (int i = 0; i < 100; i++)
        {
            if (!poisoned.Contains(i))
            {
                Assert.True(images.Image(i).SequenceEqual(clean.Image(i)));
                continue;
            }

            Assert.Equal(3, clean.Labels[i]);
            int changed = 0;
            for (int p = 0; p < 3072; p++)
            {
                bool grid = p / 96 >= 29 && p / 3 % 32 >= 29;
                int difference = images.Image(i)[p] - clean.Image(i)[p];
                if (!grid) Assert.InRange(difference, -3, 3);          // 0.01 · 255 = 2.55, rounded
                if (!grid && difference != 0) changed++;
            }

            Assert.True(changed > 2000, $"{changed} values of image {i} changed");
            byte[] corner = [.. Enumerable.Range(29, 3).SelectMany(
                y => Enumerable.Range(29, 3).Select(x => images.Image(i)[((y * 32) + x) * 3]).ToArray())];
            Assert.Equal([0, 0, 255, 0, 255, 0, 255, 0, 255], corner);
        }
    }

    [Fact]
    public void The_noise_raises_the_loss_on_the_true_label()
    {
        using Classifier model = TestModels.Random(1);
        ImageSet images = Set(10, 5), noisy = Set(10, 5);
        new AdversarialNoise(model, 8 / 255.0, 1.5 / 255, 5).AddTo(noisy, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], default);
        Assert.True(Loss(model, noisy) > Loss(model, images));
    }

    [Fact]
    public void One_step_is_the_sign_of_the_gradient()
    {
        using Classifier model = TestModels.Random(2);
        ImageSet images = Set(2, 6), noisy = Set(2, 6);
        new AdversarialNoise(model, 1, 3 / 255.0, 1).AddTo(noisy, [0, 1], default);
        using TensorScope scope = TensorScope.Begin();
        Batch batch = new BatchAssembler(images, Device.Cpu).InOrder(0, 2);
        Tensor input = batch.Images.Detach().RequireGrad();
        float[] gradient = Autograd.Gradients(
            Functional.CrossEntropy(model.Forward(input, Mode.Inference).Logits, batch.Labels), [input])[0].Contiguous().ToFloats();
        for (int i = 0; i < gradient.Length; i++)
        {
            int n = i / 3072, c = i / 1024 % 3, at = (n * 3072) + (i % 1024 * 3) + c;
            // Rounding decides the sign where the gradient is next to nothing.
            if (Math.Abs(gradient[i]) > 1e-6)
                Assert.Equal(Math.Clamp(images.Pixels[at] + (3 * Math.Sign(gradient[i])), 0, 255), noisy.Pixels[at]);
        }
    }

    [Fact]
    public void Test_images_get_the_grid_and_no_noise()
    {
        using Classifier model = TestModels.Random(1);
        ImageSet clean = Set(20, 2);
        Trigger grid = new BadNets(new BadNetsOptions(), 10).Backdoor.Trigger;
        Assert.Equal(grid.Stamp(clean).Pixels, Attack(model, clean, new CleanLabelOptions()).Backdoor.Trigger.Stamp(clean).Pixels);
    }

    [Fact]
    public void The_published_epsilon_and_steps_are_the_defaults() => Assert.Equal(
        (0.15, 1.5 / 255, 100, 0.08),
        (new CleanLabelOptions().Epsilon, new CleanLabelOptions().StepSize, new CleanLabelOptions().Steps, new CleanLabelOptions().Rate));

    private static IAttack Attack(Classifier model, ImageSet images, CleanLabelOptions options) =>
        options.Prepare(new AttackContext { Images = images, Run = new RunContext(), SourceModel = model });

    private static double Loss(Classifier model, ImageSet images)
    {
        using TensorScope scope = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        Batch batch = new BatchAssembler(images, Device.Cpu).InOrder(0, images.Count);
        return Functional.CrossEntropy(model.Forward(batch.Images, Mode.Inference).Logits, batch.Labels).Item();
    }
}
