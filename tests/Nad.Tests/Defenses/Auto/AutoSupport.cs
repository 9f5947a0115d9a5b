using Nad.Defenses;
using Nad.Models;
using Nad.Tests.Models;
using Nad.Torch.Optimizers;
using Nad.Training;

namespace Nad.Tests.Defenses;

/// <summary>What tests of auto share: short trainings, and trials and judges whose accuracies are made up.</summary>
internal static class AutoSupport
{
    public const double Fails = double.NegativeInfinity;

    public static CleanData Clean { get; } = new(TestModels.Images(12, seed: 1), TestModels.Images(40, seed: 2));

    public static TrainingRecipe Short { get; } = new() { Epochs = 1, BatchSize = 6, LearningRate = StepSchedule.Constant(0.01) };

    /// <summary>Everything that auto adds to NAD switched off.</summary>
    public static AutoOptions Plain { get; } = new()
    {
        Recipe = Short,
        TeacherRecipe = Short,
        CollapseLimit = 1,
        Steps = [new(100, 1)],
        Outputs = null,
        Students = 1,
        GivenShare = 0,
        MirrorHoldOut = false,
        MaxRateDrop = 1,
    };

    /// <summary>A judge of 100 images held out, or of none if the given model's accuracy is NaN.</summary>
    public static Judge Judge(double given, Func<Classifier, double>? accuracy = null) =>
        new(Clean, given, double.IsNaN(given) ? 0 : 100, accuracy ?? (_ => double.NaN));

    public static Trial Trial(double accuracy, string phase = "student", Classifier? model = null)
    {
        if (accuracy == Fails) throw new TrainingFailedException("no number");
        EpochRecord[] epochs = [new() { Phase = phase, Epoch = 1, Lr = 0.1, Loss = 1, CrossEntropy = 1, ValAcc = accuracy }];
        return new Trial(model ?? TestModels.Random(), new TrainedModel(epochs, accuracy, [], []), seconds: 1);
    }

    public static DefenseResult Erase(Classifier model, AutoOptions options, CleanData? clean = null) =>
        new AutoErasure(options).Erase(model, clean ?? Clean, new RunContext());
}
