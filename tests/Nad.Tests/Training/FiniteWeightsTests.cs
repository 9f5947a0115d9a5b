using Nad.Models;
using Nad.Tests.Models;
using Nad.Torch;
using Nad.Training;

namespace Nad.Tests.Training;

public sealed class FiniteWeightsTests
{
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_weight_that_is_no_number_ends_the_training_though_every_loss_was_one(float value)
    {
        using WideResNet model = TestModels.Random();
        TrainingRecipe recipe = new() { Epochs = 2, BatchSize = 8 };
        // As by a gradient that is no number in the last step of an epoch: no loss is computed after it.
        Trainer trainer = new(recipe, new RunContext(), "student") { Hooks = new TrainingHooks { StepEnded = () => Spoil(model, value) } };

        TrainingFailedException e = Assert.Throws<TrainingFailedException>(
            () => trainer.Run(model, new(TestModels.Images(8), null), batch => SupervisedLoss.Of(model, batch)));

        Assert.StartsWith("1 weights of the student became NaN or infinite in epoch 1", e.Message, StringComparison.Ordinal);
    }

    private static void Spoil(WideResNet model, float value)
    {
        using Autograd.NoGradScope off = Autograd.NoGrad();
        model.State.Parameters[0].FloatMemory()[0] = value;
    }
}
