using Nad.Data;
using Nad.Defenses;
using Nad.Experiments;
using Nad.Torch.Optimizers;
using Nad.Training;

namespace Nad.Tests.Experiments;

/// <summary>Whatever decides the bits is a value in the result and in the identity of a run, never a note beside one.</summary>
public sealed class OptionListTests
{
    public static TheoryData<TrainingRecipe> Departures
    {
        get
        {
            TrainingRecipe usual = TrainingRecipe.Auto, muon = usual with { Sgd = new SgdOptions { OrthogonalRate = 0.1 } };
            StoppingRule rule = usual.Stopping!;
            return
            [
                usual, muon, muon with { Sgd = muon.Sgd with { OrthogonalRate = 0.2 } },
                muon with { Sgd = muon.Sgd with { OrthogonalMomentum = 0.9 } }, usual with { Epochs = 7 }, usual with { LeastSteps = 0 },
                usual with { BatchSize = 32 }, usual with { WholeEpochs = 2 },
                usual with { LearningRate = new CosineSchedule(0.10001, 20) }, usual with { LearningRate = new CosineSchedule(0.1, 21) },
                usual with { LearningRate = StepSchedule.Constant(0.1) }, usual with { LearningRate = new OneCycleSchedule(0.1, 20) },
                usual with { LearningRate = new OneCycleSchedule(0.1, 20, 0.1) },
                usual with { LearningRate = new HoldAndFallSchedule(0.1, 20) }, usual with { Sgd = new SgdOptions { Nesterov = false } },
                usual with { Sgd = new SgdOptions { Momentum = 0.8 } }, usual with { Sgd = new SgdOptions { WeightDecay = 0 } },
                usual with { Stopping = null }, usual with { Stopping = rule with { LastErrors = 2 } },
                usual with { Stopping = rule with { LastErrors = null } }, usual with { Stopping = rule with { Early = true } },
                usual with { Stopping = rule with { Patience = 3 } }, usual with { Stopping = rule with { MinDelta = 0.1 } },
                usual with { Stopping = rule with { AtLeast = 9 } }, usual with { Augmentation = new Augmentation { CropPadding = 3 } },
                usual with { Augmentation = new Augmentation { Flip = false } },
                usual with { Augmentation = new Augmentation { CutoutLength = 3 } },
            ];
        }
    }

    [Fact]
    public void Two_recipes_that_differ_in_anything_differ_in_their_values()
    {
        string[] all = [.. Departures.Select(r => OptionList.Json([OptionList.Recipe("Student", r.Data)]).ToJsonString())];
        Assert.Equal(all.Length, all.Distinct().Count());
    }

    [Fact]
    public void Two_settings_of_a_method_that_differ_in_anything_differ_in_their_values()
    {
        AutoOptions auto = new();
        DefenseOptions[] options =
        [
            NadOptions.Paper, NadOptions.Paper with { Beta = [1, 2, 3] }, NadOptions.Paper with { Power = 1 },
            NadOptions.Paper with { Loss = DistanceForm.L2 }, NadOptions.Paper with { Attention = AttentionOperator.Max },
            NadOptions.Paper with { Taps = ["2"] }, NadOptions.Paper with { StudentStart = StudentSource.Finetuned },
            NadOptions.Paper with { Iterations = 2 }, NadOptions.Paper with { Iterations = 2, Iterate = IterationStart.Continue },
            NadOptions.Paper with { Teacher = TeacherSource.Scratch },
            NadOptions.Paper with { Teacher = TeacherSource.Scratch, TeacherArchitecture = "wrn-16-2" }, auto,
            auto with { MaxRateDrop = 0.2 }, auto with { MinGain = 0 }, auto with { GentlerRates = 1 }, auto with { TeacherOutputs = 1 },
            auto with { MaxDrop = 0.1 }, auto with { TeacherErrors = 2 }, auto with { Ruined = 0.2 }, auto with { RelativeDrop = 0.2 },
            auto with { Students = 3 }, auto with { GivenShare = 0 }, auto with { MirrorHoldOut = false }, auto with { Outputs = null },
            auto with { Steps = [new(5000, 1), new(1000, 1)] }, auto with { Tuned = new FineTuningOptions() },
        ];
        string[] all = [.. options.Select(o => OptionList.Json(OptionList.Settings(o, null)).ToJsonString())];
        Assert.Equal(all.Length, all.Distinct().Count());
    }
}
