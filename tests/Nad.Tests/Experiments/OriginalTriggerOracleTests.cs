using Nad.Attacks;
using Nad.Data;
using Nad.Defenses;
using Nad.Experiments;
using Nad.Models;
using Nad.Tests.Models;
using Nad.Torch.Optimizers;
using Nad.Training;

namespace Nad.Tests.Experiments;

public sealed class OriginalTriggerOracleTests
{
    private static readonly Backdoor Grid = new BadNets(new BadNetsOptions { Target = 5 }, 10).Backdoor;

    [Fact]
    public void The_trigger_lies_where_the_attack_puts_it()
    {
        ImageSet images = TestModels.Images(1);
        float[] image = [.. Enumerable.Range(0, 3072).Select(i => images.Pixels[(i % 1024 * 3) + (i / 1024)] / 255f)];
        new OriginalTriggerOracle(Grid, new MesaOptions()).Put(image, images);
        byte[] expected = Grid.Trigger.Stamp(images).Pixels;
        for (int i = 0; i < 3072; i++) Assert.Equal(expected[(i % 1024 * 3) + (i / 1024)] / 255f, image[i]);
    }

    [Fact]
    public void It_retrains_a_copy_and_is_no_defense()
    {
        using WideResNet model = TestModels.Random();
        byte[][] before = TestModels.Bits(model);
        MesaOptions options = new()
        {
            CollapseLimit = 1,
            Share = 0.5,
            Recipe = new TrainingRecipe { Epochs = 1, BatchSize = 8, LearningRate = StepSchedule.Constant(0.01) }
        };
        using DefenseResult result =
            new OriginalTriggerOracle(Grid, options).Run(model, new CleanData(TestModels.Images(16), null), new RunContext());
        Assert.Equal(before, TestModels.Bits(model));
        Assert.NotEqual(before, TestModels.Bits(result.Model));
        Assert.False(typeof(IDefense).IsAssignableFrom(typeof(OriginalTriggerOracle)));
        Assert.StartsWith("oracle", OriginalTriggerOracle.Label, StringComparison.Ordinal);
    }
}
