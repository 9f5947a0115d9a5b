using Nad.Data;
using Nad.Torch.Optimizers;

namespace Nad.Training;

/// <summary>
/// How models are trained from scratch on all the training images, clean or poisoned. Each recipe stretches to a given number of epochs.
/// </summary>
/// <remarks>
/// [P] Li et al., ICLR 2021, give no recipe for this training. [C] the authors' code, bboylyg/NAD@f17b713. [W] Zagoruyko and Komodakis,
/// BMVC 2016.
/// </remarks>
public static class TrainingPresets
{
    /// <summary>Names on the command line.</summary>
    public static IReadOnlyList<string> Names { get; } = ["paper-like", "strong", "fast"];

    /// <summary>Names of optimizers on the command line.</summary>
    public static IReadOnlyList<string> Optimizers { get; } = ["sgd", "muon"];

    // Measured: docs/decisions/0018-muon.md.
    private const double OrthogonalRate = 0.1, Rise = 0.1, WholePart = 0.15;

    /// <summary>The recipe of a name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="epochs">Passes over the images; null for the preset's own number.</param>
    /// <param name="flip">Whether mirroring leaves the classes of the data as they are.</param>
    /// <exception cref="NadException">An unknown name.</exception>
    public static TrainingRecipe Of(string name, int? epochs, bool flip) => name switch
    {
        "paper-like" => PaperLike(epochs ?? 25),
        "strong" => Strong(epochs ?? 100, flip),
        "fast" => Fast(epochs ?? 20, flip),
        _ => throw new NadException($"--preset must be {string.Join(" or ", Names)}, but is '{Printable.Of(name)}'."),
    };

    /// <summary>[C]'s settings, but shuffled: no augmentation, batch 64, 0.1 and after 21 of 25 epochs 0.01, weight decay 1e-4.</summary>
    public static TrainingRecipe PaperLike(int epochs) => new()
    {
        Epochs = epochs,
        LearningRate = new StepSchedule([(0, 0.1), (Part(epochs, 0.84), 0.01)]),
        Augmentation = Augmentation.None,
    };

    /// <summary>Crop and flip, batch 128, 0.1 divided by 10 at 50 and 75 % of 100 epochs; weight decay 5e-4 is [W]'s.</summary>
    public static TrainingRecipe Strong(int epochs, bool flip) => new()
    {
        Epochs = epochs,
        LearningRate = new StepSchedule([(0, 0.1), (Part(epochs, 0.5), 0.01), (Part(epochs, 0.75), 0.001)]),
        BatchSize = 128,
        Sgd = new SgdOptions { WeightDecay = 5e-4 },
        Augmentation = CropAnd(flip),
    };

    /// <summary>
    /// As <see cref="Strong"/>, but one cycle to 0.2, reached after a tenth of 20 epochs, orthogonal steps of the filters, and no crops in
    /// the last 3 epochs. Source: Smith and Topin 2018 for the cycle, Jordan et al. 2024 for the steps; peak, factor and the end of the
    /// crops are our choice.
    /// </summary>
    public static TrainingRecipe Fast(int epochs, bool flip) => new()
    {
        Epochs = epochs,
        LearningRate = new OneCycleSchedule(0.2, Math.Max(1, epochs), Rise),
        BatchSize = 128,
        Sgd = new SgdOptions { WeightDecay = 5e-4, OrthogonalRate = OrthogonalRate },
        Augmentation = CropAnd(flip),
        WholeEpochs = (int)Math.Round(epochs * WholePart),
    };

    /// <summary>The recipe with another optimizer.</summary>
    /// <param name="recipe">
    /// All else of it stays, but for what <c>fast</c> has beside: a cycle rises for a quarter with SGD and for a tenth with Muon, and SGD
    /// crops to the end.
    /// </param>
    /// <param name="optimizer">One of <see cref="Optimizers"/>.</param>
    /// <exception cref="NadException">An unknown name.</exception>
    public static TrainingRecipe With(TrainingRecipe recipe, string optimizer)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        double? rate = optimizer switch
        {
            "sgd" => null,
            "muon" => OrthogonalRate,
            _ => throw new NadException($"--optimizer must be {string.Join(" or ", Optimizers)}, but is '{Printable.Of(optimizer)}'."),
        };
        // SGD needs the longer rise: with batch statistics that still move, its first steps at a high rate are lost.
        LearningRateSchedule schedule =
            recipe.LearningRate is OneCycleSchedule cycle ? cycle with { Rise = rate is null ? 0.25 : Rise } : recipe.LearningRate;
        return recipe with
        {
            WholeEpochs = rate is null ? 0 : recipe.WholeEpochs,
            LearningRate = schedule,
            Sgd = recipe.Sgd with { OrthogonalRate = rate }
        };
    }

    private static Augmentation CropAnd(bool flip) => new() { Flip = flip, CutoutLength = 0 };

    // Milestones of short runs must not fall together on epoch 0.
    private static int Part(int epochs, double part) => Math.Max(1, (int)Math.Round(epochs * part));
}
