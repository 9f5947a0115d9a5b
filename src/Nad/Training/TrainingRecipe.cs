using Nad.Data;
using Nad.Torch.Optimizers;

namespace Nad.Training;

/// <summary>How a network is trained, whatever the loss: length, rate, batches, augmentation.</summary>
/// <remarks>
/// [P] Li et al., ICLR 2021, section 4.1. [C] the authors' code, bboylyg/NAD@f17b713, config.py and utils/util.py. Defaults are [P].
/// </remarks>
public sealed record TrainingRecipe
{
    /// <summary>[P]: 10 epochs; 0.1 divided by 10 after every 2 epochs; crop 4, flip, Cutout 9.</summary>
    public static TrainingRecipe Paper { get; } = new();

    /// <summary>[C]: 20 epochs; 0.1 in epochs 1–2, then 0.01; crop 4, flip, Cutout 3.</summary>
    public static TrainingRecipe AuthorsCode { get; } = new()
    {
        Epochs = 20,
        LearningRate = new StepSchedule([(0, 0.1), (2, 0.01)]),
        Augmentation = new Augmentation { CutoutLength = 3 },
    };

    /// <summary>
    /// What <c>nad erase</c> does unless it is told otherwise: [P]'s first rate and augmentation, but for 20 epochs along a cosine, of
    /// which the last is kept unless the hold-out is against it. Source: our choice, measured in docs/results/defenses.md; [P]'s steps
    /// leave the rate too early for the accuracy to come back.
    /// </summary>
    public static TrainingRecipe Auto { get; } = new()
    {
        Epochs = 20,
        LeastSteps = 700,
        LearningRate = new CosineSchedule(0.1, 20),
        Stopping = new StoppingRule { Early = false, LastErrors = 1 }
    };

    /// <summary>
    /// Training from scratch on the clean images alone, for a teacher that never saw the backdoor. Source: our choice, the paper gives
    /// none.
    /// </summary>
    public static TrainingRecipe Scratch { get; } = new()
    {
        Epochs = 100,
        LearningRate = new StepSchedule([(0, 0.1), (50, 0.01), (75, 0.001)]),
        Sgd = new SgdOptions { WeightDecay = 5e-4 },
    };

    /// <summary>Passes over the images, ≥ 1. [P] 10, [C] 20.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>
    /// Steps that a training has at least, ≥ 0: where few images give fewer, it goes through them more often, and the schedule is
    /// stretched. Default 0, as [P]; 700 in <see cref="Auto"/>: 20 epochs of the 2,500 images less the hold-out that it was measured with.
    /// </summary>
    public int LeastSteps { get; init; }

    /// <summary>[P] 0.1, divided by 10 after every 2 epochs.</summary>
    public LearningRateSchedule LearningRate { get; init; } = StepSchedule.Decay(0.1, 0.1, every: 2, epochs: 10);

    /// <summary>Momentum 0.9, Nesterov, weight decay 1e-4.</summary>
    public SgdOptions Sgd { get; init; } = new();

    /// <summary>Images per step, ≥ 2 (batch statistics need two); the last batch of an epoch may be smaller. [P] and [C] 64.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>[P] crop 4, flip, Cutout 9.</summary>
    public Augmentation Augmentation { get; init; } = new();

    /// <summary>
    /// Last epochs, 0 to <see cref="Epochs"/>, whose images are not cropped: what is learnt of images that are shifted and have black
    /// borders is fitted to images as they will come. Default 0, as [P]; the preset <c>fast</c> of attacks has some: our choice, measured
    /// in docs/decisions/0018-muon.md.
    /// </summary>
    public int WholeEpochs { get; init; }

    /// <summary>
    /// Which epoch is the result. Default none of this: the last. [P] stops early, by a validation set that it does not define; [C] looks
    /// at the test set.
    /// </summary>
    public StoppingRule? Stopping { get; init; }

    /// <summary>Steps of an epoch: the last batch may be smaller, but a single image joins the batch before it.</summary>
    /// <param name="images">Images of an epoch, ≥ 1.</param>
    public int Steps(int images) => Math.Max(1, (images + BatchSize - 2) / BatchSize);

    /// <summary>What is done to the images of an epoch.</summary>
    /// <param name="epoch">From 0.</param>
    public Augmentation AugmentationIn(int epoch) => epoch < Epochs - WholeEpochs ? Augmentation : Augmentation.WithoutCrops();

    /// <summary>The same recipe with what is done to images of a size, see <see cref="Data.Augmentation.For"/>.</summary>
    /// <param name="images">Images that are trained on.</param>
    public TrainingRecipe Sized(ImageSet images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return this with { Augmentation = Augmentation.For(images.Height, images.Width) };
    }

    /// <summary>The same recipe over a part of its epochs, at least one; its schedule is shortened with it.</summary>
    /// <param name="part">Above 0 and below 1.</param>
    public TrainingRecipe Shortened(double part)
    {
        int epochs = Math.Max(1, (int)(Epochs * part));
        return this with
        {
            Epochs = epochs,
            LeastSteps = 0,
            LearningRate = LearningRate is StepSchedule steps ? steps.Within(part) : LearningRate.Over(epochs),
            WholeEpochs = (int)(WholeEpochs * part)
        };
    }

    /// <summary>The same recipe, long enough for <see cref="LeastSteps"/>.</summary>
    /// <param name="images">Images of an epoch, ≥ 1.</param>
    public TrainingRecipe For(int images)
    {
        int steps = Steps(images), epochs = (LeastSteps + steps - 1) / steps;
        return epochs <= Epochs ? this : this with { Epochs = epochs, LearningRate = LearningRate.Over(epochs) };
    }

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="NadException">A value is outside its range.</exception>
    public void Validate()
    {
        if (Epochs is < 1 or > 100_000) throw new NadException($"The number of epochs must be 1 to 100000, but is {Epochs}.");
        if (WholeEpochs < 0 || WholeEpochs > Epochs)
            throw new NadException($"The last epochs without crops must be 0 to {Epochs}, all epochs, but are {WholeEpochs}.");
        if (LeastSteps is < 0 or > 100_000) throw new NadException($"The least number of steps must be 0 to 100000, but is {LeastSteps}.");
        if (BatchSize is < 2 or > 65536) throw new NadException($"The batch size must be 2 to 65536, but is {BatchSize}.");
        if (!double.IsFinite(LearningRate.Peak) || LearningRate.Peak < 0)
            throw new NadException($"The learning rate must be a number of at least 0, but is {LearningRate.Peak}.");
        Stopping?.Validate();
        Sgd.Validate();
        Augmentation.Validate();
    }
}
