using Nad.Torch.Optimizers;
using Nad.Training;

namespace Nad.Experiments;

/// <summary>
/// How much of the paper's work is done: as it prints it, or a small copy that runs the same paths in a fraction of the time.
/// </summary>
public sealed record GridScale
{
    /// <summary>The paper's numbers.</summary>
    public static GridScale Full { get; } = new();

    /// <summary>Every path, few epochs, coarse grids: its numbers say nothing of the methods.</summary>
    public static GridScale Quick { get; } = new()
    {
        Name = "quick",
        AttackPreset = "fast",
        AttackEpochs = 3,
        DefenseEpochs = 4,
        LongEpochs = 6,
        ScratchEpochs = 10,
        CurveEpochs = 10,
        RecoveryEpochs = 2,
        TrojanSteps = 100,
        NoiseSteps = 30,
        Rounds = 0,
        Iterations = 2,
        Fractions = [0.05, 0.2],
        Betas = [0, 1000, 50000],
    };

    /// <summary><c>full</c> or <c>quick</c>.</summary>
    public string Name { get; init; } = "full";

    /// <summary>Preset of the training of backdoored models.</summary>
    public string AttackPreset { get; init; } = "paper-like";

    /// <summary>Its epochs; null for the preset's.</summary>
    public int? AttackEpochs { get; init; }

    /// <summary>Epochs of finetuning, teacher and student. The paper: 10.</summary>
    public int DefenseEpochs { get; init; } = 10;

    /// <summary>Epochs of the run that looks for overfitting (figure 13). The paper: 20.</summary>
    public int LongEpochs { get; init; } = 20;

    /// <summary>Epochs of a teacher from scratch. Our choice: 100.</summary>
    public int ScratchEpochs { get; init; } = 100;

    /// <summary>Epochs of the curve of mode connectivity repair. The paper: 100.</summary>
    public int CurveEpochs { get; init; } = 100;

    /// <summary>Epochs of recovering triggers and of retraining on them (table 6). The source: 10.</summary>
    public int RecoveryEpochs { get; init; } = 10;

    /// <summary>Steps of Trojan's square. Default as in the attack's own options.</summary>
    public int TrojanSteps { get; init; } = 1000;

    /// <summary>Steps of the adversarial noise of clean-label. Default as in the attack's own options.</summary>
    public int NoiseSteps { get; init; } = 100;

    /// <summary>Rounds of Refool's selection.</summary>
    public int Rounds { get; init; } = 3;

    /// <summary>Iterations of iterative NAD (figure 9). The paper: 5.</summary>
    public int Iterations { get; init; } = 5;

    /// <summary>Clean fractions (figures 2 and 5). The paper names 1, 5 and 20 %.</summary>
    public IReadOnlyList<double> Fractions { get; init; } = [0.01, 0.05, 0.1, 0.15, 0.2];

    /// <summary>β for all taps (figure 8). The paper goes up to 50,000.</summary>
    public IReadOnlyList<double> Betas { get; init; } = [0, 100, 500, 1000, 2000, 5000, 10000, 20000, 50000];

    /// <summary>
    /// Attacks that tables and charts are made of, as words such as <c>badnets</c>; null for every attack that they have.
    /// </summary>
    public IReadOnlyList<string>? Attacks { get; init; }

    /// <summary>Whether a model is one of <see cref="Attacks"/>: variants belong to their attack.</summary>
    /// <param name="model">The model.</param>
    public bool Has(BackdooredModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Attacks is null || Attacks.Contains(model.Family, StringComparer.Ordinal);
    }

    /// <summary>The paper's recipe of all defenses: the rate falls by 10 after every fifth of the epochs.</summary>
    /// <param name="flip">Whether mirroring leaves classes as they are.</param>
    /// <param name="epochs">Another length; null for <see cref="DefenseEpochs"/>.</param>
    public TrainingRecipe Recipe(bool flip, int? epochs = null)
    {
        TrainingRecipe paper = TrainingRecipe.Paper;
        // A longer run keeps the paper's schedule, whose rate is 1e-5 after ten epochs, and stays at its end.
        int length = epochs ?? DefenseEpochs;
        LearningRateSchedule rate = DefenseEpochs == paper.Epochs
            ? paper.LearningRate
            : StepSchedule.Decay(0.1, 0.1, Math.Max(1, DefenseEpochs / 5), DefenseEpochs);
        return paper with { Epochs = length, LearningRate = rate, Augmentation = paper.Augmentation with { Flip = flip } };
    }

    /// <summary>A recipe of our own; at full scale as it is.</summary>
    /// <param name="recipe">At full scale.</param>
    /// <param name="flip">Whether mirroring leaves classes as they are.</param>
    public TrainingRecipe Tuned(TrainingRecipe recipe, bool flip)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        TrainingRecipe changed = recipe with { Augmentation = recipe.Augmentation with { Flip = flip } };
        return DefenseEpochs == TrainingRecipe.Paper.Epochs
            ? changed
            : changed with { Epochs = DefenseEpochs, LeastSteps = 0, LearningRate = recipe.LearningRate.Over(DefenseEpochs) };
    }

    /// <summary>A teacher from scratch.</summary>
    /// <param name="flip">Whether mirroring leaves classes as they are.</param>
    public TrainingRecipe Scratch(bool flip)
    {
        TrainingRecipe scratch = TrainingRecipe.Scratch;
        LearningRateSchedule rate = ScratchEpochs == scratch.Epochs
            ? scratch.LearningRate
            : new StepSchedule([(0, 0.1), (Math.Max(1, ScratchEpochs / 2), 0.01), (Math.Max(2, ScratchEpochs * 3 / 4), 0.001)]);
        return scratch with { Epochs = ScratchEpochs, LearningRate = rate, Augmentation = scratch.Augmentation with { Flip = flip } };
    }
}
